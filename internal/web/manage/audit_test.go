package manage_test

import (
	"encoding/csv"
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

// auditor opens a house with the audit page alone.
func auditor(log *webtest.AuditLog) *webtest.Browser {
	clock := webtest.NewClock()
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: loket.RoleAuditor}},
		Parts: []web.Part{&manage.Audit{Log: log, Now: clock.Now, Zone: webtest.WITA}},
		Log:   slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

// unmaskings are rows n, n-1 … 1.
func unmaskings(n int64) *webtest.AuditLog {
	log := &webtest.AuditLog{State: loket.AuditState{
		Rows: n, At: webtest.NewClock().Now(), Newest: loket.Anchor{Seq: n, Mac: "ab12", Day: "2026-11-21"},
	}}
	for seq := n; seq > 0; seq-- {
		log.Rows = append(log.Rows, loket.AuditRow{
			AuditEntry: loket.AuditEntry{
				Agency: "kupang", Actor: loket.ByStaff, ActorID: "s1", Action: "contact.unmask", Object: "contact", ID: "k1",
				Reason: "=cmd|' /C calc'!A0 <b>", Origin: "192.0.2.7",
			},
			Seq: seq, At: webtest.NewClock().Now(), Login: "rekan",
		})
	}
	return log
}

func TestAuditPage(t *testing.T) {
	t.Parallel()
	t.Run("Rows", func(t *testing.T) {
		t.Parallel()
		page := auditor(unmaskings(3)).Get("/audit").Page(t)
		if rows := page.All("tbody tr"); len(rows) != 3 {
			t.Fatalf("%d rows, want 3", len(rows))
		}
		want := "3 21 Nov, 14.05 WITA rekan 192.0.2.7 Data kontak dibaca lengkap contact.unmask Warga k1 =cmd|' /C calc'!A0 <b>"
		if got := page.All("tbody tr")[0].Text(); got != want {
			t.Errorf("the first row says %q, want %q", got, want)
		}
		if got, want := page.One("#keadaan").Text(), "Utuh s.d. baris 3, diperiksa 21 Nov, 14.05 WITA."; got != want {
			t.Errorf("the state says %q, want %q", got, want)
		}
		if got := page.One(".jangkar").Text(); !strings.HasPrefix(got, `{"seq":3,"mac":"ab12","day":"2026-11-21"`) {
			t.Errorf("the newest anchor is %q, want the line that loket audit anchor prints", got)
		}
		if page.One("a[rel=next]") != nil {
			t.Error("there is a way to older rows, want none")
		}
	})
	t.Run("PageByPage", func(t *testing.T) {
		t.Parallel()
		log := unmaskings(120)
		b, at := auditor(log), "/audit?siapa=rekan"
		for i, want := range []string{"120…71", "70…21", "20…1"} {
			page := b.Get(at).Page(t)
			rows := page.All("tbody th")
			if got := rows[0].Text() + "…" + rows[len(rows)-1].Text(); got != want {
				t.Errorf("page %d holds %s, want %s", i+1, got, want)
			}
			if log.Asked.Actor != "rekan" || log.Asked.Agency != "kupang" {
				t.Errorf("page %d asks for %+v, want the filter kept", i+1, log.Asked)
			}
			next := page.One("a[rel=next]")
			if (next == nil) != (i == 2) {
				t.Fatalf("page %d: next = %v, want one on all but the last", i+1, next)
			}
			if next != nil {
				at = next.Attr["href"]
			}
		}
	})
	t.Run("Filter", func(t *testing.T) {
		t.Parallel()
		log := unmaskings(1)
		page := auditor(log).Get("/audit?siapa=rekan&tindakan=contact.unmask&objek=k1&from=2026-11-20&to=2026-11-21").Page(t)
		day := time.Date(2026, 11, 20, 0, 0, 0, 0, webtest.WITA(""))
		if f := log.Asked; f.Action != "contact.unmask" || f.Object != "k1" || !f.Since.Equal(day) || !f.Until.Equal(day.AddDate(0, 0, 2)) {
			t.Errorf("asked for %+v, want two days in the agency's zone", f)
		}
		if got := page.One("option[selected]").Attr["value"]; got != "contact.unmask" {
			t.Errorf("the form stands at %q, want the filter", got)
		}
	})
	for address, says := range map[string]string{
		"/audit?from=kemarin":                  "Tanggal tidak terbaca. Tulis seperti 2026-11-21.",
		"/audit?to=21/11":                      "Tanggal tidak terbaca. Tulis seperti 2026-11-21.",
		"/audit?from=2026-11-22&to=2026-11-21": "Tanggal awal lebih lambat daripada tanggal akhir. Tukar keduanya.",
		"/audit?sebelum=x":                     "Nomor baris tidak terbaca. Mulai lagi dari halaman pertama.",
	} {
		got := auditor(unmaskings(1)).Get(address)
		if text := got.Page(t).One("[role=alert]").Text(); got.Status != http.StatusBadRequest || text != says {
			t.Errorf("%s: status %d, %q, want 400, %q", address, got.Status, text, says)
		}
	}
	t.Run("Broken", func(t *testing.T) {
		t.Parallel()
		log := unmaskings(1)
		log.State.Problem = loket.Sayf(loket.CodeInvalid, "Catatan audit tidak utuh di baris %d: %s. Jangan lanjutkan.", 1, "hilang")
		page := auditor(log).Get("/audit").Page(t)
		if got := page.One("[role=alert]").Text(); got != log.State.Problem.Error() || strings.Contains(page.One("#keadaan").Text(), "Utuh") {
			t.Errorf("a broken log is told as %q, want the problem and nothing else", got)
		}
	})
}

func TestAuditCSV(t *testing.T) {
	t.Parallel()
	got := auditor(unmaskings(2)).Get("/audit/unduh?siapa=rekan")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.Body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("the file holds %d rows, %v, want names and 2", len(rows), err)
	}
	want := []string{"2", "2026-11-21T14:05:00+08:00", "rekan", "192.0.2.7", "contact.unmask", "contact", "contact k1", "k1", "'=cmd|' /C calc'!A0 <b>"}
	if fmt.Sprint(rows[1]) != fmt.Sprint(want) {
		t.Errorf("row = %q, want %q", rows[1], want)
	}
	if d := got.Header.Get("Content-Disposition"); d != `attachment; filename="audit-20261121-1405.csv"` || got.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers = %v, want a file that nobody stores", got.Header)
	}
	if bad := auditor(unmaskings(1)).Get("/audit/unduh?from=x"); bad.Status != http.StatusBadRequest {
		t.Errorf("a bad day: status %d, want 400", bad.Status)
	}
}

// TestAuditNamesActions: whoever reads the log is told in words what was done.
func TestAuditNamesActions(t *testing.T) {
	t.Parallel()
	for action, want := range map[string]string{
		"report.close": "Angka sebulan dibekukan", "report.export": "Laporan diunduh", "report.rows": "Baris laporan diunduh",
		"history.import": "Riwayat diimpor", "history.remove": "Riwayat contoh dihapus", "closure.add": "Kantor ditutup",
		"closure.lift": "Penutupan dicabut", "switch.off": "Sakelar dimatikan", "switch.on": "Sakelar dinyalakan",
		"staff.home": "Petugas dipulangkan", "token.add": "Token dibuat", "token.revoke": "Token dicabut",
		"policy.add": "Tenggat diubah", "sample.view": "Contoh jawaban dinilai", "contact.unmask": "Data kontak dibaca lengkap",
		"later.program": "later.program",
	} {
		log := unmaskings(1)
		log.Rows[0].Action = action
		if row := auditor(log).Get("/audit").Page(t).One("tbody tr").Text(); !strings.Contains(row, " "+want+" ") {
			t.Errorf("%s reads %q, want it called %q", action, row, want)
		}
	}
}
