package report

import (
	"cmp"
	"fmt"
	"slices"
)

// sentences tell the period in words.
func (f DigestFacts) sentences(before string) []string {
	bot, wait, missed := f.Now.All(BotOutcome, ""), f.Now.All(HandOffWait, Office), f.Now.All(DeadlinesMet, "")
	if bot.N == 0 && wait.N == 0 {
		return append([]string{"Tidak ada percakapan dalam masa ini."}, f.warnings()...)
	}
	solved := f.Now.All(Deflection, "")
	all := []string{fmt.Sprintf("Ada %s percakapan dengan %s pesan.", Grouped(bot.N), Grouped(messages(f.Now)))}
	if solved.N > 0 {
		all[0] += " Bot menyelesaikan " + solved.ShareText().String() + " tanpa petugas."
	}
	if wait.N > 0 {
		all = append(all, fmt.Sprintf("%s pertanyaan diserahkan kepada petugas; menurut jam kerja %s, dan %s.", Grouped(wait.N),
			within("separuhnya", wait.times().Median, wait.times().AtLeast.Median), within("9 dari 10", wait.times().P90, wait.times().AtLeast.P90)))
		all = append(all, unanswered(wait))
	}
	if missed.N > 0 {
		all = append(all, fmt.Sprintf("%s dari %s tenggat terlewat, dan %s dari %s janji pertama tidak ditepati.",
			Grouped(missed.part(Missed)), Grouped(missed.due()),
			Grouped(f.Now.All(PromiseKept, "").part(Broken)), Grouped(f.Now.All(PromiseKept, "").due())))
	}
	all = append(all, f.compared(before))
	return append(all, f.warnings()...)
}

// within tells in what time a part was answered, or that so many were not yet.
func within(part string, ms, atLeast *int64) string {
	if ms == nil {
		return "waktu sampai " + part + " dijawab " + show(nil, atLeast).String()
	}
	return part + " dijawab dalam " + show(ms, nil).String()
}

// messages counts what citizens wrote.
func messages(r Report) (n int) {
	if l := r.All(Load, "").Load; l != nil {
		for _, c := range l.Cells {
			n += c.Messages
		}
	}
	return n
}

// unanswered tells who got no answer.
func unanswered(wait Measure) string {
	if wait.Waiting == 0 && wait.ClosedUnanswered == 0 {
		return "Semua sudah dijawab atau ditarik warga."
	}
	return fmt.Sprintf("%s warga masih menunggu, dan %s tiket ditutup tanpa jawaban petugas.", Grouped(wait.Waiting), Grouped(wait.ClosedUnanswered))
}

// compared sets the period beside the one before.
func (f DigestFacts) compared(before string) string {
	now, then := f.Now.All(HandOffWait, Office), f.Before.All(HandOffWait, Office)
	if f.Before.All(BotOutcome, "").N == 0 {
		return "Tidak ada percakapan pada " + before + " sebagai pembanding."
	}
	return fmt.Sprintf("Dibandingkan %s: percakapan %s, yang diserahkan %s, median tunggu %s.", before,
		change(f.Now.All(BotOutcome, "").N, f.Before.All(BotOutcome, "").N), change(now.N, then.N), moved(now, then))
}

// change tells how a count went: "naik dari 40 menjadi 45 (+12,5 %)".
func change(now, before int) string {
	switch {
	case now == before:
		return "tetap " + Grouped(now)
	case before == 0:
		return "naik dari 0 menjadi " + Grouped(now)
	case now > before:
		return fmt.Sprintf("naik dari %s menjadi %s (+%s)", Grouped(before), Grouped(now), percent(float64(now-before)/float64(before)).String())
	}
	return fmt.Sprintf("turun dari %s menjadi %s (−%s)", Grouped(before), Grouped(now), percent(float64(before-now)/float64(before)).String())
}

// moved tells how a median went, as far as both were reached.
func moved(now, before Measure) string {
	a, b := now.times().Median, before.times().Median
	switch {
	case a == nil || b == nil:
		return "dari " + before.MedianText().String() + " menjadi " + now.MedianText().String()
	case now.MedianText().String() == before.MedianText().String():
		return "tetap " + now.MedianText().String()
	case *a > *b:
		return "naik dari " + before.MedianText().String() + " menjadi " + now.MedianText().String()
	}
	return "turun dari " + before.MedianText().String() + " menjadi " + now.MedianText().String()
}

func (f DigestFacts) warnings() (all []string) {
	for _, text := range f.Now.Warnings() {
		all = append(all, "Perhatian: "+text.String())
	}
	return all
}

// action is something worth doing, and how many citizens it is about.
type action struct {
	citizens int
	text     string
}

// mostActions is how many a head of office can have done until the next digest.
const mostActions = 3

// actions are the three things that most citizens would gain from. That few rate an
// answer harms nobody and comes last.
func (f DigestFacts) actions(hours []HourCount) (texts []string) {
	all := []action{f.waiting(), busiest(hours), f.topic(), f.unit(), f.entry(), f.closed(), f.reopened()}
	slices.SortStableFunc(all, func(a, b action) int { return cmp.Compare(b.citizens, a.citizens) })
	all = slices.DeleteFunc(append(all, f.silent()), func(a action) bool { return a.citizens == 0 })
	for _, a := range all[:min(len(all), mostActions)] {
		texts = append(texts, a.text)
	}
	return texts
}

func (f DigestFacts) waiting() action {
	n := f.Now.All(HandOffWait, Office).Waiting
	return action{n, fmt.Sprintf("Jawab %s warga yang masih menunggu petugas.", Grouped(n))}
}

func (f DigestFacts) closed() action {
	n := f.Now.All(HandOffWait, Office).ClosedUnanswered
	return action{n, fmt.Sprintf("Periksa %s tiket yang ditutup tanpa jawaban petugas.", Grouped(n))}
}

func (f DigestFacts) reopened() action {
	m := f.Now.All(ReopenRate, "")
	n := m.part(Reopened)
	return action{n, fmt.Sprintf("Periksa jawaban petugas: %s dari %s tiket yang ditutup ditanyakan lagi dalam 7 hari.", Grouped(n), Grouped(m.N))}
}

func (f DigestFacts) silent() action {
	m := f.Now.All(Satisfaction, "")
	n := m.part(Silent)
	return action{n, fmt.Sprintf("Ajak warga menilai: %s dari %s yang ditanya tidak memberi nilai.", Grouped(n), Grouped(m.N))}
}

// busiest is the hour of the day in which most deadlines were missed.
func busiest(hours []HourCount) action {
	var worst HourCount
	for _, h := range hours {
		if h.Missed > worst.Missed {
			worst = h
		}
	}
	return action{worst.Missed, fmt.Sprintf("Tambah petugas pukul %02d.00–%02d.00: %s dari %s tenggat pada jam itu terlewat.",
		worst.Hour, (worst.Hour+1)%24, Grouped(worst.Missed), Grouped(worst.Due))}
}

// topic is the one of which most was handed over.
func (f DigestFacts) topic() action {
	m := most(f.Topics.Of(HandOffWait, Office), func(m Measure) int { return m.N })
	return action{m.N, fmt.Sprintf("Lengkapi jawaban bot tentang %s: %s pertanyaan diserahkan kepada petugas.", f.name(m.Group), Grouped(m.N))}
}

// unit is the one that broke most promises.
func (f DigestFacts) unit() action {
	broken := func(m Measure) int { return m.part(Broken) }
	m := most(f.Units.Of(PromiseKept, ""), broken)
	return action{broken(m), fmt.Sprintf("Tinjau janji waktu bagian %s: %s dari %s janji tidak ditepati.", f.name(m.Group), Grouped(broken(m)), Grouped(m.due()))}
}

// most is the group with most of something; of equal ones the first. What belongs to
// no group is none.
func most(of []Measure, count func(Measure) int) (best Measure) {
	for _, m := range of {
		if m.Group != "" && m.Group != nothing && count(m) > count(best) {
			best = m
		}
	}
	return best
}

// entry is the one whose quotes helped least often.
func (f DigestFacts) entry() action {
	var worst Entry
	bad := func(e Entry) int { return e.Denied + e.HandedOff }
	for _, e := range f.Now.All(EntryEffect, "").Entries {
		if e.Entry != "" && bad(e) > bad(worst) {
			worst = e
		}
	}
	return action{bad(worst), fmt.Sprintf("Perbaiki jawaban “%s”: %s dari %s kutipan tidak membantu atau disusul penyerahan.",
		f.name(worst.Entry), Grouped(bad(worst)), Grouped(worst.Quoted))}
}

func (f DigestFacts) name(id string) string {
	for _, n := range f.Names {
		if n.ID == id && n.Text != "" {
			return n.Text
		}
	}
	return id
}
