package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/lexer"

	"loket/internal/loket"
	"loket/internal/nesting"
)

// file is the shape of loket.yaml. Empty fields leave the defaults.
type file struct {
	HTTPAddr string       `yaml:"http_addr"`
	DataDir  string       `yaml:"data_dir"`
	Public   string       `yaml:"public_url"`
	Quiet    string       `yaml:"quiet"`
	Agencies []fileAgency `yaml:"agencies"`

	PlainHosts []string  `yaml:"plain_hosts"`
	Redis      fileRedis `yaml:"redis"`
	Admin      fileAdmin `yaml:"admin"`

	Retention fileRetention  `yaml:"retention"`
	Desk      fileDesk       `yaml:"desk"`
	Console   fileConsole    `yaml:"console"`
	Proxies   []proxySetting `yaml:"trusted_proxies"`
	API       fileAPI        `yaml:"api"`
	Telegram  fileTelegram   `yaml:"telegram"`
	Mail      fileMail       `yaml:"mail"`
}

type fileAPI struct {
	PerMinute    int      `yaml:"per_minute"`
	WebhookHosts []string `yaml:"webhook_hosts"`
}

type fileDesk struct {
	CitizenHours int    `yaml:"citizen_hours"`
	Silent       string `yaml:"silent"`
}

type fileUnit struct {
	ID   string `yaml:"id"`
	Name string `yaml:"name"`
}

// fileRetention is in days; 0: the default.
type fileRetention struct {
	Conversations int `yaml:"conversations"`
	Quarantine    int `yaml:"quarantine"`
}

type fileAgency struct {
	ID         string              `yaml:"id"`
	Code       string              `yaml:"code"`
	Name       string              `yaml:"name"`
	Zone       string              `yaml:"zone"`
	Unverified string              `yaml:"unverified"`
	Catalogue  string              `yaml:"catalogue"`
	Facts      map[string]string   `yaml:"facts"`
	OwnNumbers []string            `yaml:"own_numbers"`
	Links      []string            `yaml:"links"`
	Widget     []string            `yaml:"widget"`
	Hours      map[string][]string `yaml:"hours"`
	Seasons    []fileSeason        `yaml:"seasons"`
	Closures   []fileClosure       `yaml:"closures"`
	Handling   *int                `yaml:"handling_minutes"`
	Capacity   *int                `yaml:"capacity"`
	Units      []fileUnit          `yaml:"units"`
	Policy     []filePolicy        `yaml:"policy"`
	OnCall     string              `yaml:"on_call"`
	Digest     fileDigest          `yaml:"digest"`
	Survey     *fileSurvey         `yaml:"survey"`
	Freeze     *int                `yaml:"freeze_days"`
	Assist     fileAssist          `yaml:"assist"`
	Telegram   fileTelegram        `yaml:"telegram"`
}

type fileSeason struct {
	Name  string              `yaml:"name"`
	From  string              `yaml:"from"`
	To    string              `yaml:"to"`
	Hours map[string][]string `yaml:"hours"`
}

type fileClosure struct {
	Date   string   `yaml:"date"`
	Reason string   `yaml:"reason"`
	Kind   string   `yaml:"kind"`
	By     string   `yaml:"by"`
	Hours  []string `yaml:"hours"`
}

// decode reads YAML strictly. The reader panics over a tag that stands where a
// list should, which is the file's mistake and no end of the program.
func decode(content []byte, to *file) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("tidak dapat diurai (%v)", r)
		}
	}()
	if line := nesting.Line(lexer.Tokenize(string(content))); line > 0 {
		return fmt.Errorf("baris %d bersarang lebih dari %d tingkat; tulis daftar di dalam daftar pada baris-baris sendiri, "+
			"tanpa kurung, dan periksa kurung yang lupa ditutup", line, nesting.Most)
	}
	return yaml.UnmarshalWithOptions(content, to, yaml.Strict())
}

// apply sets what a file names, and complains of all that it cannot use.
func (c *Config) apply(name string, content []byte) error {
	var f file
	if err := decode(content, &f); err != nil {
		return unreadable(name, err)
	}
	if f.HTTPAddr != "" {
		c.HTTPAddr = f.HTTPAddr
	}
	if f.DataDir != "" {
		c.DataDir = f.DataDir
	}
	c.PublicURL, c.PlainHosts, c.RedisCAFile, c.AdminAddr = f.Public, f.PlainHosts, f.Redis.CAFile, f.Admin.Addr
	if days := f.Retention.Conversations; days != 0 {
		c.Retention.Conversations = daysOf(days)
	}
	if days := f.Retention.Quarantine; days != 0 {
		c.Retention.Quarantine = daysOf(days)
	}
	if len(f.Agencies) > 0 {
		c.Agencies = nil
	}
	for _, a := range f.Agencies {
		c.Agencies = append(c.Agencies, a.agency())
	}
	if f.API.PerMinute != 0 {
		c.API.PerMinute = f.API.PerMinute
	}
	c.API.WebhookHosts = f.API.WebhookHosts
	c.Mail = Mail{Server: f.Mail.Server, From: f.Mail.From, User: f.Mail.User, PasswordFile: f.Mail.PasswordFile}
	c.Telegram.TokenFile, c.Telegram.StaffChat = f.Telegram.TokenFile, f.Telegram.StaffChat
	if f.Desk.Silent != "" {
		c.Desk.Silent = f.Desk.Silent
	}
	if hours := f.Desk.CitizenHours; hours != 0 {
		c.Desk.CitizenLimit = time.Duration(min(max(hours, -1), 100_000)) * time.Hour
	}
	c.Console.SecondFactor = string(f.Console.SecondFactor)
	for _, proxy := range f.Proxies {
		c.Console.Proxies = append(c.Console.Proxies, proxy.Prefix)
	}
	if f.Quiet != "" {
		if err := durationOf(&c.Quiet)(f.Quiet); err != nil {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s, quiet: %q %v.", name, f.Quiet, err))
		}
	}
	return nil
}

// daysOf reads a number of days; more than anybody lives stays out of bounds
// without overflowing.
func daysOf(n int) time.Duration { return time.Duration(min(max(n, -1), 100_000)) * day }

// unreadable says where and why the YAML reader stopped, with an excerpt.
func unreadable(name string, err error) error {
	at, ok := errors.AsType[yaml.Error](err)
	if !ok || at.GetToken() == nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat dibaca sebagai YAML: %v.", name, err))
	}
	var text string
	switch e := at.(type) {
	case *misfit:
		text = e.message
	case *yaml.UnknownFieldError:
		text = strings.Replace(e.Message, "unknown field", "tidak ada pengaturan bernama", 1) + "; periksa ejaannya"
	case *yaml.TypeError, *yaml.UnexpectedNodeTypeError, *yaml.OverflowError:
		text = "nilai ini bukan jenis yang diminta (" + at.GetMessage() + ")"
	default:
		text = "susunan YAML keliru; periksa titik dua, tanda kutip, lekukan, dan baris yang berulang (" + at.GetMessage() + ")"
	}
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s tidak dapat dipakai:\n%s", name,
		strings.TrimRight(yaml.FormatErrorWithToken(text, at.GetToken(), false, true), "\n")))
}

func (a fileAgency) agency() Agency {
	out := Agency{
		Agency:     loket.Agency{ID: loket.AgencyID(a.ID), Code: a.Code, Name: a.Name, Zone: a.Zone},
		Unverified: a.Unverified, Catalogue: a.Catalogue, Facts: a.Facts, OwnNumbers: a.OwnNumbers, Links: a.Links, Widget: a.Widget, Hours: orNone(a.Hours),
		OnCall: a.OnCall, Digest: Digest(a.Digest), Survey: a.Survey.policy(), Assist: a.Assist.assist(),
		Bot: Bot{TokenFile: a.Telegram.TokenFile, StaffChat: a.Telegram.StaffChat},
	}
	if out.Unverified == "" {
		out.Unverified = QuoteWithNote
	}
	if out.Handling = DefaultHandling; a.Handling != nil {
		out.Handling = time.Duration(*a.Handling) * time.Minute
	}
	if out.Freeze = DefaultFreeze; a.Freeze != nil {
		out.Freeze = daysOf(*a.Freeze)
	}
	if out.Capacity = DefaultCapacity; a.Capacity != nil {
		out.Capacity = *a.Capacity
	}
	for _, s := range a.Seasons {
		out.Seasons = append(out.Seasons, Season(s))
	}
	for _, p := range a.Policy {
		out.Policy = append(out.Policy, p.policy())
	}
	for _, u := range a.Units {
		out.Units = append(out.Units, loket.Unit{ID: loket.UnitID(u.ID), Name: u.Name})
	}
	for _, c := range a.Closures {
		out.Closures = append(out.Closures, Closure(c))
	}
	return out
}
