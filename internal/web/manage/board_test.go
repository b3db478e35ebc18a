package manage_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// counter is an office whose figures are computed from rows in memory.
type counter struct {
	waits []report.Wait
	live  loket.Live
	now   func() time.Time
	asked atomic.Int64 // reports
}

func (c *counter) facts(q report.Query) report.Facts {
	office, err := calendar.Default("Asia/Makassar")
	if err != nil {
		panic(err)
	}
	if q.AsOf.IsZero() {
		q.AsOf = c.now()
	}
	return report.Facts{
		Query: q, Waits: c.waits, Hours: calendar.NewMeter(calendar.History{{Calendar: office}}),
		Names: []report.Name{{ID: "c1", Text: "Telegram <b>"}, {ID: "s1", Text: "Ani"}, {ID: "s2", Text: "Budi"}},
	}
}

func (c *counter) Report(_ context.Context, q report.Query) (report.Report, error) {
	c.asked.Add(1)
	return report.Build(c.facts(q)), nil
}

func (c *counter) Reports(ctx context.Context, q report.Query, parts ...report.By) ([]report.Report, error) {
	return each(ctx, c.Report, q, parts)
}

// each asks for one report after the other.
func each(
	ctx context.Context, ask func(context.Context, report.Query) (report.Report, error), q report.Query, parts []report.By,
) (all []report.Report, err error) {
	for _, q.By = range parts {
		r, err := ask(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

func (c *counter) Live(context.Context, loket.AgencyID) (loket.Live, error) { return c.live, nil }

func (c *counter) Rows(_ context.Context, q report.Query, measure string) ([]report.Row, error) {
	if c.now == nil {
		return nil, nil
	}
	return report.Rows(c.facts(q), measure), nil
}

func (c *counter) TicketNumbers(_ context.Context, _ loket.AgencyID, ids []loket.TicketID) (map[loket.TicketID]string, error) {
	numbers := map[loket.TicketID]string{}
	for _, id := range ids {
		numbers[id] = "KPG-" + string(id)
	}
	return numbers, nil
}

func (c *counter) Choices(context.Context, loket.AgencyID) (manage.Choices, error) {
	return manage.Choices{
		Units: []report.Name{{ID: "umum", Text: "Umum"}}, Channels: []report.Name{{ID: "c1", Text: "Telegram <b>"}, {ID: "c2", Text: "Chat situs"}},
		Topics: []report.Name{{ID: "kk", Text: "Kartu keluarga"}}, Staff: []report.Name{{ID: "s1", Text: "Ani"}, {ID: "s2", Text: "Budi"}},
	}, nil
}

// busyOffice has rows of every measure, ending in every way, in two weeks until now.
func busyOffice(clock *webtest.Clock) *counter {
	endings := map[string][]report.Ending{
		report.ReopenRate:   {report.Lasted, report.Reopened},
		report.DeadlinesMet: {report.Met, report.Missed, report.Withdrawn},
		report.PromiseKept:  {report.Kept, report.Renewed, report.Broken, report.Withdrawn},
		report.Deflection:   {report.Deflected, report.HandedOff, report.AskedAgain, report.NoQuote},
		report.BotOutcome:   {report.OutcomeAnswered, report.OutcomeAbstained, report.OutcomeAsked},
		report.Left:         {report.LeftSaid, report.Stayed}, report.Satisfaction: {report.Rated, report.Silent},
		report.QuoteContested: {report.Quoted, report.Helped, report.Denied, report.HandedOff},
		report.StatuteMet:     {report.Met, report.Missed}, report.Load: {report.Closed},
		report.NextReply: {report.Answered, report.Remark, report.ClosedUnanswered}, report.ChannelDelay: {report.Answered, report.Undated},
	}
	c := &counter{now: clock.Now, live: loket.Live{Open: 7, Unattended: 3, OldestSince: clock.Now().Add(-26 * time.Hour), PromisedSoon: 2, PromiseLate: 1, AtWork: 4}}
	for m, d := range report.Definitions() {
		how := endings[d.ID]
		if how == nil {
			how = []report.Ending{report.Answered, report.ClosedUnanswered, report.Withdrawn}
		}
		for i := range 130 + m {
			start := clock.Now().Add(-time.Duration(i) * 2 * time.Hour)
			w := report.Wait{
				ID: fmt.Sprintf("%s:%03d", d.ID, i), Measure: d.ID, Agency: "kupang", Start: start, Ended: report.Waiting, Unit: "umum",
				Channel: loket.ChannelID(fmt.Sprintf("c%d", 1+i%2)), Staff: loket.StaffID(fmt.Sprintf("s%d", 1+i%3)), Kind: loket.KindQuestion,
				Ticket: loket.TicketID(fmt.Sprintf("T%03d", i)), Topic: []string{"kk", "", "ktp-el"}[i%3], Value: int64(i % 5),
			}
			if took := time.Duration(1+i%7) * 20 * time.Minute; i%9 != 0 {
				w.Ended, w.End, w.Wall = how[i%len(how)], start.Add(took), took.Milliseconds()
			}
			c.waits = append(c.waits, w)
		}
	}
	return c
}

// TestRowsAreN: for every measure, under several filters, the rows behind a figure are
// as many as its n, on as many pages as it takes.
func TestRowsAreN(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	for _, filter := range []string{
		"", "&channel=c2", "&topic=kk", "&unit=umum&kind=question", "&staff=s2", "&staff=s1&channel=c1", "&kind=complaint", "&channel=c1&topic=ktp-el",
	} {
		b := openOffice(busyOffice(clock), busyOffice(clock), loket.RoleHead, clock)
		page := b.Get("/laporan?from=2026-11-08&to=2026-11-21" + filter).Page(t)
		checked := 0
		for _, d := range report.Definitions() {
			if d.ID == report.EntryEffect {
				continue // a table of entries, over the rows of M-17
			}
			links := rowLinks(page.One("#" + d.ID + "-baris"))
			if len(links) != 1 {
				t.Fatalf("%s with %q has %d links to its rows, want 1", d.ID, filter, len(links))
			}
			n, err := strconv.Atoi(strings.Fields(links[0].Text())[0])
			if err != nil {
				t.Fatal(err)
			}
			if got := countRows(t, b, links[0].Attr["href"]); got != n {
				t.Errorf("%s with %q: %d rows behind n = %d", d.ID, filter, got, n)
			}
			checked += n
		}
		if checked == 0 && filter != "&kind=complaint" {
			t.Errorf("with %q nothing was compared", filter)
		}
	}
}

// rowLinks are the ways to the rows behind a figure.
func rowLinks(at *webtest.Node) (links []*webtest.Node) {
	for _, a := range at.All("a") {
		if strings.HasPrefix(a.Attr["href"], "/laporan/baris?") {
			links = append(links, a)
		}
	}
	return links
}

// countRows counts rows from page to page.
func countRows(t *testing.T, b *webtest.Browser, href string) (n int) {
	t.Helper()
	for href != "" {
		page := b.Get(href).Page(t)
		n += len(page.All("tbody tr"))
		href = ""
		for _, a := range page.All(".halaman a") {
			if a.Text() == "Berikutnya" {
				href = a.Attr["href"]
			}
		}
	}
	return n
}

func TestBoard(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := busyOffice(clock)
	b := openOffice(office, office, loket.RoleHead, clock)
	page := b.Get("/laporan?from=2026-11-15&to=2026-11-21").Page(t)
	r := report.Build(office.facts(report.Query{Agency: "kupang", From: dayOf("2026-11-15"), To: dayOf("2026-11-22")}))
	t.Run("Now", func(t *testing.T) {
		t.Parallel()
		want := "Tiket terbuka 7 Belum terlayani 3 Tunggu terlama 1 hari 2 jam Janji dalam 1 jam 2 · 1 lewat Petugas bertugas 4"
		if got := page.One(".kini .besar").Text(); got != want {
			t.Errorf("the office now = %q, want %q", got, want)
		}
		kept := openOffice(office, office, loket.RoleHead, clock).Get("/laporan/kini?otomatis=1")
		if strings.Count(kept.Body, `hx-swap-oob="true"`) != 6 || strings.Contains(kept.Body, "<html") {
			t.Errorf("what the open page is told = %q, want five figures and the hour, each for its place", kept.Body)
		}
	})
	t.Run("SameFiguresAsTheReport", func(t *testing.T) {
		t.Parallel()
		for _, d := range report.Definitions() {
			if d.Unit != "ms" && d.Unit != "share" {
				continue
			}
			clock := append(d.Clocks(), "")[0]
			m := r.All(d.ID, clock)
			want := m.MedianText().String()
			if d.Unit == "share" {
				want = m.ShareText().String()
			}
			row := page.One("#" + d.ID + "-baris")
			if got := row.All("td")[0].Text(); !strings.HasPrefix(got, want) {
				t.Errorf("%s on the page = %q, want %q", d.ID, got, want)
			}
			if got := row.All("td")[3].Text(); !strings.HasPrefix(got, strconv.Itoa(m.N)) {
				t.Errorf("n of %s on the page = %q, want %d", d.ID, got, m.N)
			}
		}
	})
	t.Run("FourFirst", func(t *testing.T) {
		t.Parallel()
		for i, section := range page.All(".utama-angka section") {
			id := []string{"M-03", "M-11", "M-12", "M-15"}[i]
			if section.Attr["id"] != id || len(section.One(".kalimat").Text()) < 30 || !strings.Contains(section.Text(), "7 hari sebelumnya") {
				t.Errorf("headline %d = %q, want %s in a sentence, compared", i, section.Text(), id)
			}
		}
	})
	t.Run("EveryChartHasATableAndWords", func(t *testing.T) {
		t.Parallel()
		charts := page.All(".gambar figure")
		if len(charts) != 8 {
			t.Errorf("%d charts, want 8", len(charts))
		}
		for _, c := range charts {
			if svg := c.All("svg[role=img]"); len(svg) != 1 || len(svg[0].All("desc")) != 1 || len(c.All("table tbody tr")) == 0 {
				t.Errorf("chart %s lacks a description or a table", c.Attr["id"])
			}
		}
	})
	t.Run("EveryFigureOpensItsDefinition", func(t *testing.T) {
		t.Parallel()
		for _, d := range report.Definitions() {
			got := openOffice(office, office, loket.RoleHead, clock).Get("/laporan/ukuran/" + d.ID)
			text := got.Page(t).One("main").Text()
			for _, part := range []string{d.Name, d.Text, d.Counting.String(), d.TextEN, fmt.Sprintf("%s versi %d", d.ID, d.Version)} {
				if !strings.Contains(text, part) {
					t.Errorf("definition of %s = %q, lacks %q", d.ID, text, part)
				}
			}
		}
		if got := openOffice(office, office, loket.RoleHead, clock).Get("/laporan/ukuran/M-99"); got.Status != http.StatusNotFound {
			t.Errorf("a measure there is none of: status %d, want 404", got.Status)
		}
	})
	t.Run("NamesAreEscaped", func(t *testing.T) {
		t.Parallel()
		if len(page.All("option b")) != 0 || !strings.Contains(page.One("select[name=channel]").Text(), "Telegram <b>") {
			t.Error("a channel's name is not shown as it is written")
		}
	})
}

// dayOf is the midnight that begins a day.
func dayOf(day string) time.Time {
	at, err := time.ParseInLocation(time.DateOnly, day, webtest.WITA("kupang"))
	if err != nil {
		panic(err)
	}
	return at
}

// TestAskedOnce: the page opened again does not ask the same reports again, until they
// are half a minute old.
func TestAskedOnce(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := busyOffice(clock)
	b := openOffice(office, office, loket.RoleHead, clock)
	for _, step := range []struct {
		href string
		pass time.Duration
		want int64 // reports asked so far
	}{
		{"/laporan", 0, 4},
		{"/laporan", 29 * time.Second, 4},
		{"/laporan?channel=c1", 0, 8},
		{"/laporan", time.Second, 12},
		{"/laporan?from=2026-11-01&to=2026-11-10", 0, 16},
		{"/laporan?from=2026-11-01&to=2026-11-10", 9 * time.Minute, 16},
		{"/laporan?from=2026-11-01&to=2026-11-10", time.Minute, 20},
	} {
		clock.Move(step.pass)
		if got := b.Get(step.href); got.Status != http.StatusOK || office.asked.Load() != step.want {
			t.Errorf("%s after %v: status %d, %d reports asked, want %d", step.href, step.pass, got.Status, office.asked.Load(), step.want)
		}
	}
}

// TestFewOfOne: of one member of staff nothing is shown that stands on fewer than five.
func TestFewOfOne(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := busyOffice(clock)
	b := openOffice(office, office, loket.RoleHead, clock)
	page := b.Get("/laporan?from=2026-11-21&to=2026-11-21&staff=s2").Page(t)
	if text := page.One("#M-03").Text(); !strings.Contains(text, "tidak ditampilkan") || len(rowLinks(page.One("#M-03"))) != 0 {
		t.Errorf("a figure of three rows of one person = %q, want it hidden", text)
	}
	rows := b.Get("/laporan/baris?ukuran=M-03&from=2026-11-21&to=2026-11-21&staff=s2").Page(t)
	if len(rows.All("tbody tr")) != 0 || !strings.Contains(rows.One(".kosong").Text(), "Kurang dari lima") {
		t.Error("the rows of one person are shown though they are few")
	}
}

// TestRowsPage: what the rows tell, to whom, and what they refuse.
func TestRowsPage(t *testing.T) {
	t.Parallel()
	clock := webtest.NewClock()
	office := busyOffice(clock)
	href := "/laporan/baris?ukuran=M-03&from=2026-11-08&to=2026-11-21"
	for role, links := range map[loket.Role]int{loket.RoleHead: 0, loket.RoleAuditor: 0, loket.RoleSupervisor: 100, loket.RoleAdmin: 100} {
		page := openOffice(office, office, role, clock).Get(href).Page(t)
		if got := len(page.All("tbody th a")); got != links || len(page.All("tbody tr")) != 100 {
			t.Errorf("as %s %d rows lead to their tickets, want %d of 100", role, got, links)
		}
	}
	b := openOffice(office, office, loket.RoleHead, clock)
	for address, want := range map[string]int{
		"/laporan/baris": http.StatusNotFound, "/laporan/baris?ukuran=M-16": http.StatusNotFound, href + "&per=kemarin": http.StatusBadRequest,
		href + "&kind=surat": http.StatusBadRequest, href + "&hal=99": http.StatusOK, href + "&hal=-1": http.StatusOK, href + "&hal=x": http.StatusOK,
	} {
		if got := b.Get(address); got.Status != want {
			t.Errorf("%s: status %d, want %d", address, got.Status, want)
		}
	}
}

// BenchmarkBoard opens the dashboard of a month of 10,000 tickets: the first time, and
// again while its figures are fresh.
func BenchmarkBoard(b *testing.B) {
	clock := webtest.NewClock()
	office := busyOffice(clock)
	for i := 0; len(office.waits) < 140_000; i++ {
		w := office.waits[i]
		w.ID += "'"
		office.waits = append(office.waits, w)
	}
	const month = "/laporan?from=2026-10-25&to=2026-11-21"
	b.Run("First", func(b *testing.B) {
		for b.Loop() {
			openOffice(office, office, loket.RoleHead, clock).Get(month)
		}
	})
	b.Run("Again", func(b *testing.B) {
		browser := openOffice(office, office, loket.RoleHead, clock)
		for browser.Get(month); b.Loop(); {
			browser.Get(month)
		}
	})
}
