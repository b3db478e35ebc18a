package past

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
)

// Sample is a month of invented history, for looking around: what it makes looks like
// an office's days and is marked as invented wherever people read it.
type Sample struct {
	Seed   uint64
	Until  time.Time            // nothing of the month is later; its zone is the office's
	Open   func(time.Time) bool // the office's hours
	Topics []SampleTopic        // what people ask for
	Units  []loket.UnitID       // that have questions waiting; none: the first desk
	Now    time.Time            // questions wait then; zero: none do
}

// SampleTopic is an entry of the office's catalogue.
type SampleTopic struct {
	Entry string   // its id
	Title string   // as people read it
	Asks  []string // ways to ask for it, one at least
}

// SampleMark begins every text of a sample.
const SampleMark = "(" + sampleMark + ") "

const (
	// sampleDays is how far back it goes.
	sampleDays = 30
	// sampleMark stands in names.
	sampleMark = "contoh"
)

// SampleStaff are the members of staff it makes up.
func SampleStaff() []string {
	return []string{"Petugas contoh A", "Petugas contoh B", "Petugas contoh C", "Petugas contoh D"}
}

// SampleChannels begin the names of its channels.
const SampleChannels = sampleMark + "-"

// sampling is a sample being made.
type sampling struct {
	Sample
	dice  *rand.Rand
	lines []Line
	free  []time.Time // when each member of staff can take the next question
}

// Write writes the lines of the sample, the same for the same seed and day.
func (s Sample) Write(w io.Writer) error {
	m := sampling{Sample: s, dice: rand.New(rand.NewPCG(s.Seed, uint64(s.Until.Unix()/86400))), free: make([]time.Time, len(SampleStaff()))} //nolint:gosec // not a secret
	year, month, day := s.Until.Date()
	for d := sampleDays; d >= 0; d-- {
		m.day(time.Date(year, month, day-d, 0, 0, 0, 0, s.Until.Location()))
	}
	slices.SortStableFunc(m.lines, func(a, b Line) int { return a.At.Compare(b.At) })
	encoder := json.NewEncoder(w)
	for i, l := range m.lines {
		if !l.At.Before(s.Until) {
			break
		}
		l.ID = fmt.Sprintf("%s-%d-%s-%d", sampleMark, s.Seed, s.Until.Format(time.DateOnly), i)
		if err := encoder.Encode(l); err != nil {
			return fmt.Errorf("write sample: %w", err)
		}
	}
	if !m.Now.IsZero() {
		return m.waiting(encoder)
	}
	return nil
}

// day draws who writes on a day: most on Mondays, few at weekends, most before noon.
func (m *sampling) day(midnight time.Time) {
	people := map[time.Weekday]int{time.Monday: 62, time.Saturday: 12, time.Sunday: 9}[midnight.Weekday()]
	people = cmp.Or(people, 40) + m.dice.IntN(10)
	arrivals := make([]time.Time, people)
	for i := range arrivals {
		hour := []float64{9.5, 9.5, 11, 13.8, 19.5}[m.dice.IntN(5)] + m.dice.NormFloat64()*1.2
		arrivals[i] = midnight.Add(time.Duration(min(max(hour, 0.1), 23.8) * float64(time.Hour))).Truncate(time.Second)
	}
	slices.SortFunc(arrivals, time.Time.Compare)
	for i, at := range arrivals {
		m.person(fmt.Sprintf("%s-%s-%d", sampleMark, midnight.Format(time.DateOnly), i), at)
	}
}

// person draws one citizen's conversation.
func (m *sampling) person(name string, at time.Time) {
	v := &visit{sampling: m, name: name, channel: []string{"contoh-chat", "contoh-wa"}[m.dice.IntN(2)], at: at}
	v.about = m.Topics[m.often(len(m.Topics))]
	if m.dice.IntN(3) == 0 { // a burst
		for _, text := range []string{"halo", "permisi kak", "mau tanya"}[m.dice.IntN(3):] {
			v.line(0, Message, Line{Text: text})
			v.at = v.at.Add(seconds(m.dice, 3, 15))
		}
	}
	switch n := m.dice.IntN(100); {
	case n < 63:
		v.asks("")
		v.bot()
	case n < 80:
		v.asks("")
		v.staff()
	default: // the catalogue has no answer
		v.about = SampleTopic{}
		unanswered := sampleUnanswered()
		v.line(0, Message, Line{Text: unanswered[m.often(len(unanswered))]})
		v.staff()
	}
}

// often draws one of n places, the first ones more often than the last.
func (m *sampling) often(n int) int { return min(m.dice.IntN(n), m.dice.IntN(n)) }

// sampleUnanswered are questions of which a catalogue seldom knows the answer, some in
// several words.
func sampleUnanswered() []string {
	return []string{
		"parkir motor di kantor bayar berapa",
		"parkir mobil bayar tidak kak",
		"di kantor ada tempat parkir mobil?",
		"loket ada juru bahasa isyarat tidak",
		"adik saya tuli, ada petugas yang bisa bahasa isyarat?",
		"bisa bayar denda pakai QRIS",
		"denda bisa bayar QRIS kah",
		"ruang menyusui ada di mana",
		"ada ruang menyusui di kantor?",
		"boleh bawa anak kecil masuk ruang foto",
		"foto KTP boleh pakai seragam dinas",
		"foto ktp boleh pakai kemeja batik",
		"wifi kantor sandinya apa",
		"fotokopi di kantor selembar berapa",
		"ada tempat fotokopi dekat kantor?",
		"musala kantor di lantai berapa",
	}
}

// asks writes one of the ways to ask for the topic.
func (v *visit) asks(before string) {
	v.line(0, Message, Line{Topic: v.about.Entry, Text: before + v.about.Asks[v.dice.IntN(len(v.about.Asks))]})
}

func seconds(dice *rand.Rand, from, to int) time.Duration {
	return time.Duration(from+dice.IntN(to-from+1)) * time.Second
}

// visit is one conversation.
type visit struct {
	*sampling
	name, channel string
	about         SampleTopic // the zero one: nothing the catalogue has
	at            time.Time
}

// line adds a line, after a pause.
func (v *visit) line(after time.Duration, event Kind, l Line) {
	v.at = v.at.Add(after)
	l.At, l.Conversation, l.Contact, l.Channel, l.Event = v.at, v.name, v.name, v.channel, event
	if l.Text != "" {
		l.Text = SampleMark + l.Text
	}
	v.lines = append(v.lines, l)
}

// bot lets the bot answer; some ask further, some go on to a human.
func (v *visit) bot() {
	if v.dice.IntN(100) < 18 {
		v.line(seconds(v.dice, 1, 2), Ask, Line{Topic: v.about.Entry, Text: "Apakah maksud Anda …?"})
		v.line(seconds(v.dice, 10, 90), Message, Line{Topic: v.about.Entry, Text: "1"})
	}
	v.line(seconds(v.dice, 1, 2), Quote, Line{Topic: v.about.Entry, Entry: v.about.Entry, Text: "Kutipan jawaban: " + v.about.Title})
	switch n := v.dice.IntN(100); {
	case n < 12:
		v.at = v.at.Add(seconds(v.dice, 30, 300))
		v.asks("bukan itu, ")
		v.staff()
	case n < 40:
		v.line(seconds(v.dice, 20, 200), Message, Line{Text: "terima kasih"})
	}
}

// staff hands over; the first who is free in office hours takes it.
func (v *visit) staff() {
	kind := []string{"", "", "", "", "", "", "", "complaint", "request", "aspiration"}[v.dice.IntN(10)]
	v.line(seconds(v.dice, 1, 2), Handoff, Line{Topic: v.about.Entry, Kind: kind})
	until := v.open(v.at.Add(time.Hour)).Add(30 * time.Minute).Truncate(15 * time.Minute)
	v.line(0, Promise, Line{Until: &until})
	v.line(time.Second, Receipt, Line{Text: "Pertanyaan Anda diteruskan kepada petugas."})
	switch n := v.dice.IntN(100); {
	case n < 5:
		v.line(time.Duration(10+v.dice.IntN(60))*time.Minute, Abandon, Line{})
		v.line(0, Close, Line{By: "citizen"})
	case n < 9:
		v.at = v.open(v.at.Add(6 * time.Hour))
		v.line(0, Close, Line{By: "timeout"})
	case n < 12: // nobody ever wrote
	default:
		v.served()
	}
}

// served is what a member of staff does with a question.
func (v *visit) served() {
	who, first := 0, v.free[0]
	for i, at := range v.free {
		if at.Before(first) {
			who, first = i, at
		}
	}
	name := SampleStaff()[who]
	v.at = v.open(later(v.at.Add(seconds(v.dice, 60, 900)), first))
	v.line(0, Claim, Line{Staff: name})
	v.line(seconds(v.dice, 60, 420), Reply, Line{Staff: name, Text: strings.TrimSuffix("Jawaban petugas: "+v.about.Title, ": ")})
	if v.dice.IntN(100) < 25 {
		v.line(seconds(v.dice, 60, 900), Message, Line{Text: "lalu syaratnya apa?"})
		v.line(seconds(v.dice, 60, 900), Reply, Line{Staff: name, Text: "Syaratnya ada di daftar."})
	}
	v.line(seconds(v.dice, 30, 200), Close, Line{By: "staff", Staff: name})
	v.free[who] = v.at
	if v.dice.IntN(100) < 4 {
		v.line(seconds(v.dice, 3600, 90000), Message, Line{Topic: v.about.Entry, Text: "ternyata belum selesai"})
		v.line(time.Second, Reopen, Line{})
		return
	}
	if v.dice.IntN(100) < 35 {
		v.line(seconds(v.dice, 60, 3600), Rating, Line{Value: []int64{1, 2, 3, 3, 4, 4, 4, 4}[v.dice.IntN(8)]})
	}
}

// open is the first moment from at on in office hours; at itself when there is none
// within two weeks.
func (m *sampling) open(at time.Time) time.Time {
	for next := at; next.Before(at.AddDate(0, 0, 14)); next = next.Add(5 * time.Minute) {
		if m.Open(next) {
			return next
		}
	}
	return at
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
