package report

import "loket/internal/words"

// Definition says what a measure means. A change of meaning is a new version.
type Definition struct {
	ID      string // "M-03"
	Version int
	Unit    string // "ms": a time by both clocks; "share"; "load"

	Name     string // Indonesian
	Text     string // Indonesian, what is counted
	NameEN   string
	TextEN   string
	Counting words.Text // how what is not over is counted

	numerator   []Ending // of a share
	denominator []Ending // of a share; nil: everything that is over or provisional
	provisional bool     // what may still change counts, and how much does is shown
	parts       []Ending // shown apart, in this order
}

// The ids of the measures.
const (
	BotAnswer      = "M-01"
	ChannelDelay   = "M-02"
	HandOffWait    = "M-03"
	TotalWait      = "M-04"
	NextReply      = "M-05"
	QueueTime      = "M-06"
	HandlingTime   = "M-07"
	Resolution     = "M-08"
	ReopenRate     = "M-09"
	DeadlinesMet   = "M-10"
	PromiseKept    = "M-11"
	Deflection     = "M-12"
	BotOutcome     = "M-13"
	Left           = "M-14"
	Satisfaction   = "M-15"
	IKM            = "M-16" // not of events: see OpinionOf
	QuoteContested = "M-17"
	Load           = "M-18"
	EntryEffect    = "M-19"
	StatuteMet     = "M-20"
	AnswerRight    = "M-21"
)

// How what is not over is counted.
const (
	countWait words.Text = "Yang masih menunggu ikut dihitung dengan lama tunggunya sampai saat laporan dibuat; " +
		"yang ditutup tanpa jawaban dihitung lebih lama daripada semua yang dijawab; " +
		"yang ditarik warga dihitung sampai saat ditarik. Rata-rata hanya dari yang dijawab."
	countDone words.Text = "Yang belum selesai ikut dihitung dengan lamanya sampai saat laporan dibuat. Rata-rata hanya dari yang selesai."
	countDue  words.Text = "Yang lewat tenggat dan belum selesai dihitung terlambat. Yang belum jatuh tempo dan yang ditarik warga tidak dihitung, tetapi ditampilkan."
	countPart words.Text = "Setiap episode dihitung tepat sekali, jadi bagian-bagiannya berjumlah 100 %."
)

// Definitions lists every measure computed from events, in the order of a report.
func Definitions() []Definition {
	return append(append(times(), shares()...), Definition{
		ID: Load, Version: 1, Unit: "load", Name: "Beban",
		Text:     "Pesan, episode, dan tiket menurut jam dan hari; tiket yang terbuka bersamaan; tiket masuk dibandingkan tiket selesai per jam kerja; perkiraan tunggu.",
		NameEN:   "Load",
		TextEN:   "Messages, episodes and tickets by hour and weekday; tickets open at once; arrivals against closes in an office hour; the projected wait.",
		Counting: "Tiket yang dibuka lagi dihitung sebagai tiket masuk lagi. Perkiraan tunggu = tiket terbuka dibagi tiket selesai per jam kerja.",
	}, Definition{
		ID: EntryEffect, Version: 2, Unit: "entries", Name: "Hasil tiap jawaban",
		Text:   "Per jawaban: berapa kali ditanyakan (dikutip, hanya ditawarkan sebagai pilihan, atau paling mirip pertanyaan yang diserahkan), berapa kali dikutip, berapa kali warga berkata terbantu, berapa kali tidak, dan berapa kali diserahkan kepada petugas sesudahnya.",
		NameEN: "Entry effect",
		TextEN: "For each entry: how often it was asked for (quoted, only offered as a choice, or most like a question handed over), how often it was quoted, how often the citizen said that it helped or did not, and how often a hand-off followed.",
		Counting: "Yang terjadi sesudah beberapa kutipan dihitung pada kutipan terakhir dalam episode itu. " +
			"Jawaban yang ditawarkan atau mirip dihitung sekali dalam satu episode, dan hanya bila tidak dikutip di situ.",
	})
}

// Define returns the definition of a measure; the zero Definition when there
// is none of that id.
func Define(id string) Definition {
	for _, d := range Definitions() {
		if d.ID == id {
			return d
		}
	}
	return Definition{}
}

// Clocks are those a measure is computed by; none for what is no time.
func (d Definition) Clocks() []Clock {
	if d.Unit == "ms" {
		return []Clock{Wall, Office}
	}
	return nil
}

// Called is the measure's name, in the languages of the pages.
func (d Definition) Called() words.Text { return words.Both(d.Name, d.NameEN) }

// Meaning is what it counts, in the languages of the pages.
func (d Definition) Meaning() words.Text { return words.Both(d.Text, d.TextEN) }

// Gloss is name and meaning in the other language.
func (d Definition) Gloss() words.Text {
	return words.Both(d.NameEN+": "+d.TextEN, d.Name+": "+d.Text)
}
