package manage

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

// point is one step of a trend.
type point struct {
	text, short words.Text
	wait        report.Measure // M-03 by office time: by the wall clock every weekend is a peak
	load        *report.Loads
}

// trendPoints are the steps of the period, those without anything among them, as the
// report tells them apart.
func trendPoints(a asked, now report.Report) (all []point) {
	step, waits, loads := a.step(), map[string]report.Measure{}, map[string]*report.Loads{}
	for _, m := range now.Of(report.HandOffWait, report.Office) {
		waits[m.Group] = m
	}
	for _, m := range now.Of(report.Load, "") {
		loads[m.Group] = m.Load
	}
	last := ""
	for at := a.first; at.Before(a.end()); at = next(at, step) {
		key, text, short := stepText(at, step)
		if key == last {
			continue
		}
		last = key
		p := point{text: text, short: short, wait: waits[key], load: loads[key]}
		if p.wait.Times == nil {
			p.wait.Times = &report.Times{}
		}
		if p.load == nil {
			p.load = &report.Loads{}
		}
		all = append(all, p)
	}
	return all
}

func next(at time.Time, step report.By) time.Time {
	if step == report.ByHour {
		return at.Add(time.Hour)
	}
	return at.AddDate(0, 0, 1)
}

// stepText is the report's name of the step a moment is in, and people's, long and short.
func stepText(at time.Time, step report.By) (key string, text, short words.Text) {
	switch step {
	case report.ByHour:
		return at.Format("2006-01-02T15:00"), words.Say("pukul %s", words.Both(at.Format("15.04"), at.Format("15:04"))), words.Name(at.Format("15"))
	case report.ByWeek:
		year, week := at.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week), words.Say("minggu ke-%d, %s", week, web.Day(at)), count(week)
	case report.ByMonth:
		return at.Format("2006-01"), words.Name(at.Format("01-2006")), words.Name(at.Format("01"))
	default:
		return at.Format(time.DateOnly), words.Say("%s %s", dayName(at.Weekday()), web.Day(at)), count(at.Day())
	}
}

func dayName(day time.Weekday) words.Text {
	return words.Both([...]string{"Minggu", "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu"}[day], day.String())
}

// shortDay is the name of a day in three letters.
func shortDay(day time.Weekday) words.Text {
	return words.Map(func(name string) string { return name[:3] }, dayName(day))
}

// stepName names what the steps are.
func stepName(step report.By) words.Text {
	switch step {
	case report.ByHour:
		return words.Both("jam", "hour")
	case report.ByWeek:
		return words.Both("minggu", "week")
	case report.ByMonth:
		return words.Both("bulan", "month")
	default:
		return words.Both("hari", "day")
	}
}

// trendChart is the wait for staff, step by step: the median, and how far p90 is.
func trendChart(points []point, a asked) chartView {
	name := stepName(a.step())
	c := newChart("tren", words.Say("Waktu tunggu petugas per %s (jam kerja)", name),
		words.Say("Median dan p90 waktu tunggu petugas menurut jam kerja, per %s.", name))
	c.Legend = []legend{{"batang", "median"}, {"alas-p90", "p90"}, {"tunda", "p90 belum tercapai"}, {"belum", "median belum tercapai"}}
	c.Table.Heads = []words.Text{words.Say("Per %s", name), "Median", "p90", "n"}
	var most, bound int64 // of what was reached; else of what was not
	n := 0
	for _, p := range points {
		n += p.wait.N
		most = max(most, atLeast(p.wait.Median, nil), atLeast(p.wait.P90, nil))
		bound = max(bound, atLeast(p.wait.Median, p.wait.AtLeast.Median))
	}
	most = max(cmp.Or(most, bound), 1)
	if n == 0 {
		c.Empty = "Tidak ada pertanyaan yang diserahkan kepada petugas dalam periode ini."
		return c
	}
	width, every := float64(plotWidth)/float64(len(points)), (len(points)+9)/10
	gap := min(2, width/6)
	for i, p := range points {
		x := plotLeft + float64(i)*width
		c.column(x+gap/2, width-gap, p.wait.P90, p.wait.AtLeast.P90, most, "alas-p90", words.Say("%s: p90 %s", p.text, p.wait.P90Text()))
		c.column(x+gap/2, width-gap, p.wait.Median, p.wait.AtLeast.Median, most, "batang", words.Say("%s: median %s", p.text, p.wait.MedianText()))
		if i%every == 0 {
			c.word(x+width/2, plotBottom+14, "tengah kecil", p.short)
		}
		if p.wait.N > 0 {
			c.Table.row(p.text, "", p.wait.Small(), p.wait.MedianText(), p.wait.P90Text(), count(p.wait.N))
		}
	}
	c.floor()
	c.line(plotLeft, plotTop, plotRight, plotTop, "bantu")
	c.word(plotLeft, plotTop-5, "kecil", duration(most))
	c.word(plotRight, plotTop-5, "kanan kecil", "n < 10 pucat")
	for i, p := range points {
		if p.wait.N > 0 && p.wait.Small() {
			x := plotLeft + float64(i)*width
			c.box(x, plotTop, width, plotHeight, "pucat", "")
		}
	}
	return c
}

// column draws a quantile as a column; where it was not reached a cap stands at the top,
// since it is longer than what is drawn.
func (c *chartView) column(x, width float64, ms, bound *int64, most int64, class string, tip words.Text) {
	switch {
	case ms != nil:
		h := float64(plotHeight) * min(1, float64(*ms)/float64(most))
		c.box(x, plotBottom-h, width, h, class, tip)
	case bound != nil && class == "batang":
		c.box(x, plotTop, width, plotHeight, "belum", tip)
	case bound != nil:
		c.box(x, plotTop, width, 4, "tunda", tip)
	}
}

// atLeast is a quantile, or its lower bound.
func atLeast(ms, bound *int64) int64 {
	switch {
	case ms != nil:
		return *ms
	case bound != nil:
		return *bound
	}
	return 0
}

// flowChart is the queue against what the office closes.
func flowChart(points []point, now report.Report) chartView {
	l := now.All(report.Load, "").Load
	c := newChart("antrean", "Antrean dan kemampuan", "Tiket masuk, dan berapa di antaranya sudah selesai.")
	c.Table.Heads = []words.Text{"Tiket yang masuk pada", "Masuk", "Sudah selesai"}
	c.Legend = []legend{{"alas-p90", "tiket masuk"}, {"batang", "di antaranya sudah selesai"}}
	most := 0
	for _, p := range points {
		most = max(most, p.load.Arrivals)
	}
	if l == nil || most == 0 {
		c.Empty = "Tidak ada tiket dalam periode ini."
		return c
	}
	c.Note = loadSentence(*l)
	width, every := float64(plotWidth)/float64(len(points)), (len(points)+9)/10
	gap := min(2, width/6)
	for i, p := range points {
		x, scale := plotLeft+float64(i)*width, float64(plotHeight)/float64(most)
		in, done := float64(p.load.Arrivals)*scale, float64(min(p.load.Closes, p.load.Arrivals))*scale
		c.box(x+gap/2, plotBottom-in, width-gap, in, "alas-p90", words.Say("%s: %d masuk", p.text, p.load.Arrivals))
		c.box(x+gap/2, plotBottom-done, width-gap, done, "batang", words.Say("%s: %d sudah selesai", p.text, p.load.Closes))
		if i%every == 0 {
			c.word(x+width/2, plotBottom+14, "tengah kecil", p.short)
		}
		if p.load.Arrivals > 0 {
			c.Table.row(p.text, "", false, count(p.load.Arrivals), count(p.load.Closes))
		}
	}
	c.floor()
	c.line(plotLeft, plotTop, plotRight, plotTop, "bantu")
	c.word(plotLeft, plotTop-5, "kecil", words.Say("%d tiket", most))
	return c
}

// loadSentence says whether the office keeps up.
func loadSentence(l report.Loads) words.Text {
	text := words.Say("%d tiket masuk, %d selesai; terbuka pada akhirnya %d, terbanyak sekaligus %d.", l.Arrivals, l.Closes, l.OpenNow, *l.Most)
	if l.ArrivalsPH != nil && l.ClosesPH != nil {
		text = words.Say("%s Tiap jam kerja %s masuk dan %s selesai.", text, decimal(*l.ArrivalsPH), decimal(*l.ClosesPH))
	}
	if l.Projected != nil && l.OpenNow > 0 {
		text = words.Say("%s Dengan laju itu yang terbuka habis dalam %s jam kerja.", text, decimal(msDuration(*l.Projected).Hours()))
	}
	return text
}

// decimal writes one digit behind a comma.
func decimal(value float64) words.Text {
	text := strconv.FormatFloat(value, 'f', 1, 64)
	return words.Both(strings.Replace(text, ".", ",", 1), text)
}

func msDuration(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
