package manage

import (
	"time"

	"loket/internal/report"
	"loket/internal/words"
)

// fewest is on how many rows a figure of one member of staff must stand to be shown.
const fewest = 5

// figureView is one measure: its figure, the same of as many days before, and the ways
// to its meaning and its rows.
type figureView struct {
	report.Definition
	Now, Before       report.Measure
	Office, BeforeOff report.Measure // of a time: by office time
	Sentence          words.Text     // of the first four
	Compared          words.Text     // with the days before, in words
	Marks             []words.Text   // what to mind: few rows, provisional, not due
	RowsHref          string
	Hidden            bool // of one member of staff, on too few rows
}

// IsTime tells whether the measure is a length of time.
func (f figureView) IsTime() bool { return f.Unit == "ms" }

// Faint tells that too little stands behind the figure to rely on it.
func (f figureView) Faint() bool { return f.Now.Small() }

// Value is the figure in its shortest form.
func (f figureView) Value() words.Text {
	if f.Now.Share != nil {
		return f.Now.ShareText()
	}
	return f.Now.MedianText()
}

// BeforeValue is the same of the days before.
func (f figureView) BeforeValue() words.Text {
	if f.Before.Share != nil {
		return f.Before.ShareText()
	}
	return f.Before.MedianText()
}

// headline are the four figures a head of office reads first.
func headline() []string {
	return []string{report.HandOffWait, report.PromiseKept, report.Deflection, report.Satisfaction}
}

// figureOf makes the view of a measure.
func figureOf(id string, a asked, board figuresBoard) figureView {
	d := report.Define(id)
	clock := report.Clock("")
	if d.Unit == "ms" {
		clock = report.Wall
	}
	f := figureView{
		Definition: d, Now: board.now.All(id, clock), Before: board.before.All(id, clock), RowsHref: a.rowsHref(id, board.now.AsOf),
	}
	if f.IsTime() {
		f.Office, f.BeforeOff = board.now.All(id, report.Office), board.before.All(id, report.Office)
	}
	f.Hidden = a.filter.Staff != "" && f.Now.N > 0 && f.Now.N < fewest
	f.Compared, f.Marks = f.compared(a.days()), f.marks()
	return f
}

// marks say what is to be minded about a figure.
func (f figureView) marks() (all []words.Text) {
	m := f.Now
	if m.Small() {
		all = append(all, "n kecil")
	}
	if m.Provisional > 0 {
		all = append(all, words.Say("%d sementara", m.Provisional))
	}
	if m.NotDue > 0 {
		all = append(all, words.Say("%d belum jatuh tempo", m.NotDue))
	}
	if m.Remarks > 0 {
		all = append(all, words.Say("%d ucapan penutup tidak dihitung", m.Remarks))
	}
	if text := m.Held.Text(); text != "" {
		all = append(all, text)
	}
	if m.Undated > 0 {
		all = append(all, words.Say("%d pesan tanpa waktu kanal", m.Undated))
	}
	return all
}

// compared says the figure of the days before, and whether this one is better, where
// both stand on enough.
func (f figureView) compared(days int) words.Text {
	before := words.Say("%d hari sebelumnya", days)
	if days == 1 {
		before = "hari sebelumnya"
	}
	if f.Before.N == 0 {
		return words.Say("%s: tidak ada", before)
	}
	text := words.Say("%s: %s, n %d", before, f.BeforeValue(), f.Before.N)
	if f.Now.Small() || f.Before.Small() {
		return words.Say("%s; terlalu sedikit untuk dibandingkan", text)
	}
	if word := f.change(); word != "" {
		return words.Say("%s; sekarang %s", text, word)
	}
	return text
}

// change says in a word how the figure moved; empty: it cannot be told.
func (f figureView) change() words.Text {
	switch {
	case f.Now.Times != nil && f.Before.Times != nil:
		return moved(f.Now.Median, f.Before.Median, "lebih lama", "lebih cepat")
	case f.Now.Share != nil && f.Before.Share != nil:
		return moved(f.Now.Value, f.Before.Value, "naik", "turun")
	}
	return ""
}

// moved compares two figures; one that was not reached is compared with nothing.
func moved[T int64 | float64](now, before *T, more, less words.Text) words.Text {
	switch {
	case now == nil || before == nil:
		return ""
	case *now > *before:
		return more
	case *now < *before:
		return less
	}
	return "sama"
}

// sentence says a headline figure in plain words.
func (f figureView) sentence() words.Text {
	m := f.Now
	switch f.ID {
	case report.HandOffWait:
		return waitSentence(m, f.Office)
	case report.PromiseKept:
		if m.Denominator == 0 {
			return "Belum ada janji waktu kepada warga yang sudah tiba saatnya."
		}
		return words.Say("Dari %d janji waktu kepada warga yang sudah tiba saatnya, %d ditepati.", m.Denominator, m.Numerator)
	case report.Deflection:
		if m.N == 0 {
			return "Tidak ada percakapan dalam periode ini."
		}
		return words.Say("Dari %d percakapan, %d selesai oleh bot tanpa petugas dan tidak ditanyakan lagi dalam 72 jam.", m.Denominator, m.Numerator)
	case report.Satisfaction:
		if m.Denominator == 0 {
			return words.Say("Belum ada warga yang menilai (%d diminta).", m.N)
		}
		return words.Say("Dari %d warga yang menilai, %d memberi nilai 3 atau 4 dari 4. Yang diminta menilai: %d.", m.Denominator, m.Numerator, m.N)
	}
	return ""
}

// waitSentence says how long citizens waited for staff. Where half of them are not
// answered, it says that.
func waitSentence(wall, office report.Measure) words.Text {
	switch {
	case wall.N == 0:
		return "Tidak ada pertanyaan yang diserahkan kepada petugas dalam periode ini."
	case wall.Median == nil:
		return words.Say("Lebih dari separuh dari %d pertanyaan yang diserahkan kepada petugas belum dibalas.", wall.N)
	}
	half := words.Say("Separuh warga dibalas petugas dalam %s", wall.MedianText())
	if office.Median != nil {
		half = words.Say("%s (menurut jam kerja %s)", half, office.MedianText())
	}
	if wall.P90 == nil {
		return words.Say("%s; untuk 9 dari 10 warga angkanya belum tercapai, karena terlalu banyak yang belum dibalas.", half)
	}
	most := words.Say("9 dari 10 dalam %s", wall.P90Text())
	if office.P90 != nil {
		most = words.Say("%s (menurut jam kerja %s)", most, office.P90Text())
	}
	return words.Say("%s; %s.", half, most)
}

// group is some measures under a heading.
type groupView struct {
	Title   words.Text
	Figures []figureView
}

// groups are all measures as a head of office reads them.
func groups(a asked, board figuresBoard) []groupView {
	plan := []struct {
		title words.Text
		ids   []string
	}{
		{"Waktu tunggu warga", []string{report.HandOffWait, report.TotalWait, report.NextReply, report.QueueTime}},
		{"Waktu bot dan pengerjaan", []string{report.BotAnswer, report.ChannelDelay, report.HandlingTime, report.Resolution}},
		{"Janji, tenggat, dan hasil", []string{
			report.PromiseKept, report.DeadlinesMet, report.StatuteMet, report.Deflection, report.BotOutcome,
			report.ReopenRate, report.Left, report.Satisfaction, report.QuoteContested, report.AnswerRight,
		}},
	}
	var all []groupView
	for _, p := range plan {
		g := groupView{Title: p.title}
		for _, id := range p.ids {
			g.Figures = append(g.Figures, figureOf(id, a, board))
		}
		all = append(all, g)
	}
	return all
}

func duration(ms int64) words.Text { return report.DurationText(time.Duration(ms) * time.Millisecond) }
