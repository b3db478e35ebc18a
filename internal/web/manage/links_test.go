package manage_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/webtest"
)

// TestStepEdges: the longest period of each step, and the first of the next.
func TestStepEdges(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for days, want := range map[int]report.By{
		1: report.ByHour, 2: report.ByDay, 35: report.ByDay, 36: report.ByWeek, 240: report.ByWeek, 241: report.ByMonth, 1099: report.ByMonth,
	} {
		figures := &webtest.Figures{}
		first := dayOf("2026-11-21").AddDate(0, 0, 1-days).Format(time.DateOnly)
		if got := newOffice(figures, clock).Get(urlOf(first, "2026-11-21")); got.Status != http.StatusOK || figures.Asked.By != want {
			t.Errorf("%d days: status %d, told apart by %q, want %q", days, got.Status, figures.Asked.By, want)
		}
	}
	figures := &webtest.Figures{}
	tooLong := dayOf("2026-11-21").AddDate(0, 0, -1099).Format(time.DateOnly)
	if got := newOffice(figures, clock).Get(urlOf(tooLong, "2026-11-21")); got.Status != http.StatusBadRequest || figures.Asked.Agency != "" {
		t.Errorf("a day more than three years: status %d, want 400 and nothing asked", got.Status)
	}
}

// narrowed is a filter by everything there is; its channel is one that the office no
// longer offers.
func narrowed() url.Values {
	return url.Values{"unit": {"umum"}, "channel": {"c&2 <i>"}, "topic": {"kk"}, "staff": {"s2"}, "kind": {"question"}}
}

// wantKept wants an address to have all of a filter.
func wantKept(t *testing.T, what, href string, filter url.Values) url.Values {
	t.Helper()
	at, err := url.Parse(href)
	if err != nil {
		t.Fatal(err)
	}
	for name := range filter {
		if got := at.Query().Get(name); got != filter.Get(name) {
			t.Errorf("%s leads to %s=%q, want %q", what, name, got, filter.Get(name))
		}
	}
	return at.Query()
}

// TestFilterIsKept: whatever a reader follows from a filtered page, it stays filtered,
// but for the way out of the filter.
func TestFilterIsKept(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office, filter := quietOffice(clock), narrowed()
	for i := range 230 {
		office.waits = append(office.waits, report.Wait{
			ID: fmt.Sprintf("w%03d", i), Measure: report.HandOffWait, Start: clock.Now().Add(-time.Hour), End: clock.Now(), Ended: report.Answered,
			Unit: "umum", Channel: "c&2 <i>", Topic: "kk", Staff: "s2", Kind: loket.KindQuestion,
		})
	}
	b := openOffice(office, office, loket.RoleHead, clock)
	page := b.Get("/laporan?from=2026-11-15&to=2026-11-21&" + filter.Encode()).Page(t)
	for _, a := range page.All(".tab a") {
		wantKept(t, a.Text(), a.Attr["href"], filter)
	}
	for _, c := range page.All(".saring select") {
		var chosen []string
		for _, o := range c.All("option[selected]") {
			chosen = append(chosen, o.Attr["value"])
		}
		if name := c.Attr["name"]; len(chosen) != 1 || chosen[0] != filter.Get(name) {
			t.Errorf("the field %s holds %q, want %q", name, chosen, filter.Get(name))
		}
	}
	files := page.All(".unduh a")
	for i, a := range files {
		at := wantKept(t, "the file "+a.Text(), a.Attr["href"], filter)
		if rows := at.Get("baris"); (rows == "") != (i < 4) || at.Get("from") != "2026-11-15" || at.Get("to") != "2026-11-21" {
			t.Errorf("the file %s is at %q, want the period's report, then its rows", a.Text(), a.Attr["href"])
		}
	}
	if len(files) != 8 {
		t.Errorf("%d files, want four forms of the report and four kinds of rows", len(files))
	}
	said := page.One(".kabar").Text()
	for _, part := range []string{"Bagian: Umum", "Kanal: c&2 <i>", "Topik: Kartu keluarga", "Petugas: Budi", "Jenis tiket: "} {
		if !strings.Contains(said, part) {
			t.Errorf("the page says it shows %q, lacks %q", said, part)
		}
	}
	if out := page.One(".kabar").One("a").Attr["href"]; out != "/laporan?from=2026-11-15&to=2026-11-21" {
		t.Errorf("the way out of the filter is %q", out)
	}
	href := rowLinks(page.One("#M-03"))[0].Attr["href"]
	for _, lines := range []int{100, 100, 30} {
		at := wantKept(t, "the rows", href, filter)
		if at.Get("ukuran") != report.HandOffWait || at.Get("per") != "2026-11-21T06:05:00Z" || at.Get("from") != "2026-11-15" {
			t.Errorf("rows lie behind %q, want of the figure and of its moment", href)
		}
		rows := b.Get(href).Page(t)
		if got := len(rows.All("tbody tr")); got != lines {
			t.Errorf("%d lines on a page, want %d", got, lines)
		}
		wantKept(t, "back", rows.All(".remah a")[0].Attr["href"], filter)
		links := rows.All(".halaman a")
		href = links[len(links)-1].Attr["href"]
	}
}

// TestRowsPageEdges: what stands on a page, and where it leads, at the ends of pages.
func TestRowsPageEdges(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for _, tt := range []struct {
		rows int
		page string
		want string
	}{
		{1, "", "1 baris, sama dengan n angka itu. Di halaman ini 1–1. |"},
		{99, "1", "99 baris, sama dengan n angka itu. Di halaman ini 1–99. |"},
		{100, "2", "100 baris, sama dengan n angka itu. Di halaman ini 1–100. |"},
		{101, "", "101 baris, sama dengan n angka itu. Di halaman ini 1–100. | Berikutnya 2"},
		{101, "2", "101 baris, sama dengan n angka itu. Di halaman ini 101–101. | Sebelumnya 1"},
		{101, "99999999999999999999", "101 baris, sama dengan n angka itu. Di halaman ini 1–100. | Berikutnya 2"},
		{300, "2", "300 baris, sama dengan n angka itu. Di halaman ini 101–200. | Sebelumnya 1 Berikutnya 3"},
		{300, "3", "300 baris, sama dengan n angka itu. Di halaman ini 201–300. | Sebelumnya 2"},
		{300, "4", "300 baris, sama dengan n angka itu. Di halaman ini 201–300. | Sebelumnya 2"},
		{300, "0", "300 baris, sama dengan n angka itu. Di halaman ini 1–100. | Berikutnya 2"},
	} {
		office := quietOffice(clock)
		office.waited(tt.rows, "s1", "", 5*time.Hour, time.Hour)
		page := openOffice(office, office, loket.RoleHead, clock).Get("/laporan/baris?ukuran=M-03&hal=" + tt.page).Page(t)
		got := ""
		for _, p := range page.All("main p") {
			if p.One("#jumlah-baris") != nil {
				got = p.Text() + " |"
			}
		}
		for _, a := range page.All(".halaman a") {
			at, err := url.Parse(a.Attr["href"])
			if err != nil {
				t.Fatal(err)
			}
			got += " " + a.Text() + " " + at.Query().Get("hal")
		}
		if got != tt.want {
			t.Errorf("page %q of %d rows = %q, want %q", tt.page, tt.rows, got, tt.want)
		}
	}
}

// TestMomentOfRows: rows are read as they were at the moment in the address, never as they
// will be.
func TestMomentOfRows(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock() // 14.05 WITA, 06.05 UTC
	office := quietOffice(clock)
	office.waited(1, "s1", "", 4*time.Hour, time.Hour) // from 10.05 to 11.05
	b := openOffice(office, office, loket.RoleHead, clock)
	for per, want := range map[string]string{
		"": "dijawab", "2026-11-21T06:05:00Z": "dijawab", "2026-11-21T03:05:00Z": "dijawab", "2026-11-21T03:04:59.999999999Z": "masih menunggu",
		"2026-11-21T10:35:00+08:00": "masih menunggu", "2026-11-21T02:05:00Z": "masih menunggu", "2026-11-21T02:04:59Z": "", "2030-01-01T00:00:00Z": "dijawab",
	} {
		page := b.Get("/laporan/baris?" + url.Values{"ukuran": {"M-03"}, "per": {per}}.Encode()).Page(t)
		got := ""
		for _, row := range page.All("tbody tr") {
			got += row.All("td")[1].Text()
		}
		if got != want {
			t.Errorf("per %q the wait is %q, want %q", per, got, want)
		}
		if per > "2030" && !strings.Contains(page.One("main").Text(), "keadaan per 21 Nov, 14.05 WITA") {
			t.Errorf("a moment that lies ahead is shown as %q, want now", page.One("main").Text())
		}
	}
	for _, per := range []string{"kemarin", "2026-11-21", "2026-11-21 03:05:00", "1763700000", "2026-11-31T00:00:00Z"} {
		got := b.Get("/laporan/baris?" + url.Values{"ukuran": {"M-03"}, "per": {per}}.Encode())
		if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "Saat laporan tidak terbaca") {
			t.Errorf("per %q: status %d, want 400 that says why", per, got.Status)
		}
	}
}

// TestRowsOfOneAreHiddenBelowFive: five rows of one person are shown, one to four are
// not, and none is none.
func TestRowsOfOneAreHiddenBelowFive(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for n := range 7 {
		office := quietOffice(clock)
		office.waited(n, "s1", "", 5*time.Hour, time.Hour)
		b := openOffice(office, office, loket.RoleHead, clock)
		hidden := n > 0 && n < 5
		rows := b.Get("/laporan/baris?ukuran=M-03&staff=s1").Page(t)
		if got := strings.Contains(rows.One("main").Text(), "Kurang dari lima"); got != hidden || !hidden && len(rows.All("tbody tr")) != n || hidden && len(rows.All("tbody tr")) != 0 {
			t.Errorf("%d rows of one: hidden %t, %d lines", n, got, len(rows.All("tbody tr")))
		}
		all := b.Get("/laporan/baris?ukuran=M-03").Page(t)
		if got := len(all.All("tbody tr")); got != n {
			t.Errorf("%d rows of everybody: %d lines", n, got)
		}
		figure := b.Get("/laporan?staff=s1").Page(t).One("#M-03-baris").Text()
		if got := strings.Contains(figure, "tidak ditampilkan"); got != hidden {
			t.Errorf("the figure of %d rows of one = %q, hidden: %t", n, figure, got)
		}
	}
}
