package console_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// late puts a ticket on the desk whose delay reached every level.
func (o *office) late() {
	now := o.clock.Now()
	for level := loket.LevelNone; level <= loket.LevelHead; level++ {
		o.put(loket.TicketID("t"+string(rune('0'+level))), 2*time.Hour, "rahasia warga", func(v *loket.TicketView) {
			v.Ticket.Number = "KPG-00000" + string(rune('0'+level)) + "-X"
			v.Ticket.Ladder = loket.Ladder{From: now.Add(-2 * time.Hour), Level: level}
			v.Ticket.DueAt = now.Add(-time.Duration(level) * time.Minute)
			v.Ticket.State, v.Ticket.Staff, v.Holder = loket.TicketClaimed, "petugas", "Rekan petugas"
			v.Ticket.LeaseUntil = now.Add(time.Minute)
		})
	}
}

func texts(page *webtest.Node, selector string) (all []string) {
	for _, n := range page.All(selector) {
		all = append(all, n.Text())
	}
	return all
}

// TestDelayed: above the queue a supervisor reads what passed its deadline, the
// worst first; the head has a page for what came up to them, and opens no ticket;
// an officer reads neither.
func TestDelayed(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.late()
	head := "KPG-000004-X sampai pimpinan tenggat 14.01 WITA · lewat 4 mnt Pertanyaan dipegang Rekan petugas"
	supervisor := "KPG-000003-X sampai penyelia tenggat 14.02 WITA · lewat 3 mnt Pertanyaan dipegang Rekan petugas"
	for login, want := range map[string][]string{"petugas": nil, "penyelia": {head, supervisor}, "admin": {head, supervisor}} {
		page := o.signIn(t, login).Get("/loket?tab=menunggu").Page(t)
		if got := texts(page, ".terlambat li"); !slices.Equal(got, want) {
			t.Errorf("%s reads %q, want %q", login, got, want)
		}
	}
	b := o.signIn(t, "pimpinan")
	answer := b.Get("/perhatian")
	page := answer.Page(t)
	if got := texts(page, ".terlambat li"); !slices.Equal(got, []string{head}) {
		t.Errorf("the head reads %q, want %q", got, head)
	}
	if len(page.All(".terlambat a")) != 0 || strings.Contains(answer.Body, "rahasia") {
		t.Error("the head is led to a ticket, or reads what a citizen wrote")
	}
	if nav := page.One("nav [aria-current=page]"); nav == nil || nav.Text() != "Perlu perhatian" {
		t.Error("the head's way to the list is not marked as the page they are on")
	}
	if home := b.Get("/laporan"); home.Status == 200 && !strings.Contains(home.Body, "/perhatian") {
		t.Error("no way from the head's first page to the list")
	}
	wantPage(t, "nothing late", newOffice().signIn(t, "pimpinan").Get("/perhatian"), 200, ".kosong", "Tidak ada tiket yang perlu perhatian Anda.")
}

// TestLateMark: whoever holds a ticket is told from half its time on, colleagues
// from the group's level on.
func TestLateMark(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.late()
	marks := func(login string) []string {
		return texts(o.signIn(t, login).Get("/loket?tab=semua").Page(t), ".antrean .cip.awas")
	}
	holder := slices.DeleteFunc(marks("petugas"), func(s string) bool { return strings.HasPrefix(s, "tenggat") })
	if want := []string{"sampai pimpinan", "sampai penyelia", "hampir lewat tenggat", "setengah waktu terpakai"}; !slices.Equal(holder, want) {
		t.Errorf("the holder reads %q, want %q", holder, want)
	}
	if slices.Contains(marks("penyelia"), "setengah waktu terpakai") {
		t.Error("a colleague is told what only the holder is")
	}
	wantPage(t, "ticket", o.signIn(t, "petugas").Get("/loket/tiket/t1"), 200, ".fakta",
		"Keadaan Anda pegang Menunggu 2 jam sejak 12.05 WITA Tenggat 14.04 WITA lewat 1 mnt Keterlambatan setengah waktu terpakai Jenis Pertanyaan Telegram")
}

// TestLateNextWait: who was answered and waits again is owed by a time again.
func TestLateNextWait(t *testing.T) {
	t.Parallel()
	o := newOffice()
	now := o.clock.Now()
	o.put("t1", time.Hour, "akta?", func(v *loket.TicketView) {
		v.Ticket.FirstReplyAt, v.Ticket.DueAt = now.Add(-20*time.Minute), now.Add(10*time.Minute)
		v.Ticket.Ladder = loket.BeginLadder(now.Add(-5 * time.Minute))
	})
	wantPage(t, "list", o.signIn(t, "petugas").Get("/loket"), 200, ".antrean .rinci",
		"dibalas 13.45 WITA tenggat 14.15 WITA · sisa 10 mnt Pertanyaan Telegram KPG-7F3Q9K-X")
}
