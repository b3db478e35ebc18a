package manage_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/web/webtest"
)

// typed fills the form of the page as it stands: of every row what a browser would send,
// with some fields of the last row typed over.
func typed(form *webtest.Node, over map[string]string) url.Values {
	values := url.Values{}
	for _, field := range form.All("input") {
		if name := field.Attr["name"]; name != "" {
			values.Add(name, field.Attr["value"])
		}
	}
	for _, field := range form.All("select") {
		chosen := field.All("option")[0].Attr["value"]
		for _, option := range field.All("option") {
			if _, is := option.Attr["selected"]; is {
				chosen = option.Attr["value"]
			}
		}
		values.Add(field.Attr["name"], chosen)
	}
	for name, value := range over {
		all := values[name]
		all[len(all)-1] = value
	}
	return values
}

// TestPolicyChanged: a supervisor starts from the rules in force, reads what a change
// would move before anything does, and it counts once though posted twice; withdrawn,
// the deadline is as it was.
func TestPolicyChanged(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	f.policy = loket.Policy{Version: "berkas", Dated: []loket.DatedPolicy{{From: f.clock.Now().AddDate(0, -1, 0), Answers: []loket.AnswerRule{{Within: 30 * time.Minute}}}}}
	k := f.ticket()
	f.must(f.Recompute(t.Context(), k.Agency, lokettest.Channels()[0].ID))
	chief := f.as(loket.RoleSupervisor)
	before := f.due(k)
	form := chief.Get("/penyelia/tenggat").Page(t).One("#ubah")
	if rows := form.All("fieldset"); len(rows) != 3 || rows[0].One("[name=menit]").Attr["value"] != "30" {
		t.Fatalf("%d rows, want the rule in force and two blank ones", len(rows))
	}
	asked := typed(form, map[string]string{"alasan": "antrean panjang", "bagian": "umum", "jenis": string(loket.KindQuestion), "menit": "90"})
	preview := chief.Get("/penyelia/tenggat/tinjau?" + asked.Encode()).Page(t)
	text := preview.One("main").Text()
	for _, want := range []string{"antrean panjang", "Semua tiket 30 mnt (jam kantor)", "Tiket pertanyaan, bagian umum 1 jam 30 mnt (jam kantor)", "Tenggat bergeser 1 tiket", k.Number} {
		if !strings.Contains(text, want) {
			t.Errorf("preview = %q, want %q in it", text, want)
		}
	}
	if !f.due(k).Equal(before) || len(f.policies().Dated) != 1 {
		t.Fatal("the preview changed something")
	}
	for range 2 {
		if got := chief.Submit(preview.One("main form")); got.Location() != "/penyelia/tenggat?ditetapkan=1" {
			t.Fatalf("entering it: status %d to %q\n%s", got.Status, got.Location(), got.Body)
		}
	}
	if !f.due(k).After(before) || len(f.policies().Dated) != 2 {
		t.Fatalf("due %v, want it after %v, by one policy though posted twice", f.due(k), before)
	}
	page := chief.Get("/penyelia/tenggat?ditetapkan=1").Page(t)
	if text := page.One("main .angka").Text(); !strings.Contains(text, "Dicatat Rekan penyelia, ") || !strings.Contains(text, ": antrean panjang") {
		t.Errorf("in force: %q, want who entered it and why", text)
	}
	if head := f.as(loket.RoleHead).Get("/penyelia/tenggat").Page(t); head.One("#ubah") != nil || len(head.All("main form")) != 0 {
		t.Error("the head is offered to change it")
	}
	if got := chief.Submit(page.One("main .angka form"), "alasan", "keliru ketik"); got.Location() != "/penyelia/tenggat?dicabut=1" {
		t.Fatalf("withdrawing it: status %d to %q", got.Status, got.Location())
	}
	if !f.due(k).Equal(before) {
		t.Errorf("due %v after withdrawing, want %v again", f.due(k), before)
	}
	if text := chief.Get("/penyelia/tenggat").Page(t).One("main .angka").Text(); !strings.Contains(text, "Sumber: loket.yaml") || strings.Contains(text, "antrean panjang") {
		t.Errorf("in force after withdrawing: %q, want the file's", text)
	}
}

// pairs are values as a browser of the tests posts them.
func pairs(values url.Values) (all []string) {
	for name, of := range values {
		for _, value := range of {
			all = append(all, name, value)
		}
	}
	return all
}

// due is a ticket's deadline as it stands in the ledger.
func (f *floor) due(k loket.Ticket) time.Time {
	f.t.Helper()
	view, err := f.ledger.Row(f.t.Context(), loket.Staff{Agency: k.Agency}, k.ID)
	f.must(err)
	return view.Ticket.DueAt
}

// TestPolicyTypedWrong: what cannot be used is told with its row and its cure, on the
// page, with everything that was typed.
func TestPolicyTypedWrong(t *testing.T) {
	t.Parallel()
	f := openFloor(t)
	chief := f.as(loket.RoleSupervisor)
	const day = "2026-11-30"
	for name, c := range map[string]struct{ query, says string }{
		"NoReason":       {"mulai=" + day + "&menit=30", "Alasan masih kosong."},
		"NoRule":         {"mulai=" + day + "&alasan=x&menit=&menit=", "Belum ada aturan."},
		"NoDay":          {"mulai=besok&alasan=x&menit=30", "Tanggal mulai tidak dikenal."},
		"Yesterday":      {"mulai=2026-11-01&alasan=x&menit=30", "paling cepat hari ini"},
		"MinutesInWords": {"mulai=" + day + "&alasan=x&menit=30&menit=sejam", "Aturan 2: menit tidak dapat dipakai."},
		"MinutesTooMany": {"mulai=" + day + "&alasan=x&menit=99999999999999999999", "Aturan 1: menit tidak dapat dipakai."},
		"Kind":           {"mulai=" + day + "&alasan=x&jenis=surat&menit=30", "Aturan 1: jenis tiket tidak dikenal."},
		"Priority":       {"mulai=" + day + "&alasan=x&prioritas=9&menit=30", "Aturan 1: prioritas tidak dikenal."},
		"Unit":           {"mulai=" + day + "&alasan=x&bagian=gudang&menit=30", "Bagian itu tidak ada"},
		"Twice":          {"mulai=" + day + "&alasan=x&menit=30&menit=40", "Dua aturan menyebut syarat yang sama."},
	} {
		got := chief.Get("/penyelia/tenggat/tinjau?" + c.query)
		page := got.Page(t)
		if text := page.One(".pesan").Text(); got.Status != http.StatusBadRequest || !strings.Contains(text, c.says) {
			t.Errorf("%s: status %d, says %q, want 400 and %q", name, got.Status, text, c.says)
		}
		asked, err := url.ParseQuery(c.query)
		f.must(err)
		for i, minutes := range asked["menit"] {
			if kept := page.One("#menit-" + string(rune('1'+i))).Attr["value"]; kept != minutes {
				t.Errorf("%s: row %d holds %q, want %q as it was typed", name, i+1, kept, minutes)
			}
		}
		asked.Set("id", string(loket.NewID[loket.PolicyID]()))
		if got := chief.Post("/penyelia/tenggat", pairs(asked)...); got.Status != http.StatusBadRequest {
			t.Errorf("%s: posted as it is: status %d, want 400", name, got.Status)
		}
	}
	if got := chief.Post("/penyelia/tenggat", "id", "x", "mulai", day, "alasan", "x", "menit", "30"); got.Status != http.StatusBadRequest {
		t.Errorf("a form of nobody's: status %d, want 400", got.Status)
	}
	if got := chief.Post("/penyelia/tenggat/cabut", "id", "x", "alasan", "x"); got.Status != http.StatusNotFound {
		t.Errorf("withdrawing what is not there: status %d, want 404", got.Status)
	}
	if len(f.policies().Dated) != 0 {
		t.Errorf("policies = %+v, want none", f.policies().Dated)
	}
}
