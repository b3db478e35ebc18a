package past

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// SampleInbox is the name of the channel of a sample's tickets that are served.
const SampleInbox = SampleChannels + "antrean"

// Waiting is a question of a sample that still waits for staff.
type Waiting struct {
	Since  time.Duration // how long, in office time
	Kind   loket.TicketKind
	Topic  string // if the office has the entry
	Text   string
	Urgent bool
	Holder string        // who has it; empty: nobody
	Held   time.Duration // how long, in office time
	Asked  string        // what its holder asked its citizen, who has not answered; empty: nothing
}

// SampleWaiting are the questions that wait, in the order in which Write has their
// tickets begin.
func SampleWaiting() []Waiting {
	staff := SampleStaff()
	return []Waiting{
		{Since: 6 * time.Hour, Kind: loket.KindQuestion, Topic: "ktp-el-hilang", Text: "KTP saya hilang di pasar. Apa yang harus saya bawa?"},
		{Since: 4 * time.Hour, Kind: loket.KindComplaint, Topic: "cek-status", Text: "Sudah dua minggu akta anak saya belum selesai, tidak ada kabar."},
		{
			Since: 3 * time.Hour, Kind: loket.KindQuestion, Topic: "kk-perubahan-data", Text: "Nama di KK saya salah satu huruf, bagaimana memperbaikinya?",
			Holder: staff[2], Held: 150 * time.Minute, Asked: "Nama siapa yang salah: kepala keluarga atau anggota?",
		},
		{
			Since: 70 * time.Minute, Kind: loket.KindQuestion, Topic: "kia-baru", Text: "Anak saya umur 3 tahun, bisa buat KIA tanpa foto?",
			Holder: staff[0], Held: 20 * time.Minute,
		},
		{
			Since: 45 * time.Minute, Kind: loket.KindAspiration, Text: "Tolong loket pengambilan dibuka juga hari Sabtu.",
			Holder: staff[1], Held: 10 * time.Minute,
		},
		{Since: 25 * time.Minute, Kind: loket.KindRequest, Topic: "ppid", Text: "Saya minta data jumlah KTP-el yang dicetak tahun lalu."},
		{
			Since: 15 * time.Minute, Kind: loket.KindFraud, Topic: "calo-pungli", Urgent: true,
			Text: "Ada yang menelepon mengaku petugas dan minta uang sekarang juga. Saya harus bagaimana?",
		},
		{Since: 5 * time.Minute, Kind: loket.KindQuestion, Topic: "kk-baru", Text: "Baru menikah, mau buat KK sendiri. Syaratnya apa?"},
	}
}

// waiting adds what the citizens whose questions wait wrote, and what was done since,
// after the lines of the month.
func (m *sampling) waiting(to *json.Encoder) error {
	m.lines = nil
	for i, w := range SampleWaiting() {
		v := &visit{sampling: m, name: fmt.Sprintf("%s-antrean-%d", sampleMark, i+1), channel: SampleInbox, at: m.worked(w.Since)}
		if i := slices.IndexFunc(m.Topics, func(t SampleTopic) bool { return t.Entry == w.Topic }); i >= 0 {
			v.about = m.Topics[i]
		}
		unit := ""
		if len(m.Units) > 0 {
			unit = string(m.Units[i%len(m.Units)])
		}
		v.line(0, Message, Line{Topic: v.about.Entry, Text: w.Text})
		v.line(time.Second, Handoff, Line{Topic: v.about.Entry, Kind: string(w.Kind), Unit: unit})
		until := v.open(v.at.Add(time.Hour)).Add(30 * time.Minute).Truncate(15 * time.Minute)
		v.line(0, Promise, Line{Until: &until})
		v.line(time.Second, Receipt, Line{Text: "Pertanyaan Anda diteruskan kepada petugas."})
		if w.Holder != "" {
			v.at = later(v.at, m.worked(w.Held))
			v.line(0, Claim, Line{Staff: w.Holder})
		}
		if w.Asked != "" {
			v.line(5*time.Minute, Reply, Line{Staff: w.Holder, Text: w.Asked})
			v.line(0, Await, Line{Staff: w.Holder})
		}
	}
	for i, l := range m.lines {
		l.ID = fmt.Sprintf("%s-antrean-%d-%d", sampleMark, m.Now.Unix(), i)
		if err := to.Encode(l); err != nil {
			return fmt.Errorf("write what waits: %w", err)
		}
	}
	return nil
}

// worked is the moment from which to now the office was open for some time, or, when it
// hardly ever is, that time before now.
func (m *sampling) worked(d time.Duration) time.Time {
	const step = time.Minute
	at := m.Now.Truncate(time.Second)
	for left := d; left > 0; at = at.Add(-step) {
		if at.Before(m.Now.AddDate(0, 0, -14)) {
			return m.Now.Add(-d).Truncate(time.Second)
		}
		if m.Open(at.Add(-step)) {
			left -= step
		}
	}
	return at
}
