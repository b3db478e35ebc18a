package manage

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// blankRules is how many empty rows stand below the rules in force.
const blankRules = 2

// policyForm is what was typed of a policy.
type policyForm struct {
	From, Reason string
	typed        []typedRule
}

// typedRule is one rule as it was typed.
type typedRule struct{ Kind, Unit, Priority, Minutes string }

// ruleRow is one rule of the form.
type ruleRow struct {
	N                        int
	Kinds, Units, Priorities []pick
	Minutes                  string
}

// pick is one choice of a field.
type pick struct {
	Value  string
	Name   words.Text
	Chosen bool
}

// policyFormOf reads a form, from an address or a body.
func policyFormOf(fields url.Values) policyForm {
	f := policyForm{From: fields.Get("mulai"), Reason: fields.Get("alasan")}
	at := func(name string, i int) string {
		if all := fields[name]; i < len(all) {
			return strings.TrimSpace(all[i])
		}
		return ""
	}
	for i := range min(len(fields["menit"]), 2*loket.MostPolicyRules) {
		f.typed = append(f.typed, typedRule{at("jenis", i), at("bagian", i), at("prioritas", i), at("menit", i)})
	}
	return f
}

// typedOf are rules as somebody would have typed them.
func typedOf(rules []loket.AnswerRule) (typed []typedRule) {
	for _, rule := range rules {
		t := typedRule{Kind: string(rule.Kind), Unit: string(rule.Unit), Minutes: strconv.Itoa(int(rule.Within / time.Minute))}
		if rule.Priority != nil {
			t.Priority = strconv.Itoa(int(*rule.Priority))
		}
		typed = append(typed, t)
	}
	return typed
}

// change is the policy that was typed; without a day it begins today. Rows without
// minutes say nothing.
func (f policyForm) change(now time.Time, zone *time.Location) (c loket.PolicyChange, err error) {
	c.Reason = f.Reason
	c.From, err = time.ParseInLocation(isoDay, cmp.Or(f.From, now.In(zone).Format(isoDay)), zone)
	if err != nil {
		return c, loket.Errorf(loket.CodeInvalid, "Tanggal mulai tidak dikenal. Isi misalnya 01-12-2026.")
	}
	for i, typed := range f.typed {
		if typed.Minutes == "" {
			continue
		}
		rule, err := typed.rule(i + 1)
		if err != nil {
			return c, err
		}
		c.Answers = append(c.Answers, rule)
	}
	return c, nil
}

// rule reads the rule of a row, whose number an error names.
func (t typedRule) rule(n int) (rule loket.AnswerRule, err error) {
	minutes, err := strconv.Atoi(t.Minutes)
	if err != nil || minutes < int(loket.LeastAnswer/time.Minute) || minutes > int(loket.MostAnswer/time.Minute) {
		return rule, loket.Sayf(loket.CodeInvalid, "Aturan %d: menit tidak dapat dipakai. Isi angka bulat 1 sampai 14400.", n)
	}
	rule = loket.AnswerRule{Kind: loket.TicketKind(t.Kind), Unit: loket.UnitID(t.Unit), Within: time.Duration(minutes) * time.Minute}
	if t.Kind != "" && !slices.Contains(loket.TicketKinds(), rule.Kind) {
		return rule, loket.Sayf(loket.CodeInvalid, "Aturan %d: jenis tiket tidak dikenal. Pilih dari daftar.", n)
	}
	if t.Priority == "" {
		return rule, nil
	}
	i := slices.IndexFunc(priorities(), func(p loket.Priority) bool { return strconv.Itoa(int(p)) == t.Priority })
	if i < 0 {
		return rule, loket.Sayf(loket.CodeInvalid, "Aturan %d: prioritas tidak dikenal. Pilih dari daftar.", n)
	}
	rule.Priority = &priorities()[i]
	return rule, nil
}

func priorities() []loket.Priority {
	return []loket.Priority{loket.PriorityNormal, loket.PriorityHigh, loket.PriorityEmergency}
}

// ruleRows are the rows of the form: those that were typed, and some blank ones.
func (s *Supervision) ruleRows(agency loket.AgencyID, typed []typedRule) (rows []ruleRow) {
	blank := max(0, min(blankRules, loket.MostPolicyRules-len(typed)))
	for i, t := range slices.Concat(typed, make([]typedRule, blank)) {
		row := ruleRow{N: i + 1, Minutes: t.Minutes}
		row.Kinds = append(row.Kinds, pick{"", "semua", t.Kind == ""})
		for _, kind := range loket.TicketKinds() {
			row.Kinds = append(row.Kinds, pick{string(kind), web.KindName(kind), t.Kind == string(kind)})
		}
		row.Units = append(row.Units, pick{"", "semua", t.Unit == ""})
		for _, unit := range s.Units(agency) {
			row.Units = append(row.Units, pick{string(unit.Unit), words.Name(unit.Name), t.Unit == string(unit.Unit)})
		}
		row.Priorities = append(row.Priorities, pick{"", "semua", t.Priority == ""})
		for _, p := range priorities() {
			value := strconv.Itoa(int(p))
			row.Priorities = append(row.Priorities, pick{value, priorityText(p), t.Priority == value})
		}
		rows = append(rows, row)
	}
	return rows
}
