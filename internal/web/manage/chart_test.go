package manage_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/webtest"
)

// quietOffice has nothing to show.
func quietOffice(clock *webtest.Clock) *counter { return &counter{now: clock.Now} }

// waited adds waits for staff that began so long ago and lasted so long; took 0: they
// wait still.
func (c *counter) waited(n int, staff loket.StaffID, topic string, ago, took time.Duration) {
	for i := range n {
		start := c.now().Add(-ago)
		w := report.Wait{
			ID: fmt.Sprintf("w%d.%d", len(c.waits), i), Measure: report.HandOffWait, Start: start, Ended: report.Waiting, Staff: staff, Topic: topic,
		}
		if took > 0 {
			w.Ended, w.End, w.Wall, w.Office = report.Answered, start.Add(took), took.Milliseconds(), took.Milliseconds()
		}
		c.waits = append(c.waits, w)
	}
}

// endedAs adds rows of a share, three days old and over.
func (c *counter) endedAs(measure string, how report.Ending, n int, change func(*report.Wait)) {
	for range n {
		start := c.now().Add(-72 * time.Hour)
		w := report.Wait{ID: fmt.Sprintf("e%d", len(c.waits)), Measure: measure, Start: start, End: start, Ended: how}
		if change != nil {
			change(&w)
		}
		c.waits = append(c.waits, w)
	}
}

// shown opens the dashboard of the week.
func (c *counter) shown(t *testing.T, clock *webtest.Clock, query string) *webtest.Node {
	t.Helper()
	return openOffice(c, c, loket.RoleHead, clock).Get("/laporan?" + query).Page(t)
}

// TestSentences: what the first four figures say, whatever there is.
func TestSentences(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for _, tt := range []struct {
		name string
		fill func(*counter)
		id   string
		want string
	}{
		{"Wait/Nothing", func(*counter) {}, "M-03", "Tidak ada pertanyaan yang diserahkan kepada petugas dalam periode ini."},
		{
			"Wait/Reached", func(c *counter) { c.waited(10, "s1", "", 5*time.Hour, time.Hour) }, "M-03",
			"Separuh warga dibalas petugas dalam 1 jam (menurut jam kerja 1 jam); 9 dari 10 dalam 1 jam (menurut jam kerja 1 jam).",
		},
		{
			"Wait/P90NotReached", func(c *counter) { c.waited(8, "s1", "", 5*time.Hour, time.Hour); c.waited(4, "", "", 4*time.Hour, 0) }, "M-03",
			"untuk 9 dari 10 warga angkanya belum tercapai, karena terlalu banyak yang belum dibalas.",
		},
		{
			"Wait/HalfNotAnswered", func(c *counter) { c.waited(2, "s1", "", 5*time.Hour, time.Hour); c.waited(4, "", "", 4*time.Hour, 0) }, "M-03",
			"Lebih dari separuh dari 6 pertanyaan yang diserahkan kepada petugas belum dibalas.",
		},
		{"Promise/Nothing", func(*counter) {}, "M-11", "Belum ada janji waktu kepada warga yang sudah tiba saatnya."},
		{"Promise/Some", func(c *counter) {
			c.endedAs(report.PromiseKept, report.Kept, 5, nil)
			c.endedAs(report.PromiseKept, report.Broken, 1, nil)
		}, "M-11", "Dari 6 janji waktu kepada warga yang sudah tiba saatnya, 5 ditepati."},
		{"Deflection/Nothing", func(*counter) {}, "M-12", "Tidak ada percakapan dalam periode ini."},
		{"Deflection/Some", func(c *counter) {
			c.endedAs(report.Deflection, report.Deflected, 3, nil)
			c.endedAs(report.Deflection, report.HandedOff, 9, nil)
		}, "M-12", "Dari 12 percakapan, 3 selesai oleh bot tanpa petugas dan tidak ditanyakan lagi dalam 72 jam."},
		{"Rating/NobodyDid", func(c *counter) { c.endedAs(report.Satisfaction, report.Silent, 4, nil) }, "M-15", "Belum ada warga yang menilai (4 diminta)."},
		{"Rating/Some", func(c *counter) {
			c.endedAs(report.Satisfaction, report.Rated, 3, func(w *report.Wait) { w.Value = 4 })
			c.endedAs(report.Satisfaction, report.Rated, 1, func(w *report.Wait) { w.Value = 1 })
			c.endedAs(report.Satisfaction, report.Silent, 6, nil)
		}, "M-15", "Dari 4 warga yang menilai, 3 memberi nilai 3 atau 4 dari 4. Yang diminta menilai: 10."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			office := quietOffice(clock)
			tt.fill(office)
			if got := office.shown(t, clock, "").One("#" + tt.id + " .kalimat").Text(); !strings.Contains(got, tt.want) {
				t.Errorf("%s says %q, want %q", tt.id, got, tt.want)
			}
		})
	}
}

// TestCompared: a figure is called better or worse only where both stand on enough.
func TestCompared(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	week := 7 * 24 * time.Hour
	for name, tt := range map[string]struct {
		before, now    int
		beforeT, nowT  time.Duration
		want, unwanted string
	}{
		"NothingBefore": {before: 0, now: 20, nowT: time.Hour, want: "7 hari sebelumnya: tidak ada", unwanted: "sekarang"},
		"FewBefore":     {before: 3, now: 20, beforeT: time.Hour, nowT: time.Hour, want: "terlalu sedikit untuk dibandingkan", unwanted: "sekarang"},
		"Faster":        {before: 20, now: 20, beforeT: 2 * time.Hour, nowT: time.Hour, want: "2 jam, n 20; sekarang lebih cepat"},
		"Slower":        {before: 20, now: 20, beforeT: time.Hour, nowT: 2 * time.Hour, want: "1 jam, n 20; sekarang lebih lama"},
		"Same":          {before: 20, now: 20, beforeT: time.Hour, nowT: time.Hour, want: "sekarang sama"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			office := quietOffice(clock)
			office.waited(tt.before, "s1", "", week+48*time.Hour, tt.beforeT)
			office.waited(tt.now, "s1", "", 48*time.Hour, tt.nowT)
			got := office.shown(t, clock, "").One("#M-03").Text()
			if !strings.Contains(got, tt.want) || tt.unwanted != "" && strings.Contains(got, tt.unwanted) {
				t.Errorf("M-03 = %q, want %q and not %q", got, tt.want, tt.unwanted)
			}
		})
	}
}

// TestTrendSteps: a period is told apart by what gives some thirty points.
func TestTrendSteps(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for query, want := range map[string]string{
		"from=2026-11-21&to=2026-11-21": "Waktu tunggu petugas per jam (jam kerja)", "from=2026-11-01&to=2026-11-21": "Waktu tunggu petugas per hari (jam kerja)",
		"from=2026-08-01&to=2026-11-21": "Waktu tunggu petugas per minggu (jam kerja)", "from=2025-01-01&to=2026-11-21": "Waktu tunggu petugas per bulan (jam kerja)",
	} {
		office := quietOffice(clock)
		office.waited(12, "s1", "kk", 2*time.Hour, time.Hour)
		page := office.shown(t, clock, query)
		if got := page.One("#tren figcaption").Text(); got != want {
			t.Errorf("%s: the trend is %q, want %q", query, got, want)
		}
		if rows := page.All("#tren tbody tr"); len(rows) != 1 || !strings.Contains(rows[0].Text(), "1 jam 1 jam 12") {
			t.Errorf("%s: the table of the trend has %d rows, want the one step with waits", query, len(rows))
		}
		if long := strings.Contains(page.One("#sebaran").Text(), "paling lama 100 hari"); long != strings.HasPrefix(query, "from=2025") && !strings.HasPrefix(query, "from=2026-08") {
			t.Errorf("%s: the distribution says %q", query, page.One("#sebaran").Text())
		}
	}
}

// TestQueueSentence: how long what is open lasts is told in office hours, not in days and
// hours of a clock that never rests.
func TestQueueSentence(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	const want = "Tiap jam kerja 2,0 masuk dan 1,8 selesai. Dengan laju itu yang terbuka habis dalam 9,6 jam kerja."
	if text := busyOffice(clock).shown(t, clock, "").One("#antrean").Text(); !strings.Contains(text, want) {
		t.Errorf("the queue says %q, want %q", text, want)
	}
}

// TestQuietOffice: where there is nothing every chart says so, and none is drawn empty.
func TestQuietOffice(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	page := quietOffice(clock).shown(t, clock, "")
	for _, c := range page.All(".gambar figure") {
		if c.Attr["id"] == "tepat-waktu" {
			continue // three bars that say "tidak ada"
		}
		if len(c.All("rect")) != 0 || len(c.One(".redup").Text()) < 20 {
			t.Errorf("chart %s of an office without a message = %q", c.Attr["id"], c.Text())
		}
	}
	if text := page.One("#tepat-waktu").Text(); strings.Count(text, "tidak ada") != 3 {
		t.Errorf("promises and deadlines = %q, want three times none", text)
	}
}

// TestStaffIsFair: names in their order, none below five, nobody who answered nothing.
func TestStaffIsFair(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	office.waited(12, "s2", "", 5*time.Hour, time.Hour)
	office.waited(6, "s1", "", 5*time.Hour, 3*time.Hour)
	office.waited(4, "s3", "", 5*time.Hour, time.Minute)
	office.waited(3, "", "", 5*time.Hour, 0)
	var names []string
	for _, row := range office.shown(t, clock, "").All("#petugas tbody tr") {
		names = append(names, row.One("th").Text()+" "+row.All("td")[2].Text())
	}
	if got := strings.Join(names, ", "); got != "Ani 6, Budi 12, (nama tidak ditampilkan) 4" {
		t.Errorf("staff = %s", got)
	}
}

// TestTopics: the ten most asked, by their titles; each leads to its own figures.
func TestTopics(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	for i := range 14 {
		office.endedAs(report.Deflection, report.Deflected, 20-i, func(w *report.Wait) { w.Topic = fmt.Sprintf("topik-%02d", i) })
	}
	office.endedAs(report.Deflection, report.HandedOff, 30, func(w *report.Wait) { w.Topic = "kk" })
	office.endedAs(report.Deflection, report.NoQuote, 25, nil)
	page := office.shown(t, clock, "from=2026-11-15&to=2026-11-21")
	rows := page.All("#topik tbody tr")
	if len(rows) != 10 || rows[0].One("th").Text() != "Kartu keluarga" || rows[1].One("th").Text() != "tanpa topik" {
		t.Fatalf("%d topics, the first %q", len(rows), rows[0].Text())
	}
	if href := rows[0].One("a").Attr["href"]; href != "/laporan?from=2026-11-15&to=2026-11-21&topic=kk" {
		t.Errorf("a topic leads to %q", href)
	}
	if !strings.Contains(page.One("#topik").Text(), "6 topik lain tidak ditampilkan") {
		t.Errorf("topics = %q, want how many are left out", page.One("#topik").Text())
	}
	only := office.shown(t, clock, "from=2026-11-15&to=2026-11-21&topic=kk")
	if got := only.One(".kabar").Text(); !strings.Contains(got, "Hanya Topik: Kartu keluarga") {
		t.Errorf("under a filter the page says %q", got)
	}
	if got := only.One(".kabar").One("a").Attr["href"]; got != "/laporan?from=2026-11-15&to=2026-11-21" {
		t.Errorf("without the filter is %q", got)
	}
}

// TestHeatMap: a message stands in the hour and on the day of the office's clock.
func TestHeatMap(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock() // a Saturday, 14.05 WITA
	office := quietOffice(clock)
	office.waits = append(office.waits, report.Wait{ID: "m", Measure: report.ChannelDelay, Start: clock.Now(), End: clock.Now(), Ended: report.Answered})
	chart := office.shown(t, clock, "").One("#jam-sibuk")
	busy := 0
	for _, cell := range chart.All("rect") {
		if cell.Attr["class"] != "k0" {
			busy++
			if cell.Attr["class"] != "k5" || cell.Text() != "Sabtu pukul 14: 1 pesan" {
				t.Errorf("the one message stands at %q, as %s", cell.Text(), cell.Attr["class"])
			}
		}
	}
	if cells := len(chart.All("rect")); cells != 7*24 || busy != 1 {
		t.Errorf("%d cells, %d of them with messages, want 168 and 1", cells, busy)
	}
	if row := chart.All("tbody tr")[14]; row.Text() != "14.00 0 0 0 0 0 1 0" {
		t.Errorf("the table says %q", row.Text())
	}
}

// TestSpreadLabelsStandApart: the names under the columns of a distribution, of seconds
// or of hours, do not touch.
func TestSpreadLabelsStandApart(t *testing.T) {
	t.Parallel()
	const letter, gap = 5.6, 4 // units of the paper: the width of a small letter, and what stays between two names
	clock := webtest.NewClock()
	for name, took := range map[string]time.Duration{"Seconds": 40 * time.Second, "Hours": 80 * time.Hour} {
		office := quietOffice(clock)
		office.waited(12, "s1", "", 100*time.Hour, took)
		before, labels := 0.0, 0
		for _, n := range office.shown(t, clock, "").One("#sebaran").All("svg text") {
			var x, y float64
			if _, err := fmt.Sscan(n.Attr["x"]+" "+n.Attr["y"], &x, &y); err != nil {
				t.Fatal(err)
			}
			if y < 155 { // a count above its column
				continue
			}
			half := letter * float64(len([]rune(n.Text()))) / 2
			if labels++; x-half < before+gap && labels > 1 {
				t.Errorf("%s: %q begins at %.1f, and the name before it ends at %.1f", name, n.Text(), x-half, before)
			}
			before = x + half
		}
		if labels < 4 {
			t.Errorf("%s: %d names under the columns, want at least 4", name, labels)
		}
	}
}
