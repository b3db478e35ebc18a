package manage

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/report"
	"loket/internal/words"
)

// heatChart is when citizens write: hour by weekday, Monday first.
func heatChart(now report.Report) chartView {
	c := newChart("jam-sibuk", "Kapan warga menulis", "Pesan warga menurut jam dan hari.")
	l := now.All(report.Load, "").Load
	counts, most, total := map[[2]int]int{}, 0, 0
	if l != nil {
		for _, cell := range l.Cells {
			counts[[2]int{cell.Weekday, cell.Hour}] = cell.Messages
			most, total = max(most, cell.Messages), total+cell.Messages
		}
	}
	if most == 0 {
		c.Empty = "Tidak ada pesan dalam periode ini."
		return c
	}
	days := []int{1, 2, 3, 4, 5, 6, 0}
	c.Table.Heads = []words.Text{"Pukul"}
	const left, side = 34, 13.25
	for i, day := range days {
		short := shortDay(time.Weekday(day))
		c.Table.Heads = append(c.Table.Heads, short)
		c.word(plotLeft, float64(20+i*18+12), "kecil", short)
		for hour := range 24 {
			n := counts[[2]int{day, hour}]
			c.box(left+float64(hour)*side, float64(20+i*18), side-1, 17, "k"+strconv.Itoa(level(n, most)),
				words.Say("%s pukul %02d: %d pesan", dayName(time.Weekday(day)), hour, n))
		}
	}
	for hour := 0; hour < 24; hour += 3 {
		c.word(left+float64(hour)*side+side/2, 14, "tengah kecil", words.Name(fmt.Sprintf("%02d", hour)))
	}
	for hour := range 24 {
		var cells []words.Text
		for _, day := range days {
			cells = append(cells, count(counts[[2]int{day, hour}]))
		}
		c.Table.row(words.Name(fmt.Sprintf("%02d.00", hour)), "", false, cells...)
	}
	c.Height = 152
	c.Note = words.Say("%d pesan; terbanyak dalam satu kotak %d. Makin tua warnanya makin banyak.", total, most)
	return c
}

// level is how dark a cell is: 0 for none, 1 to 5 by fifths of the most.
func level(n, most int) int {
	if n == 0 {
		return 0
	}
	return 1 + min(4, (n*5-1)/most)
}

// keptChart is what was due, and what was kept of it.
func keptChart(now report.Report) chartView {
	c := newChart("tepat-waktu", "Janji dan tenggat", "Janji kepada warga, tenggat balasan pertama, dan tenggat undang-undang: berapa yang dipenuhi.")
	c.Table.Heads = []words.Text{"Ukuran", "Dipenuhi", "Jatuh tempo", "Belum jatuh tempo"}
	var bars []barView
	for _, id := range []string{report.PromiseKept, report.DeadlinesMet, report.StatuteMet} {
		m, d := now.All(id, ""), report.Define(id)
		part, value := 0.0, words.Text("tidak ada")
		if m.Share != nil && m.Value != nil {
			part, value = *m.Value, m.ShareText()
		}
		class := "batang"
		if m.Small() {
			class = "tunda"
		}
		bars = append(bars, barView{Text: d.Called(), Value: value, Part: part, Class: class})
		if m.Share != nil {
			c.Table.row(d.Called(), "/laporan/ukuran/"+id, m.Small(), count(m.Numerator), count(m.Denominator), count(m.NotDue))
		}
	}
	c.bars(bars)
	return c
}

// mostTopics is how many topics are drawn and listed.
const mostTopics = 10

// topicChart is what citizens write about.
func topicChart(a asked, topics report.Report, choices Choices) chartView {
	c := newChart("topik", "Tentang apa warga menulis", "Topik dengan percakapan terbanyak, dan berapa yang selesai oleh bot.")
	c.Table.Heads = []words.Text{"Topik", "Percakapan", "Selesai oleh bot", "Diserahkan", "Tunggu petugas (median)"}
	c.Legend = []legend{{"batang", "percakapan"}}
	shares := topics.Of(report.Deflection, "")
	waits := map[string]report.Measure{}
	for _, m := range topics.Of(report.HandOffWait, report.Wall) {
		waits[m.Group] = m
	}
	shares = slices.DeleteFunc(slices.Clone(shares), func(m report.Measure) bool { return m.Group == "" || m.N == 0 })
	if len(shares) == 0 {
		c.Empty = "Tidak ada percakapan dalam periode ini."
		return c
	}
	slices.SortStableFunc(shares, func(x, y report.Measure) int { return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Group, y.Group)) })
	rest := len(shares) - mostTopics
	shares = shares[:min(len(shares), mostTopics)]
	var bars []barView
	for _, m := range shares {
		name, href := topicName(m.Group, choices), ""
		if m.Group != "-" {
			only := a
			only.filter.Topic = m.Group
			href = only.href()
		}
		bars = append(bars, barView{Text: words.Map(shorten, name), Value: count(m.N), Part: float64(m.N) / float64(shares[0].N), Class: "batang"})
		wait := waits[m.Group]
		c.Table.row(name, href, m.Small(), count(m.N), m.ShareText(), count(wait.N), wait.MedianText())
	}
	c.bars(bars)
	if rest > 0 {
		c.Note = words.Say("%d topik lain tidak ditampilkan; pilih topik pada saringan.", rest)
	}
	return c
}

func topicName(id string, choices Choices) words.Text {
	if id == "-" {
		return "tanpa topik"
	}
	return words.Name(nameIn(choices.Topics, id))
}

// shorten keeps a name within a chart.
func shorten(name string) string {
	if r := []rune(name); len(r) > 42 {
		return strings.TrimSpace(string(r[:41])) + "…"
	}
	return name
}

// staffChart is how the team's replies went, in the order of names: no league table.
func staffChart(staff report.Report) chartView {
	c := newChart("petugas", "Balasan menurut petugas",
		"Median waktu tunggu warga menurut petugas yang membalas, urut nama. Nama tidak ditampilkan di bawah lima balasan.")
	c.Table.Heads = []words.Text{"Petugas", "Tunggu petugas (median)", "Menurut jam kerja", "n", "Pengerjaan (median)"}
	office, handling := byGroup(staff.Of(report.HandOffWait, report.Office)), byGroup(staff.Of(report.HandlingTime, report.Wall))
	var bars []barView
	var most int64
	for _, m := range staff.Of(report.HandOffWait, report.Wall) {
		if m.Group != "" && m.Group != "-" && m.N >= fewest && m.Times != nil {
			most = max(most, atLeast(m.Median, m.AtLeast.Median))
		}
	}
	hidden := 0
	for _, m := range staff.Of(report.HandOffWait, report.Wall) {
		switch {
		case m.Group == "" || m.Group == "-" || m.Times == nil || m.Answered == 0:
			continue // nobody's: not answered
		case m.N < fewest:
			hidden += m.N
			continue
		}
		part := 0.0
		if most > 0 {
			part = float64(atLeast(m.Median, m.AtLeast.Median)) / float64(most)
		}
		class := "batang"
		if m.Small() {
			class = "tunda"
		}
		bars = append(bars, barView{Text: m.GroupText(), Value: m.MedianText(), Part: part, Class: class})
		c.Table.row(m.GroupText(), "", m.Small(), m.MedianText(), office[m.Group].MedianText(), count(m.N), handling[m.Group].MedianText())
	}
	c.bars(bars)
	if hidden > 0 {
		c.Table.row("(nama tidak ditampilkan)", "", true, "–", "–", count(hidden), "–")
	}
	if len(bars) == 0 {
		c.Empty = "Belum ada petugas dengan lima balasan dalam periode ini."
		return c
	}
	c.Note = "Siapa yang cepat bergantung pada apa yang diambilnya. Yang belum dibalas bukan milik siapa pun, jadi tidak ada di sini."
	return c
}

func byGroup(measures []report.Measure) map[string]report.Measure {
	of := map[string]report.Measure{}
	for _, m := range measures {
		of[m.Group] = m
	}
	return of
}
