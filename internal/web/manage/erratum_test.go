package manage_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// corrections are an office's, where one entry has a wrong text.
type corrections struct {
	draft    loket.Erratum
	reach    loket.ErratumReach
	all      []loket.Erratum
	refuse   error
	proposed []manage.Proposal
	approved loket.ErratumID
}

func (c *corrections) Draft(_ context.Context, agency loket.AgencyID, entry string, days int) (loket.Erratum, loket.ErratumReach, error) {
	if agency != "kupang" || entry != "kk-baru" || days > 365 {
		return loket.Erratum{}, loket.ErratumReach{}, loket.Errorf(loket.CodeNotFound, "Jawaban itu tidak ada.")
	}
	return c.draft, c.reach, nil
}

func (c *corrections) Propose(_ context.Context, by loket.Staff, p manage.Proposal) (bool, error) {
	if by.ID != "p" || c.refuse != nil {
		return false, c.refuse
	}
	c.proposed = append(c.proposed, p)
	return !c.draft.Sensitive, nil
}

func (c *corrections) Approve(_ context.Context, _ loket.Staff, id loket.ErratumID) error {
	if c.refuse == nil {
		c.approved = id
	}
	return c.refuse
}

func (c *corrections) Errata(context.Context, loket.AgencyID) ([]loket.Erratum, error) {
	return c.all, nil
}

// wrongText is an entry whose first text was wrong.
func wrongText() *corrections {
	return &corrections{
		draft: loket.Erratum{Entry: "kk-baru", Title: "KK <b>baru</b>", Revision: "r2", Wrong: []string{"r1"}, Text: "Ralat: <i>tiga</i> hari."},
		reach: loket.ErratumReach{Channels: []loket.ErratumChannel{{Name: "Chat web", N: 2}, {Name: "Telegram", N: 40}}, Left: 3, Before: 1},
	}
}

func newCorrecting(c *corrections) *webtest.Browser {
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: loket.RoleCurator}},
		Parts: []web.Part{&manage.Corrections{Errata: c, Now: webtest.NewClock().Now, Zone: webtest.WITA}}, Log: slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

// fieldsOf are the hidden fields of a form on a page.
func fieldsOf(page *webtest.Node, form string) (fields []string) {
	for _, input := range page.All(form + " input[type=hidden]") {
		fields = append(fields, input.Attr["name"], input.Attr["value"])
	}
	return fields
}

// TestErratumTwoSteps: first whom it would reach and what they read, escaped; then, with a
// reason, it goes.
func TestErratumTwoSteps(t *testing.T) {
	t.Parallel()
	for _, sensitive := range []bool{false, true} {
		c := wrongText()
		c.draft.Sensitive = sensitive
		b := newCorrecting(c)
		page := b.Get("/katalog/ralat?entri=kk-baru&hari=14").Page(t)
		if got, want := page.One("#penerima").Text(), "Penerima: 42 · Chat web: 2 · Telegram: 40"; got != want {
			t.Errorf("recipients = %q, want %q", got, want)
		}
		for _, want := range []string{"Ralat: <i>tiga</i> hari.", "KK <b>baru</b>", "Tidak dikirimi: 3 warga", "Sudah diralat sebelumnya: 1 warga"} {
			if !strings.Contains(page.Text(), want) {
				t.Errorf("the page lacks %q", want)
			}
		}
		if len(c.proposed) != 0 {
			t.Fatal("the first step wrote something")
		}
		got := b.Post("/katalog/ralat", append(fieldsOf(page, "#ralat-baru"), "alasan", " tarif lama ")...)
		want, says := "/katalog/ralat?jadi=kirim", "Ralat disetujui"
		if sensitive {
			want, says = "/katalog/ralat?jadi=tunggu", "orang kedua harus menyetujuinya"
		}
		if got.Status != http.StatusSeeOther || got.Location() != want || len(c.proposed) != 1 {
			t.Fatalf("sensitive %v: %d to %q, proposed %+v, want it once and %q", sensitive, got.Status, got.Location(), c.proposed, want)
		}
		if p := c.proposed[0]; p.Entry != "kk-baru" || p.Revision != "r2" || p.Days != 14 || p.Reason != "tarif lama" || p.ID == "" {
			t.Errorf("proposed %+v, want what was seen", p)
		}
		if notice := b.Get(got.Location()).Page(t).One("[role=status]"); notice == nil || !strings.Contains(notice.Text(), says) {
			t.Errorf("afterwards the page says %v, want %q", notice, says)
		}
	}
}

// TestErratumRefusals: each is told with its cure, what was typed stays, nothing goes.
func TestErratumRefusals(t *testing.T) {
	t.Parallel()
	id := string(loket.NewID[loket.ErratumID]())
	for _, k := range []struct {
		name   string
		change func(*corrections)
		get    string
		post   []string
		status int
		says   string
	}{
		{"UnknownEntry", nil, "?entri=tidak-ada", nil, 404, "Jawaban itu tidak ada."},
		{"DaysThatAreNone", nil, "?entri=kk-baru&hari=lama", nil, 400, "harus angka 1 sampai 365"},
		{"NeverChanged", func(c *corrections) { c.draft.Wrong = nil }, "?entri=kk-baru", nil, 409, "tidak pernah berubah"},
		{"StaleText", func(c *corrections) { c.refuse = loket.ErrErratumStale }, "", []string{"id", id, "entri", "kk-baru", "revisi", "r1", "hari", "30", "alasan", "x"}, 409, "berubah sejak ralatnya dibuat"},
		{"NoReason", func(c *corrections) { c.refuse = loket.ErrErratumReason }, "", []string{"id", id, "entri", "kk-baru", "revisi", "r2", "hari", "30"}, 400, "Alasan ralat masih kosong"},
		{"NoID", nil, "", []string{"entri", "kk-baru", "revisi", "r2", "hari", "30", "alasan", "tarif <b>"}, 400, "tidak lengkap"},
		{"DaysAltered", nil, "", []string{"id", id, "entri", "kk-baru", "revisi", "r2", "hari", "x", "alasan", "x"}, 400, "harus angka"},
		{"LedgerAway", func(c *corrections) { c.refuse = errors.New("ledger is locked") }, "", []string{"id", id, "entri", "kk-baru", "revisi", "r2", "hari", "30", "alasan", "x"}, 500, ""},
	} {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			c := wrongText()
			if k.change != nil {
				k.change(c)
			}
			b := newCorrecting(c)
			got := b.Get("/katalog/ralat" + k.get)
			if k.post != nil {
				got = b.Post("/katalog/ralat", k.post...)
			}
			if got.Status != k.status || !strings.Contains(got.Body, k.says) || strings.Contains(got.Body, "locked") || len(c.proposed) != 0 {
				t.Errorf("status %d, proposed %+v, want %d, nothing and %q in\n%s", got.Status, c.proposed, k.status, k.says, got.Body)
			}
			if k.name == "NoID" && got.Page(t).One("textarea").Text() != "tarif <b>" {
				t.Error("what was typed is lost")
			}
		})
	}
}

// TestErratumNobodyToSendTo: without a recipient there is no button.
func TestErratumNobodyToSendTo(t *testing.T) {
	t.Parallel()
	c := wrongText()
	c.reach = loket.ErratumReach{Before: 42}
	page := newCorrecting(c).Get("/katalog/ralat?entri=kk-baru").Page(t)
	if len(page.All("#ralat-baru button")) != 0 || page.One("#penerima").Text() != "Penerima: 0" {
		t.Error("a correction for nobody can be sent")
	}
}

// TestErratumList: what became of each, and the button for whoever may approve it: not of
// a sensitive one that is the reader's own.
func TestErratumList(t *testing.T) {
	t.Parallel()
	c := wrongText()
	at := webtest.NewClock().Now().Add(-time.Hour)
	c.all = []loket.Erratum{
		{ID: "punya-sendiri", Title: "Sendiri", Sensitive: true, By: "p", ByName: "Rekan", At: at},
		{ID: "punya-lain", Title: "Lain", Sensitive: true, By: "q", At: at},
		{
			ID: "selesai", Title: "Selesai", By: "p", ByName: "Rekan", At: at, ApprovedBy: "p", ApprovedByName: "Rekan", ApprovedAt: at,
			Tally: loket.ErratumTally{Recipients: 15, Sent: 5, Uncertain: 4, Dead: 3, Skipped: 2, Waiting: 1},
		},
	}
	b := newCorrecting(c)
	page := b.Get("/katalog/ralat").Page(t)
	rows := page.All("#daftar-ralat tbody tr")
	if len(rows) != 3 || !strings.Contains(rows[0].Text(), "menunggu orang kedua") || !strings.HasSuffix(rows[2].Text(), "15 5 4 3 2 1") {
		t.Fatalf("rows = %v, want each with what became of it", rows)
	}
	if forms := fieldsOf(page, "#daftar-ralat"); fmt.Sprint(forms) != "[id punya-lain]" {
		t.Errorf("can be approved: %q, want that of somebody else alone", forms)
	}
	if got := b.Post("/katalog/ralat/setujui", "id", "punya-lain"); got.Status != http.StatusSeeOther || c.approved != "punya-lain" {
		t.Errorf("approve = %d, %q", got.Status, c.approved)
	}
	for err, want := range map[error]int{loket.ErrErratumSecond: 403, loket.ErrErratumApproved: 409, loket.ErrNotFound: 404} {
		c.refuse = err
		if got := b.Post("/katalog/ralat/setujui", "id", "x"); got.Status != want {
			t.Errorf("%v = %d, want %d", err, got.Status, want)
		}
	}
}
