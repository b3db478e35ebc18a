package manage_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/webtest"
)

// TestMarks: each thing to be minded about a figure stands beside it, and only where it is.
func TestMarks(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	ahead := func(w *report.Wait) { w.End = clock.Now().Add(time.Hour) }
	due := func(w *report.Wait) { ahead(w); w.Start = w.End }
	for name, tt := range map[string]struct {
		id   string
		fill func(*counter)
		want string
	}{
		"Nothing":      {"M-03", func(*counter) {}, "n kecil"},
		"Nine":         {"M-03", func(c *counter) { c.waited(9, "s1", "", 5*time.Hour, time.Hour) }, "n kecil"},
		"Ten":          {"M-03", func(c *counter) { c.waited(10, "s1", "", 5*time.Hour, time.Hour) }, ""},
		"TimesMayGoOn": {"M-08", func(c *counter) { c.endedAs(report.Resolution, report.Answered, 12, nil) }, "12 sementara"},
		"SharesMayTurn": {"M-12", func(c *counter) {
			c.endedAs(report.Deflection, report.Deflected, 11, func(w *report.Wait) { w.End = w.End.Add(30 * 24 * time.Hour) })
		}, "11 sementara"},
		"NotDue": {"M-11", func(c *counter) {
			c.endedAs(report.PromiseKept, report.Kept, 12, nil)
			c.endedAs(report.PromiseKept, report.Kept, 3, ahead)
		}, "3 belum jatuh tempo"},
		"DueLater": {"M-10", func(c *counter) {
			c.endedAs(report.DeadlinesMet, report.Met, 12, nil)
			c.endedAs(report.DeadlinesMet, report.Met, 2, due)
		}, "2 belum jatuh tempo"},
		"Remarks": {"M-05", func(c *counter) {
			c.endedAs(report.NextReply, report.Answered, 12, nil)
			c.endedAs(report.NextReply, report.Remark, 4, nil)
		}, "4 ucapan penutup tidak dihitung"},
		"Held": {"M-01", func(c *counter) {
			c.endedAs(report.BotAnswer, report.Answered, 9, nil)
			c.endedAs(report.BotAnswer, report.Answered, 3, func(w *report.Wait) { w.Value = 8000 })
		}, "25,0 % (3/12) sengaja ditahan menunggu lanjutan: median 8,0 dtk, p95 8,0 dtk"},
		"Undated": {"M-02", func(c *counter) { c.endedAs(report.ChannelDelay, report.Undated, 2, nil) }, "n kecil · 2 pesan tanpa waktu kanal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			office, got := quietOffice(clock), ""
			tt.fill(office)
			row := office.shown(t, clock, "").One("#" + tt.id + "-baris")
			if mark := row.One("th small"); mark != nil {
				got = mark.Text()
			}
			if small := strings.Contains(row.Attr["class"], "pucat"); got != tt.want || small != strings.Contains(tt.want, "n kecil") {
				t.Errorf("%s is marked %q, pale %t, want %q", tt.id, got, small, tt.want)
			}
		})
	}
}

// TestComparedInWords: how a share or a wait stands against the days before, and nothing
// where that cannot be told.
func TestComparedInWords(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	kept := func(before, now [2]int) func(*counter) {
		return func(c *counter) {
			for days, n := range map[int][2]int{7: before, 0: now} {
				back := func(w *report.Wait) { w.Start = w.Start.AddDate(0, 0, -days); w.End = w.Start }
				c.endedAs(report.PromiseKept, report.Kept, n[0], back)
				c.endedAs(report.PromiseKept, report.Broken, n[1], back)
			}
		}
	}
	for name, tt := range map[string]struct {
		query, id string
		fill      func(*counter)
		want      string
	}{
		"Up":     {"", "M-11", kept([2]int{6, 6}, [2]int{9, 3}), "7 hari sebelumnya: 50,0 % (6/12), n 12; sekarang naik"},
		"Down":   {"", "M-11", kept([2]int{9, 3}, [2]int{6, 6}), "7 hari sebelumnya: 75,0 % (9/12), n 12; sekarang turun"},
		"Same":   {"", "M-11", kept([2]int{5, 5}, [2]int{10, 10}), "7 hari sebelumnya: 50,0 % (5/10), n 10; sekarang sama"},
		"FewNow": {"", "M-11", kept([2]int{6, 6}, [2]int{9, 0}), "7 hari sebelumnya: 50,0 % (6/12), n 12; terlalu sedikit untuk dibandingkan · n kecil"},
		"OneDay": {"from=2026-11-21&to=2026-11-21", "M-11", kept([2]int{6, 6}, [2]int{9, 3}), "hari sebelumnya: tidak ada · n kecil"},
		"NotReached": {"", "M-03", func(c *counter) {
			c.waited(12, "s1", "", 9*24*time.Hour, time.Hour)
			c.waited(12, "", "", 5*time.Hour, 0)
		}, "7 hari sebelumnya: 1 jam, n 12"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			office := quietOffice(clock)
			tt.fill(office)
			if got := office.shown(t, clock, tt.query).One("#" + tt.id).All("p.redup")[0].Text(); got != tt.want {
				t.Errorf("%s is compared as %q, want %q", tt.id, got, tt.want)
			}
		})
	}
}

// TestOfficeNow: what the cells of now say, and when they raise an alarm.
func TestOfficeNow(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for name, tt := range map[string]struct {
		live loket.Live
		want string
	}{
		"Quiet":      {loket.Live{}, "0, 0, tidak ada, 0, 0"},
		"NobodyHere": {loket.Live{Open: 2, Unattended: 1, OldestSince: clock.Now().Add(-time.Minute)}, "2, 1, 1 mnt, 0, 0!"},
		"Served":     {loket.Live{Open: 2, PromisedSoon: 1}, "2, 0, tidak ada, 1, 0"},
		"Late":       {loket.Live{Open: 3, PromiseLate: 3, AtWork: 1}, "3, 0, tidak ada, 0 · 3 lewat!, 1"},
	} {
		office := quietOffice(clock)
		office.live = tt.live
		b := openOffice(office, office, loket.RoleHead, clock)
		for what, cells := range map[string][]*webtest.Node{
			"page": b.Get("/laporan").Page(t).All(".kini dd"), "open page": webtest.Parse(t, "<html>"+b.Get("/laporan/kini").Body+"</html>").All("dd"),
		} {
			var said []string
			for _, c := range cells {
				text := c.Text()
				if c.Attr["class"] == "awas" {
					text += "!"
				}
				said = append(said, text)
			}
			if got := strings.Join(said, ", "); got != tt.want {
				t.Errorf("%s: the %s says %q, want %q", name, what, got, tt.want)
			}
		}
	}
}

// TestNoSuchMeasure: only the ids of measures have a meaning or rows.
func TestNoSuchMeasure(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := quietOffice(clock)
	b := openOffice(office, office, loket.RoleHead, clock)
	for _, id := range []string{"M-00", "M-16", "M-99", "m-03", "M-3", "M-03%20", "M-03%2F", "%20"} {
		for _, address := range []string{"/laporan/ukuran/" + id, "/laporan/baris?ukuran=" + id} {
			if got := b.Get(address); got.Status != http.StatusNotFound {
				t.Errorf("%s: status %d, want 404", address, got.Status)
			}
		}
	}
	for _, d := range report.Definitions() {
		page := b.Get("/laporan/ukuran/" + d.ID).Page(t)
		if clocks := strings.Contains(page.One("main").Text(), "Dua jam"); clocks != (d.Unit == "ms") {
			t.Errorf("%s in %s explains two clocks: %t", d.ID, d.Unit, clocks)
		}
	}
}

// TestFullPagesInBothLanguages: an office with rows of everything shows every page of
// figures whole, in the language of its reader alone.
func TestFullPagesInBothLanguages(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := busyOffice(clock)
	paths := []string{"/laporan/kini", "/laporan?from=x", "/laporan?kind=surat"}
	for _, from := range []string{"2026-11-21", "2026-11-08", "2026-08-01", "2025-01-01"} {
		paths = append(paths, "/laporan?to=2026-11-21&from="+from, "/laporan?to=2026-11-21&topic=kk&staff=s2&from="+from)
	}
	for _, d := range report.Definitions() {
		paths = append(paths, "/laporan/ukuran/"+d.ID, "/laporan/baris?from=2026-11-08&to=2026-11-21&ukuran="+d.ID)
	}
	broken := regexp.MustCompile(`%!|<no value>|&lt;nil&gt;|0x[0-9a-f]{6}|\{\{|NaN`)
	foreign := map[string]*regexp.Regexp{
		"id": regexp.MustCompile(`\b(the|of|and|with|waiting|answered|days before)\b`),
		"en": regexp.MustCompile(`\b(yang|dengan|belum|tidak|dari|untuk|atau|menunggu|petugas|sebelumnya|jam|hari|dijawab)\b`),
	}
	for language, other := range foreign {
		b := openOffice(office, office, loket.RoleSupervisor, clock)
		b.Cookies["bahasa"] = language
		for _, path := range paths {
			got := b.Get(path)
			if refused := strings.HasSuffix(path, "=x") || strings.HasSuffix(path, "=surat"); (got.Status == http.StatusOK) == refused || broken.MatchString(got.Body) {
				t.Errorf("%s in %s: status %d, broken at %q", path, language, got.Status, broken.FindString(got.Body))
			}
			if path == "/laporan/kini" {
				continue
			}
			page := got.Page(t)
			text := page.One("title").Text() + " " + page.One("main").Text()
			for _, marked := range page.All("main [lang]") {
				text = strings.ReplaceAll(text, marked.Text(), "")
			}
			if at := other.FindStringIndex(text); at != nil || page.One("html").Attr["lang"] != language {
				t.Errorf("%s in %q says %s", path, page.One("html").Attr["lang"], around(text, at))
			}
		}
	}
}

// around is what stands about a place of a text.
func around(text string, at []int) string {
	if at == nil {
		return ""
	}
	return fmt.Sprintf("%q", text[max(0, at[0]-40):min(len(text), at[1]+40)])
}
