package config

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Policy is by when tickets should be answered from a day on, until the next one
// begins.
type Policy struct {
	From    string // 2026-12-01
	Answers []Answer
}

// Answer is by when tickets should be answered that fit all it names.
type Answer struct {
	Kind     string // "pengaduan"; empty: any
	Unit     string // the id of a section, or "umum"; empty: any
	Priority string // "tinggi"; empty: any
	Minutes  int    // of office time; of an emergency, on the clock
}

// What a policy may ask for, in minutes.
const (
	minAnswer = int(loket.LeastAnswer / time.Minute)
	maxAnswer = int(loket.MostAnswer / time.Minute)
)

// Deadlines returns by when the agency wants its tickets answered. All that it
// cannot use comes in one error, in Indonesian, with place and cure.
func (a Agency) Deadlines() (loket.Policy, error) {
	r := a.reader()
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		zone = time.UTC // check complains of it
	}
	var p loket.Policy
	began := map[calendar.Date]string{}
	for i, written := range a.Policy {
		place := numbered("policy", i, written.From)
		day := r.date(place, "from", written.From)
		if other := began[day]; other != "" {
			r.complain(place, "mulai pada hari yang sama dengan %s. Satukan keduanya, atau ganti from.", other)
		}
		if (day != calendar.Date{}) {
			began[day] = place
		}
		p.Dated = append(p.Dated, loket.DatedPolicy{
			From:    time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, zone),
			Answers: r.answers(place, written.Answers, a.Units),
		})
	}
	p.Version = versionOf(a.Policy)
	return p, errors.Join(r.errs...)
}

// versionOf names the content of policies: the first 12 hex digits of a hash.
func versionOf(policies []Policy) string {
	content, err := json.Marshal(policies)
	if err != nil {
		panic(err) // texts and numbers always have a JSON form
	}
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:6])
}

// answers reads the rules of one policy.
func (r *reader) answers(place string, all []Answer, units []loket.Unit) (rules []loket.AnswerRule) {
	if len(all) == 0 {
		r.complain(place, "answers masih kosong. Tulis misalnya answers: [{minutes: 30}].")
	}
	seen := map[Answer]string{}
	for i, written := range all {
		place := place + ", " + numbered("answers", i, "")
		rule := r.answer(place, written, units)
		same := Answer{Kind: string(rule.Kind), Unit: written.Unit, Priority: strings.ToLower(written.Priority)}
		if other := seen[same]; other != "" {
			r.complain(place, "sama syaratnya dengan %s. Hapus salah satu.", other)
		}
		seen[same] = place
		rules = append(rules, rule)
	}
	return rules
}

func (r *reader) answer(place string, a Answer, units []loket.Unit) loket.AnswerRule {
	rule := loket.AnswerRule{Unit: loket.UnitID(a.Unit), Within: time.Duration(a.Minutes) * time.Minute}
	if a.Minutes < minAnswer || a.Minutes > maxAnswer {
		r.complain(place, "minutes %d tidak dapat dipakai. Tulis %d sampai %d menit jam kantor.", a.Minutes, minAnswer, maxAnswer)
	}
	if known := slices.ContainsFunc(units, func(u loket.Unit) bool { return u.ID == rule.Unit }); !known && a.Unit != "" && rule.Unit != loket.DefaultUnit {
		r.complain(place, "unit %q tidak ada. Pakai %s atau id dari bagian units.", a.Unit, loket.DefaultUnit)
	}
	if a.Kind != "" {
		i := slices.IndexFunc(kindNames(), func(n named[loket.TicketKind]) bool { return n.is(a.Kind) })
		if i < 0 {
			r.complain(place, "kind %q tidak dikenal. Pakai %s.", a.Kind, listed(kindNames()))
			return rule
		}
		rule.Kind = kindNames()[i].value
	}
	if a.Priority != "" {
		i := slices.IndexFunc(priorityNames(), func(n named[loket.Priority]) bool { return n.is(a.Priority) })
		if i < 0 {
			r.complain(place, "priority %q tidak dikenal. Pakai %s.", a.Priority, listed(priorityNames()))
			return rule
		}
		rule.Priority = &priorityNames()[i].value
	}
	return rule
}

// named is a value with the name the file has for it.
type named[T any] struct {
	name  string
	value T
}

func (n named[T]) is(text string) bool { return strings.EqualFold(n.name, text) }

func listed[T any](all []named[T]) string {
	var names []string
	for _, n := range all {
		names = append(names, n.name)
	}
	return strings.Join(names, ", ")
}

func kindNames() []named[loket.TicketKind] {
	return []named[loket.TicketKind]{
		{"pertanyaan", loket.KindQuestion},
		{"pengaduan", loket.KindComplaint},
		{"permohonan", loket.KindRequest},
		{"aspirasi", loket.KindAspiration},
		{"penipuan", loket.KindFraud},
	}
}

func priorityNames() []named[loket.Priority] {
	return []named[loket.Priority]{
		{"biasa", loket.PriorityNormal}, {"tinggi", loket.PriorityHigh}, {"darurat", loket.PriorityEmergency},
	}
}

// checkOnCall holds what the staff group reads with an emergency to one line.
func (a Agency) checkOnCall(complain func(format string, args ...any)) {
	switch {
	case len([]rune(a.OnCall)) > maxLabel:
		complain("on_call: isinya %d karakter, paling banyak %d. Pendekkan.", len([]rune(a.OnCall)), maxLabel)
	case !oneLine(a.OnCall):
		complain("on_call: isinya harus satu baris teks biasa. Hapus baris baru, tab, dan tanda kendali lainnya.")
	}
}

// filePolicy is the shape of a policy in loket.yaml.
type filePolicy struct {
	From    string       `yaml:"from"`
	Answers []fileAnswer `yaml:"answers"`
}

type fileAnswer struct {
	Kind     string `yaml:"kind"`
	Unit     string `yaml:"unit"`
	Priority string `yaml:"priority"`
	Minutes  int    `yaml:"minutes"`
}

func (p filePolicy) policy() Policy {
	out := Policy{From: p.From}
	for _, a := range p.Answers {
		out.Answers = append(out.Answers, Answer(a))
	}
	return out
}
