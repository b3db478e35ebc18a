package report

import "loket/internal/words"

// Definition says what a measure means. A change of meaning is a new version.
type Definition struct {
	ID      string // "M-03"
	Version int
	Clock   string // "wall" or "office"
	Unit    string // "ms"

	Name     string // Indonesian
	Text     string // Indonesian, one sentence or two
	NameEN   string
	TextEN   string
	Counting words.Text // how waits without an answer are counted
}

// The ids of the measures computed here.
const (
	BotAnswer   = "M-01"
	HandOffWait = "M-03"
)

// counting holds for every wait alike.
const counting words.Text = "Yang masih menunggu ikut dihitung dengan lama tunggunya sampai saat laporan dibuat; " +
	"yang ditutup tanpa jawaban dihitung lebih lama daripada semua yang dijawab; " +
	"yang ditarik warga dihitung sampai saat ditarik. Rata-rata hanya dari yang dijawab."

// Definitions lists every measure computed here, in the order of a report.
func Definitions() []Definition {
	return []Definition{
		{
			ID: BotAnswer, Version: 1, Clock: "wall", Unit: "ms",
			Name: "Waktu jawab bot",
			Text: "Dari pesan warga diterima sampai jawaban pertama bot (kutipan, pertanyaan balik, atau tanda terima) " +
				"tersampaikan ke kanal.",
			NameEN: "Bot answer time",
			TextEN: "From a citizen's message received to the bot's first quote, question back or receipt " +
				"delivered to the channel.",
			Counting: counting,
		},
		{
			ID: HandOffWait, Version: 1, Clock: "wall", Unit: "ms",
			Name: "Waktu tunggu petugas",
			Text: "Dari pertanyaan diserahkan kepada petugas sampai balasan pertama petugas tersampaikan. " +
				"Tanda terima, pemberitahuan, catatan, dan kutipan bot tidak dihitung sebagai balasan.",
			NameEN: "Hand-off wait",
			TextEN: "From the decision to hand over to the first substantive human reply delivered. " +
				"Receipts, notices, notes and bot quotes do not count as a reply.",
			Counting: counting,
		},
	}
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
