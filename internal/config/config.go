package config

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
)

// Config is everything that can be set.
type Config struct {
	HTTPAddr    string // LOKET_HTTP_ADDR
	DataDir     string // LOKET_DATA_DIR
	DatabaseURL string // LOKET_DATABASE_URL
	RedisURL    string // LOKET_REDIS_URL
	PublicURL   string // LOKET_PUBLIC_URL: what citizens know the pages under, as "https://host"; empty: search engines are kept out

	PlainHosts  []string // LOKET_PLAIN_HOSTS: other machines that PostgreSQL and Redis are reached on without TLS that is verified; in lower case
	RedisCAFile string   // LOKET_REDIS_CA_FILE; empty: the system's authorities
	RedisCA     []byte   // what RedisCAFile holds, in PEM
	AdminAddr   string   // LOKET_ADMIN_ADDR: where profiles of the process are had, on this machine; empty: nowhere

	MetricsToken  string // LOKET_METRICS_TOKEN: who bears it reads /metrics; empty: nobody
	SecretKey     string // LOKET_SECRET_KEY; empty: read from SecretKeyFile
	SecretKeyFile string // LOKET_SECRET_KEY_FILE

	Quiet     time.Duration   // LOKET_QUIET: how long a fragment is held for what follows
	Retention loket.Retention // how long each class of data is kept
	Agencies  []Agency        // at least one
	Desk      Desk
	Console   Console
	API       API
	Telegram  Telegram // the first agency's bot, and how all bots are reached and paced
	Mail      Mail     // the server for letters, of all agencies
}

// Agency is one office.
type Agency struct {
	loket.Agency
	Unverified string              // "quote-with-note" or "handover"
	Catalogue  string              // folder of entries; empty: the shipped reference catalogue
	Facts      map[string]string   // id of a local fact → its value, as citizens read it
	OwnNumbers []string            // the office's own telephone numbers, never masked
	Widget     []string            // origins that may show the chat in a frame: "https://contoh.go.id"
	Links      []string            // sites replies and entries may name beside .go.id
	Hours      map[string][]string // "senin" → "08.00-16.00"; empty: Monday to Friday, 08.00 to 16.00
	Seasons    []Season
	Closures   []Closure
	Handling   time.Duration      // what a ticket takes in office time, until enough were closed to know
	Capacity   int                // how many tickets one member of staff holds at once; emergencies do not count
	Units      []loket.Unit       // sections with a queue of their own, beside the first desk
	Policy     []Policy           // by when tickets should be answered; empty: as loket.Policy says
	Digest     Digest             // the page for its head; the zero one: none is sent
	Survey     loket.SurveyPolicy // whom the satisfaction survey is offered; the zero one: nobody
	Freeze     time.Duration      // how long after its end a month is closed
	Assist     Assist             // the language model; the zero one: none
	OnCall     string             // whom the staff group calls in an emergency; empty: nobody is named
	Bot        Bot                // its own on Telegram; the zero one: none, and of the first agency Config.Telegram's
}

// DefaultHandling is what a ticket is taken to take in an office that says nothing.
const DefaultHandling = 15 * time.Minute

// DefaultCapacity is how many tickets one may hold in an office that says nothing:
// each of them waits while another is answered.
const DefaultCapacity = 5

// DefaultFreeze is how long after its end a month is closed in an office that says
// nothing: a resolution has lasted for seven days by then, and what is late has mostly come.
const DefaultFreeze = 14 * day

// What may be said of it, in days: earlier no resolution of the last days could have
// lasted.
const fewestFreeze, mostFreeze = 7, 366

// checkFreeze finds a time after which no month can be closed.
func (a Agency) checkFreeze(complain func(format string, args ...any)) {
	if days := a.Freeze / day; days < fewestFreeze || days > mostFreeze {
		complain("freeze_days: %d hari tidak dapat dipakai. Tulis %d sampai %d.", days, fewestFreeze, mostFreeze)
	}
}

// Desk is how staff's tickets are handled.
type Desk struct {
	CitizenLimit time.Duration // how long a ticket waits for its citizen, in office time
	Silent       string        // what comes then: ReturnSilent or CloseSilent
}

// API is the door for programs.
type API struct {
	PerMinute    int      // requests of one token a minute
	WebhookHosts []string // hosts of the office's own network that webhooks may be at: "host" or "host:port"
}

// What becomes of a ticket whose citizen kept silent.
const (
	ReturnSilent = "return" // staff look at it again
	CloseSilent  = "close"  // it is closed, and the citizen is told
)

// Policies for entries the agency has not verified.
const (
	QuoteWithNote = "quote-with-note"
	HandOver      = "handover"
)

// Telegram is a bot. Without a token there is none.
type Telegram struct {
	Token         string  // LOKET_TELEGRAM_TOKEN, or what TokenFile holds
	TokenFile     string  // LOKET_TELEGRAM_TOKEN_FILE; empty: none
	APIURL        string  // LOKET_TELEGRAM_API_URL
	Mode          string  // LOKET_TELEGRAM_MODE: "polling" or "webhook"
	WebhookURL    string  // LOKET_TELEGRAM_WEBHOOK_URL
	WebhookSecret string  // LOKET_TELEGRAM_WEBHOOK_SECRET
	StaffChat     int64   // LOKET_TELEGRAM_STAFF_CHAT; 0: none
	Rate          float64 // LOKET_TELEGRAM_RATE: sends a second; 0: unpaced
	ChatRate      float64 // LOKET_TELEGRAM_CHAT_RATE: sends a second to one chat; 0: unpaced
}

// The ways Telegram's updates come in.
const (
	Polling = "polling"
	Webhook = "webhook"
)

const day = 24 * time.Hour

// Default is what holds without a file and without an environment.
func Default() Config {
	return Config{
		HTTPAddr: "127.0.0.1:8080", DataDir: "data", RedisURL: "embedded", Quiet: 8 * time.Second,
		Retention: loket.Retention{Conversations: 365 * day, Quarantine: 30 * day},
		Desk:      Desk{CitizenLimit: day, Silent: ReturnSilent},
		API:       API{PerMinute: 300},
		Telegram:  Telegram{APIURL: "https://api.telegram.org", Mode: Polling, Rate: 30, ChatRate: 1},
		Agencies: []Agency{{
			Agency: loket.Agency{
				ID: "disdukcapil-kota-kupang", Code: "KPG", Name: "Disdukcapil Kota Kupang", Zone: "Asia/Makassar",
			},
			Unverified: QuoteWithNote, Handling: DefaultHandling, Capacity: DefaultCapacity, Freeze: DefaultFreeze,
		}},
	}
}

// Load reads the file at path, then the environment over it. An empty path
// means loket.yaml in the working directory, if there is one. All that is wrong
// comes in one error, in Indonesian.
func Load(path string, getenv func(string) string) (Config, error) {
	c := Default()
	content, name, err := read(path)
	if err != nil {
		return c, err
	}
	if content != nil {
		err = c.apply(name, content)
	}
	err = errors.Join(err, c.environment(getenv), c.readSecrets(getenv))
	err = errors.Join(err, c.readTokens(), c.Mail.readPassword(), c.readAssist(getenv), c.readReach(getenv))
	c.derive()
	return c, errors.Join(err, c.check())
}

// Sum is the SHA-256 of the file that Load reads, in hex; empty when there is none.
func Sum(path string) (string, error) {
	content, _, err := read(path)
	if err != nil || content == nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:]), nil
}

func read(path string) (content []byte, name string, err error) {
	name = path
	if path == "" {
		name = "loket.yaml"
	}
	content, err = os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && path == "" {
		return nil, name, nil
	}
	if err != nil {
		return nil, name, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas konfigurasi %s tidak dapat dibaca: %v.", name, err))
	}
	return content, name, nil
}

// Agency is the one with an id; false: none is configured.
func (c Config) Agency(id loket.AgencyID) (a Agency, configured bool) {
	if i := slices.IndexFunc(c.Agencies, func(a Agency) bool { return a.ID == id }); i >= 0 {
		return c.Agencies[i], true
	}
	return Agency{}, false
}

// First tells whether an agency is the first one, of which the environment may say more.
func (c Config) First(a Agency) bool { return a.ID == c.Agencies[0].ID }

// derive fills in what follows from the rest.
func (c *Config) derive() {
	if c.DatabaseURL == "" {
		c.DatabaseURL = "sqlite:" + filepath.Join(c.DataDir, "loket.db")
	}
	if c.SecretKeyFile == "" {
		c.SecretKeyFile = filepath.Join(c.DataDir, "secret.key")
	}
}

// environment lets variables override the file.
func (c *Config) environment(getenv func(string) string) error {
	texts := map[string]*string{
		"LOKET_HTTP_ADDR": &c.HTTPAddr, "LOKET_DATA_DIR": &c.DataDir, "LOKET_DATABASE_URL": &c.DatabaseURL,
		"LOKET_REDIS_URL": &c.RedisURL, "LOKET_PUBLIC_URL": &c.PublicURL, "LOKET_SECRET_KEY": &c.SecretKey, "LOKET_SECRET_KEY_FILE": &c.SecretKeyFile,
		"LOKET_METRICS_TOKEN": &c.MetricsToken, "LOKET_REDIS_CA_FILE": &c.RedisCAFile, "LOKET_ADMIN_ADDR": &c.AdminAddr,
		"LOKET_TELEGRAM_TOKEN": &c.Telegram.Token, "LOKET_TELEGRAM_TOKEN_FILE": &c.Telegram.TokenFile, "LOKET_TELEGRAM_API_URL": &c.Telegram.APIURL,
		"LOKET_TELEGRAM_MODE": &c.Telegram.Mode, "LOKET_TELEGRAM_WEBHOOK_URL": &c.Telegram.WebhookURL,
		"LOKET_TELEGRAM_WEBHOOK_SECRET": &c.Telegram.WebhookSecret, "LOKET_SMTP_PASSWORD": &c.Mail.Password,
	}
	for name, to := range texts {
		if v := strings.TrimSpace(getenv(name)); v != "" {
			*to = v
		}
	}
	numbers := []struct {
		name string
		set  func(string) error
	}{
		{"LOKET_TELEGRAM_RATE", rateOf(&c.Telegram.Rate)},
		{"LOKET_TELEGRAM_CHAT_RATE", rateOf(&c.Telegram.ChatRate)},
		{"LOKET_TELEGRAM_STAFF_CHAT", integerOf(&c.Telegram.StaffChat)},
		{"LOKET_QUIET", durationOf(&c.Quiet)},
	}
	var errs []error
	for _, number := range numbers {
		if v := strings.TrimSpace(getenv(number.name)); v != "" {
			if err := number.set(v); err != nil {
				errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("%s=%q: %v.", number.name, v, err)))
			}
		}
	}
	return errors.Join(errs...)
}

// maxRate bounds a rate, in sends a second.
const maxRate = 1e6

func rateOf(to *float64) func(string) error {
	return func(text string) error {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(v >= 0 && v <= maxRate) { // so that NaN is refused too
			return errors.New("harus angka mulai dari 0, misalnya 30; 0 berarti tanpa batas")
		}
		*to = v
		return nil
	}
}

func integerOf(to *int64) func(string) error {
	return func(text string) error {
		v, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return errors.New("harus bilangan bulat, misalnya -1001234567890")
		}
		*to = v
		return nil
	}
}

func durationOf(to *time.Duration) func(string) error {
	return func(text string) error {
		v, err := time.ParseDuration(text)
		if err != nil || v < 0 || v > time.Minute {
			return errors.New("harus lama waktu dari 0s sampai 1m, misalnya 8s")
		}
		*to = v
		return nil
	}
}
