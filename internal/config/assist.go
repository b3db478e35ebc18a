package config

import (
	"net/url"
	"slices"
	"strings"

	"loket/internal/loket"
)

// Assist is an agency's language model. Without an address there is none.
type Assist struct {
	BaseURL string // up to and with "/v1"; of the first agency also LOKET_OPENAI_BASE_URL
	Key     string // LOKET_OPENAI_API_KEY, or what KeyFile holds; empty: the endpoint asks for none
	KeyFile string
	Model   string // for text; of the first agency also LOKET_OPENAI_MODEL
	Vectors string // for embeddings; of the first agency also LOKET_OPENAI_EMBEDDING_MODEL

	// Location says where texts are processed: AssistHome, AssistAbroad, or nothing, which
	// only an endpoint on this machine may say.
	Location   string
	AcceptedBy string // who decided that redacted texts may go abroad, by their duty

	Uses     []string // what it may be used for; see AssistUses
	Budget   loket.AssistSpend
	PerChat  int // calls for one conversation on a day
	Price    AssistPrice
	Parallel int // calls side by side, of those a citizen waits for and of others each
}

// AssistPrice is what tokens cost, in rupiah a million.
type AssistPrice struct{ Input, Output, Vectors int64 }

// Where the texts sent to a model are processed.
const (
	AssistHome   = "indonesia"
	AssistAbroad = "abroad"
)

// AssistUses are the names of what a model may be used for.
func AssistUses() []string { return []string{"embed", "choose", "draft", "group", "summary"} }

// On tells whether there is a model at all.
func (a Assist) On() bool { return a.BaseURL != "" }

// Abroad tells whether texts leave the country, by somebody's decision.
func (a Assist) Abroad() bool { return a.On() && a.Location == AssistAbroad }

// What holds where a file says nothing, and the bounds of what it may say.
const (
	defaultAssistTokens   = 500_000
	defaultAssistRupiah   = 50_000
	defaultAssistPerChat  = 20
	defaultAssistParallel = 4

	mostAssistTokens   = 1_000_000_000
	mostAssistRupiah   = 1_000_000_000
	mostAssistPerChat  = 10_000
	mostAssistParallel = 64
	millionths         = 1_000_000 // of a rupiah
)

// fileAssist is the shape of assist in loket.yaml.
type fileAssist struct {
	BaseURL    string    `yaml:"base_url"`
	KeyFile    string    `yaml:"key_file"`
	Model      string    `yaml:"model"`
	Vectors    string    `yaml:"embedding_model"`
	Location   string    `yaml:"location"`
	AcceptedBy string    `yaml:"accepted_by"`
	Uses       *[]string `yaml:"uses"`
	Tokens     int64     `yaml:"tokens_per_day"`
	Rupiah     int64     `yaml:"rupiah_per_day"`
	PerChat    int       `yaml:"calls_per_chat"`
	Price      struct {
		Input   int64 `yaml:"input"`
		Output  int64 `yaml:"output"`
		Vectors int64 `yaml:"embedding"`
	} `yaml:"price"`
	Parallel int `yaml:"parallel"`
}

func (f fileAssist) assist() Assist {
	return Assist{
		BaseURL: f.BaseURL, KeyFile: f.KeyFile, Model: f.Model, Vectors: f.Vectors, Location: f.Location, AcceptedBy: f.AcceptedBy,
		Uses: f.uses(), Budget: loket.AssistSpend{Tokens: f.Tokens, Cost: min(f.Rupiah, 2*mostAssistRupiah) * millionths},
		PerChat: f.PerChat, Price: AssistPrice(f.Price), Parallel: f.Parallel,
	}
}

func (f fileAssist) uses() []string {
	if f.Uses == nil {
		return nil
	}
	return append([]string{}, *f.Uses...)
}

// readAssist takes what the environment says of models, fills in keys from their
// files and whatever follows from the rest.
func (c *Config) readAssist(getenv func(string) string) (err error) {
	for i := range c.Agencies {
		a := &c.Agencies[i].Assist
		if i == 0 {
			for name, to := range map[string]*string{
				"LOKET_OPENAI_BASE_URL": &a.BaseURL, "LOKET_OPENAI_MODEL": &a.Model, "LOKET_OPENAI_EMBEDDING_MODEL": &a.Vectors,
			} {
				if v := strings.TrimSpace(getenv(name)); v != "" {
					*to = v
				}
			}
		}
		if !a.On() {
			continue
		}
		if err := a.read(strings.TrimSpace(getenv("LOKET_OPENAI_API_KEY"))); err != nil {
			return err
		}
	}
	return nil
}

func (a *Assist) read(key string) error {
	a.BaseURL = strings.TrimRight(a.BaseURL, "/")
	if a.Budget.Tokens == 0 {
		a.Budget.Tokens = defaultAssistTokens
	}
	if a.Budget.Cost == 0 {
		a.Budget.Cost = defaultAssistRupiah * millionths
	}
	if a.PerChat == 0 {
		a.PerChat = defaultAssistPerChat
	}
	if a.Parallel == 0 {
		a.Parallel = defaultAssistParallel
	}
	if a.Uses == nil {
		a.Uses = AssistUses()
		if a.Vectors == "" {
			a.Uses = slices.DeleteFunc(a.Uses, func(use string) bool { return use == "embed" || use == "choose" })
		}
		if a.Model == "" {
			a.Uses = slices.DeleteFunc(a.Uses, func(use string) bool { return use != "embed" })
		}
	}
	if a.Key = key; a.Key != "" || a.KeyFile == "" {
		return nil
	}
	text, err := readSecret(a.KeyFile, "kunci model bahasa", "Periksa assist, key_file di loket.yaml.")
	a.Key = strings.TrimSpace(text)
	return err
}

// checkAssist finds what cannot be used of an agency's model, and refuses one that
// nobody said where it is.
func (a Agency) checkAssist(complain func(format string, args ...any)) {
	m := a.Assist
	if !m.On() {
		if m.Model != "" || m.Vectors != "" || m.KeyFile != "" || m.Location != "" {
			complain("assist: alamatnya belum ada. Isi base_url, misalnya https://model.contoh.go.id/v1, atau hapus bagian assist.")
		}
		return
	}
	u, err := url.Parse(m.BaseURL)
	local := err == nil && loket.Loopback(u.Hostname())
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Scheme != "https" && u.Scheme != "http":
		complain("assist, base_url: %q bukan alamat. Tulis misalnya https://model.contoh.go.id/v1, tanpa sandi di dalamnya.", m.BaseURL)
		return
	case u.Scheme == "http" && !local:
		complain("assist, base_url: %q tanpa TLS hanya boleh di mesin ini sendiri. Pakai https://.", m.BaseURL)
	}
	m.checkLocation(local, complain)
	m.checkUses(complain)
	m.checkSizes(complain)
}

// checkLocation refuses to start with texts going nobody knows where.
func (a Assist) checkLocation(local bool, complain func(format string, args ...any)) {
	switch {
	case a.Location == AssistHome, a.Location == "" && local:
	case a.Location == "":
		complain("assist, location belum diisi. Tulis indonesia bila teks diolah di Indonesia; bila di luar negeri, tulis abroad dan accepted_by. Lihat docs/assistant.md.")
	case a.Location != AssistAbroad:
		complain("assist, location: %q tidak dikenal. Tulis indonesia atau abroad.", a.Location)
	case strings.TrimSpace(a.AcceptedBy) == "" || !oneLine(a.AcceptedBy):
		complain("assist, location: abroad ditolak tanpa keputusan. Data instansi publik diolah di Indonesia (PP 71/2019); " +
			"bila tetap dipakai, tulis siapa yang memutuskan, satu baris, misalnya accepted_by: Kepala Dinas, nota 12/2026.")
	}
}

func (a Assist) checkUses(complain func(format string, args ...any)) {
	for _, use := range a.Uses {
		switch {
		case !slices.Contains(AssistUses(), use):
			complain("assist, uses: %q tidak dikenal. Pilih dari %s.", use, strings.Join(AssistUses(), ", "))
		case use == "embed" && a.Vectors == "":
			complain("assist, uses: embed memerlukan embedding_model.")
		case use != "embed" && a.Model == "":
			complain("assist, uses: %s memerlukan model.", use)
		case use == "choose" && !slices.Contains(a.Uses, "embed"):
			complain("assist, uses: choose hanya berlaku bersama embed. Tambahkan embed, atau hapus choose.")
		}
	}
}

func (a Assist) checkSizes(complain func(format string, args ...any)) {
	if a.Budget.Tokens < 1 || a.Budget.Tokens > mostAssistTokens {
		complain("assist, tokens_per_day: %d tidak dapat dipakai. Tulis 1 sampai %d.", a.Budget.Tokens, mostAssistTokens)
	}
	if rupiah := a.Budget.Cost / millionths; rupiah < 1 || rupiah > mostAssistRupiah {
		complain("assist, rupiah_per_day: %d tidak dapat dipakai. Tulis 1 sampai %d.", rupiah, mostAssistRupiah)
	}
	if a.PerChat < 1 || a.PerChat > mostAssistPerChat {
		complain("assist, calls_per_chat: %d tidak dapat dipakai. Tulis 1 sampai %d panggilan sehari untuk satu percakapan.", a.PerChat, mostAssistPerChat)
	}
	for _, p := range []struct {
		name  string
		price int64
	}{{"input", a.Price.Input}, {"output", a.Price.Output}, {"embedding", a.Price.Vectors}} {
		if p.price < 0 || p.price > mostAssistRupiah {
			complain("assist, price, %s: %d tidak dapat dipakai. Tulis rupiah per sejuta token, 0 sampai %d.", p.name, p.price, mostAssistRupiah)
		}
	}
	if a.Parallel < 1 || a.Parallel > mostAssistParallel {
		complain("assist, parallel: %d tidak dapat dipakai. Tulis 1 sampai %d.", a.Parallel, mostAssistParallel)
	}
}
