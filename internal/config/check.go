package config

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"loket/internal/loket"
)

var (
	agencyID   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,62}$`)
	agencyCode = regexp.MustCompile(`^[A-Z]{2,5}$`)
	site       = regexp.MustCompile(`^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$`)
	hostPort   = regexp.MustCompile(`^([A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?$`)
	secret     = regexp.MustCompile(`^[A-Za-z0-9_-]{32,256}$`)
)

// What may be set as the time something is kept: long enough to answer, and not
// for good.
const (
	shortestKept = 7 * day
	longestKept  = 3650 * day

	mostCitizenLimit = 240 * time.Hour
)

// check finds everything that cannot be used, and says what to write instead.
func (c *Config) check() error {
	var errs []error
	complain := func(format string, args ...any) {
		errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(format, args...)))
	}
	if _, _, err := net.SplitHostPort(c.HTTPAddr); err != nil {
		complain("LOKET_HTTP_ADDR=%q bukan alamat. Tulis misalnya 127.0.0.1:8080.", c.HTTPAddr)
	}
	c.checkReach(complain)
	c.checkFace(complain)
	if c.MetricsToken != "" && !secret.MatchString(c.MetricsToken) {
		complain("LOKET_METRICS_TOKEN harus 32 sampai 256 huruf, angka, _ atau -. Buat misalnya dengan: openssl rand -hex 32.")
	}
	for _, class := range []struct {
		name string
		kept time.Duration
	}{{"conversations", c.Retention.Conversations}, {"quarantine", c.Retention.Quarantine}} {
		if class.kept < shortestKept || class.kept > longestKept {
			complain("retention, %s: %d hari tidak dapat dipakai. Tulis 7 sampai 3650.", class.name, class.kept/day)
		}
	}
	if c.Desk.CitizenLimit < time.Hour || c.Desk.CitizenLimit > mostCitizenLimit {
		complain("desk, citizen_hours: %d jam kerja tidak dapat dipakai. Tulis 1 sampai 240.", c.Desk.CitizenLimit/time.Hour)
	}
	if c.Desk.Silent != ReturnSilent && c.Desk.Silent != CloseSilent {
		complain("desk, silent: %q tidak dikenal. Pilih %s atau %s.", c.Desk.Silent, ReturnSilent, CloseSilent)
	}
	errs = append(append(errs, c.API.check()), c.checkDigests()...)
	if len(c.Agencies) == 0 {
		complain("Belum ada satu pun instansi di bagian agencies.")
	}
	seen := map[string]bool{}
	for _, a := range c.Agencies {
		if seen[string(a.ID)] || seen[a.Code] {
			complain("Instansi %s: id dan code tidak boleh sama dengan instansi lain.", a.ID)
		}
		seen[string(a.ID)], seen[a.Code] = true, true
		errs = append(errs, a.check())
	}
	return errors.Join(append(errs, c.checkBots())...)
}

// mostPerMinute bounds the requests of one token.
const mostPerMinute = 60_000

func (a API) check() error {
	var errs []error
	if a.PerMinute < 1 || a.PerMinute > mostPerMinute {
		errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("api, per_minute: %d tidak dapat dipakai. Tulis 1 sampai 60000.", a.PerMinute)))
	}
	for _, host := range a.WebhookHosts {
		if !hostPort.MatchString(host) {
			errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("api, webhook_hosts: %q bukan host. Tulis misalnya antrean.kantor.lan:8080, tanpa https://.", host)))
		}
	}
	return errors.Join(errs...)
}

func (a Agency) check() error {
	var errs []error
	complain := func(format string, args ...any) {
		errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Instansi %s: ", a.ID)+fmt.Sprintf(format, args...)))
	}
	if !agencyID.MatchString(string(a.ID)) {
		complain("id harus huruf kecil, angka, dan tanda hubung, misalnya disdukcapil-kota-kupang.")
	}
	if !agencyCode.MatchString(a.Code) {
		complain("code %q harus 2 sampai 5 huruf besar, misalnya KPG.", a.Code)
	}
	if a.Name == "" {
		complain("name masih kosong. Tulis nama yang dibaca warga.")
	}
	if _, err := time.LoadLocation(a.Zone); err != nil || a.Zone == "" || a.Zone == "Local" {
		complain("zone %q tidak dikenal. Tulis misalnya Asia/Makassar untuk WITA.", a.Zone)
	}
	if a.Unverified != QuoteWithNote && a.Unverified != HandOver {
		complain("unverified %q tidak dikenal. Pilih %s atau %s.", a.Unverified, QuoteWithNote, HandOver)
	}
	for _, link := range a.Links {
		if !site.MatchString(link) {
			complain("links, %q bukan nama situs. Tulis tanpa https:// dan tanpa garis miring, misalnya contoh.id.", link)
		}
	}
	if a.Handling < minHandling || a.Handling > maxHandling {
		complain("handling_minutes harus %.0f sampai %.0f menit.", minHandling.Minutes(), maxHandling.Minutes())
	}
	if a.Capacity < 1 || a.Capacity > maxCapacity {
		complain("capacity: %d tiket tidak dapat dipakai. Tulis 1 sampai %d.", a.Capacity, maxCapacity)
	}
	a.checkUnits(complain)
	a.checkWidget(complain)
	a.checkFacts(complain)
	a.checkOnCall(complain)
	a.checkSurvey(complain)
	a.checkFreeze(complain)
	a.checkAssist(complain)
	_, office := a.Office()
	_, deadlines := a.Deadlines()
	return errors.Join(append(errs, office, deadlines)...)
}

// What a ticket may be said to take.
const (
	minHandling = time.Minute
	maxHandling = 8 * time.Hour
)

// maxCapacity bounds the tickets one may hold: more of them is a queue of their own.
const maxCapacity = 100

// maxFact bounds the value of a local fact, in characters.
const maxFact = 300

// checkUnits holds the sections to names that can be told apart.
func (a Agency) checkUnits(complain func(format string, args ...any)) {
	seen := map[loket.UnitID]bool{loket.DefaultUnit: true}
	for _, u := range a.Units {
		if !agencyID.MatchString(string(u.ID)) || seen[u.ID] {
			complain("units, id %q harus huruf kecil, angka, dan tanda hubung, bukan umum, dan berbeda dari yang lain.", u.ID)
		}
		if u.Name == "" || !oneLine(u.Name) {
			complain("units, %s: name masih kosong atau lebih dari satu baris. Tulis nama yang dibaca petugas.", u.ID)
		}
		seen[u.ID] = true
	}
}

// checkFacts holds the values of local facts to what fits into an answer: one
// line of text. Whether the catalogue asks for them is not known here.
func (a Agency) checkFacts(complain func(format string, args ...any)) {
	for _, id := range slices.Sorted(maps.Keys(a.Facts)) {
		value := a.Facts[id]
		if n := utf8.RuneCountInString(value); n > maxFact {
			complain("facts, %s: isinya %d karakter, paling banyak %d. Pendekkan.", id, n, maxFact)
		}
		if !oneLine(value) {
			complain("facts, %s: isinya harus satu baris teks biasa. Hapus baris baru, tab, dan tanda kendali lainnya.", id)
		}
	}
}

func (t Telegram) check() error {
	switch {
	case t.Mode != Polling && t.Mode != Webhook:
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("LOKET_TELEGRAM_MODE=%q tidak dikenal. Pilih polling atau webhook.", t.Mode))
	case t.Token == "" || t.Mode == Polling:
		return nil
	}
	if t.WebhookURL == "" {
		return loket.Errorf(loket.CodeInvalid, "Mode webhook memerlukan LOKET_TELEGRAM_WEBHOOK_URL, misalnya https://chat.contoh.go.id/telegram.")
	}
	if !secret.MatchString(t.WebhookSecret) {
		return loket.Errorf(loket.CodeInvalid, "Mode webhook memerlukan LOKET_TELEGRAM_WEBHOOK_SECRET: 32 sampai 256 huruf, angka, _ atau -.")
	}
	return nil
}
