package console_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

func TestInboxFilters(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	o.put("aduan", 3*time.Hour, "aduan lewat", func(v *loket.TicketView) {
		v.Ticket.Kind, v.Ticket.Topic, v.Channel = loket.KindComplaint, "pungli", loket.WebChat
		v.Ticket.DueAt = o.clock.Now().Add(-time.Hour)
	})
	o.put("dibalas", time.Hour, "sudah dibalas", func(v *loket.TicketView) { v.Ticket.FirstReplyAt = o.clock.Now() })
	b := o.signIn(t, "petugas")
	for address, want := range map[string][]string{
		"/loket?jenis=complaint":                  {"aduan lewat"},
		"/loket?saluran=webchat":                  {"aduan lewat", "sudah lama"},
		"/loket?topik=pungli&tab=semua":           {"aduan lewat"},
		"/loket?tab=semua&lewat=1":                {"aduan lewat", "sudah lama"},
		"/loket?tab=semua&pemegang=penyelia":      {"masa pegang habis", "milik rekan"},
		"/loket?tab=semua&jenis=tidak-ada":        nil,
		"/loket?cari=milik":                       {"milik saya", "milik rekan"},
		"/loket?tab=milik&cari=milik":             {"milik saya"},
		"/loket?tab=semua&sesudah=rusak":          {"aduan lewat", "sudah lama", "sudah dibalas", "milik saya", "masa pegang habis", "milik rekan", "baru masuk"},
		"/loket?tab=belum&saluran=telegram&cari=": {"milik saya", "masa pegang habis", "milik rekan", "baru masuk"},
	} {
		got := questions(t, b.Clone().Get(address))
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("tickets of %s (-want +got):\n%s", address, diff)
		}
	}
	page := b.Get("/loket?jenis=complaint").Page(t)
	if page.One("details.saring").Attr["open"] == "" && !strings.Contains(b.Get("/loket?jenis=complaint").Body, `class="saring" open`) {
		t.Error("the conditions are not shown while one holds")
	}
	wantPage(t, "search", b.Get("/loket?cari=milik"), http.StatusOK, "main .kabar", "2 tiket memuat “milik”. Kembali ke daftar")
}

func TestInboxPages(t *testing.T) {
	t.Parallel()
	o := newOffice()
	for i := range loket.ListPage + 3 {
		o.put(loket.TicketID("t"+strconv.Itoa(1000+i)), time.Duration(100-i)*time.Minute, "tiket "+strconv.Itoa(i), nil)
	}
	b := o.signIn(t, "petugas")
	first := b.Get("/loket")
	next := first.Page(t).One("[rel=next]")
	if got := questions(t, first); len(got) != loket.ListPage || next == nil {
		t.Fatalf("the first page has %d tickets, way on: %v", len(got), next)
	}
	second := b.Get(next.Attr["href"])
	if diff := cmp.Diff([]string{"tiket 50", "tiket 51", "tiket 52"}, questions(t, second)); diff != "" {
		t.Errorf("the second page (-want +got):\n%s", diff)
	}
	if back := second.Page(t).One(".halaman a"); back.Attr["href"] != "/loket?tab=menunggu" || second.Page(t).One("[rel=next]") != nil {
		t.Errorf("the second page leads to %q and on", back.Attr["href"])
	}
}

func TestUnreadMark(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.put("lama", 2*time.Hour, "dibaca", nil)
	o.put("baru", time.Hour, "belum", func(v *loket.TicketView) { v.Unread = true })
	got := questions(t, o.signIn(t, "petugas").Get("/loket"))
	if diff := cmp.Diff([]string{"dibaca", "Belum dibaca belum"}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestFolders(t *testing.T) {
	t.Parallel()
	o := newOffice()
	b := o.signIn(t, "petugas")
	got := b.Post("/loket/folder", "saringan", "lewat=ya&tab=belum&cari=nama+warga&jahat=1", "nama", "Telat")
	if got.Status != http.StatusSeeOther || got.Location() != "/loket?lewat=1&tab=belum&disimpan=1" {
		t.Fatalf("keeping a folder = %d to %q", got.Status, got.Location())
	}
	folders := func() string {
		page := b.Get("/loket?tab=belum&lewat=1").Page(t)
		var all []string
		for _, a := range page.All(".folder a") {
			all = append(all, a.Text()+" "+a.Attr["href"]+" "+a.Attr["aria-current"])
		}
		return strings.Join(all, "|")
	}
	if all := folders(); all != "Telat /loket?lewat=1&tab=belum page" {
		t.Errorf("folders = %q", all)
	}
	b.Post("/loket/folder", "folder", "f-Telat", "nama", "Mendesak")
	if all := folders(); !strings.HasPrefix(all, "Mendesak ") {
		t.Errorf("folders after a new name = %q", all)
	}
	if got := b.Post("/loket/folder", "nama", ""); got.Status != http.StatusBadRequest {
		t.Errorf("a folder without a name: status %d, want 400", got.Status)
	}
	b.Post("/loket/folder", "folder", "f-Telat", "buang", "1")
	if all := folders(); all != "" {
		t.Errorf("folders after deleting = %q", all)
	}
}

// bulk sends a bulk form and returns its outcomes.
func bulk(t *testing.T, b *webtest.Browser, fields ...string) (headline string, outcomes []string) {
	t.Helper()
	got := b.Post("/loket/banyak?tab=semua", fields...)
	if got.Status != http.StatusOK {
		t.Fatalf("bulk %q: status %d", fields, got.Status)
	}
	page := got.Page(t)
	for _, li := range page.All(".hasil li") {
		outcomes = append(outcomes, li.Text())
	}
	return page.One("h1").Text(), outcomes
}

func TestBulk(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	b := o.signIn(t, "petugas")
	headline, got := bulk(t, b, "tindakan", "ambil", "pilih", "baru.0.KPG-A", "pilih", "rekan.1.KPG-B", "pilih", "tidak-ada.0.KPG-C")
	want := []string{"KPG-A berhasil", "KPG-B tidak: " + loket.ErrTicketHeld.Message, "KPG-C tidak: " + loket.ErrNotFound.Message}
	if diff := cmp.Diff(want, got); diff != "" || headline != "Ambil: 1 berhasil, 2 tidak" {
		t.Errorf("claiming: %q (-want +got):\n%s", headline, diff)
	}
	headline, got = bulk(t, b, "tindakan", "lepas", "pilih", "baru.1.KPG-A", "pilih", "saya.7.KPG-D")
	if diff := cmp.Diff([]string{"KPG-A berhasil", "KPG-D tidak: " + loket.ErrLeaseLost.Message}, got); diff != "" || headline != "Lepas: 1 berhasil, 1 tidak" {
		t.Errorf("releasing: %q (-want +got):\n%s", headline, diff)
	}
	for action, fields := range map[string][]string{
		"tunda": {"sampai", "jam"}, "tutup": nil, "alihkan": {"tujuan", "kupang/akta", "alasan", "akta"},
	} {
		bulk(t, b, "tindakan", "ambil", "pilih", "lama.0.KPG-E")
		view, err := o.desk.View(t.Context(), loket.Staff{Agency: "kupang"}, "lama")
		if err != nil {
			t.Fatal(err)
		}
		chosen := "lama." + strconv.FormatInt(view.Ticket.LeaseEpoch, 10) + ".KPG-E"
		if headline, got := bulk(t, b, append([]string{"tindakan", action, "pilih", chosen}, fields...)...); !strings.HasSuffix(headline, ": 1 berhasil") {
			t.Errorf("%s: %q, %q", action, headline, got)
		}
		if err := o.desk.Reopen(t.Context(), loket.Staff{Agency: "kupang"}, "lama"); action == "tutup" && err != nil {
			t.Fatal(err)
		}
	}
	for fields, status := range map[string]int{"tindakan=ambil": 400, "tindakan=terbang&pilih=a": 400, "tindakan=prioritas&prioritas=2&pilih=a": 403} {
		var form []string
		for pair := range strings.SplitSeq(fields, "&") {
			name, value, _ := strings.Cut(pair, "=")
			form = append(form, name, value)
		}
		if got := b.Post("/loket/banyak", form...); got.Status != status {
			t.Errorf("bulk %s: status %d, want %d", fields, got.Status, status)
		}
	}
}

func TestBulkBySupervisor(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	b := o.signIn(t, "penyelia")
	if headline, got := bulk(t, b, "tindakan", "prioritas", "prioritas", "2", "pilih", "baru.0.A", "pilih", "saya.9.B"); headline != "Ubah prioritas: 1 berhasil, 1 tidak" {
		t.Errorf("priority: %q, %q", headline, got)
	}
	if first := questions(t, b.Get("/loket?tab=menunggu")); first[0] != "baru masuk" {
		t.Errorf("after it became an emergency the list is %q", first)
	}
	if headline, got := bulk(t, b, "tindakan", "jenis", "jenis", "complaint", "pilih", "rekan.1.A", "pilih", "saya.1.B"); headline != "Ubah jenis: 1 berhasil, 1 tidak" {
		t.Errorf("kind: %q, %q", headline, got)
	}
	if headline, _ := bulk(t, b, "tindakan", "prioritas", "prioritas", "tinggi", "pilih", "baru.0.A"); headline != "Ubah prioritas: 0 berhasil, 1 tidak" {
		t.Errorf("a priority there is not: %q", headline)
	}
}
