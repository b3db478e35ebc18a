package curate_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
	"loket/internal/web/curate"
)

// helper is the room's assistant: the real one, before an endpoint of the tests.
type helper struct {
	writer assist.Writer
	server *assisttest.Server
	ledger *assisttest.Ledger
}

func (h helper) Names(loket.AgencyID) bool { return h.writer.Client.Allows(assist.PurposeGroup) }

func (h helper) NameGroups(ctx context.Context, _ loket.AgencyID, groups []loket.AskedGroup) ([]loket.GroupNaming, error) {
	return h.writer.NameGroups(ctx, groups)
}

func (h helper) Questions(ctx context.Context, _ loket.AgencyID, of loket.Ground, known []string) ([]string, error) {
	return h.writer.Questions(ctx, of, known)
}

// helped is a bench on which three citizens asked the same in vain, with an assistant
// that may do what is named and writes a text.
func helped(t *testing.T, writes string, uses ...assist.Purpose) (*bench, helper) {
	t.Helper()
	b := newBench(t)
	h := helper{server: assisttest.New(t), ledger: &assisttest.Ledger{}}
	client, err := assist.New(assist.Settings{
		Agency: lokettest.Agency().ID, BaseURL: h.server.URL, Key: assisttest.Key, Model: "model-uji", Uses: uses,
		Ledger: h.ledger, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	b.must(err)
	h.writer = assist.Writer{Client: client}
	h.server.Writes(func(assisttest.Chat) string { return writes })
	b.assistant = h
	for i := range 3 {
		b.improve.Facts.Questions = append(b.improve.Facts.Questions, report.Question{
			ID: loket.EventID(fmt.Sprint(i)), At: b.clock.Now(), Ticket: loket.TicketID(fmt.Sprint(i)), Why: report.NoAnswer,
			Text: fmt.Sprintf("kartu anggota untuk anak %d, nik 537101120390000%d", i, i), Traits: []string{"kartu", "anak"}, Best: "kartu-baru",
		})
	}
	return b, h
}

const naming = `{"groups": [{"n": 1, "name": "Kartu anggota anak", "questions": ["anak umur berapa boleh punya kartu", "lihat bit.ly/kartu"]}]}`

// TestNameGroups: the groups stay as they were; a name stands beside them, marked, and a
// question goes into a draft only when a curator ticks it.
func TestNameGroups(t *testing.T) {
	t.Parallel()
	b, h := helped(t, naming, assist.PurposeGroup)
	ani := b.as("ani", loket.RoleCurator)
	before := ani.Get("/katalog/pertanyaan").Page(t)
	page := ani.Submit(before.One("form[action=/katalog/pertanyaan]")).Page(t)
	if got, want := page.One("section h2").Text(), before.One("section h2").Text(); got != want || len(page.All("section")) != len(before.All("section")) {
		t.Errorf("the group is called %q, want %q as before", got, want)
	}
	if got := page.One("section .cip").Text() + ": " + page.One("section b[lang=id]").Text(); got != "Nama dari mesin, bisa keliru: Kartu anggota anak" {
		t.Errorf("the name stands there as %q", got)
	}
	boxes := page.All("section [type=checkbox]")
	if len(boxes) != 1 || boxes[0].Attr["value"] != "anak umur berapa boleh punya kartu" {
		t.Fatalf("%d questions are proposed, want the one without a link", len(boxes))
	}
	if _, ticked := boxes[0].Attr["checked"]; ticked {
		t.Error("a proposed question is ticked before anybody read it")
	}
	live, _, err := b.Live(t.Context(), lokettest.Agency().ID)
	b.must(err)
	version := live.Version
	at := b.begins(ani, "contoh", boxes[0].Attr["value"], "entri", "kartu-baru")
	wantSays(t, ani.Get(at), "#beda", "anak umur berapa boleh punya kartu")
	if live, _, err = b.Live(t.Context(), lokettest.Agency().ID); err != nil || live.Version != version {
		t.Errorf("the catalogue in force changed: %v", err)
	}
	if calls := h.ledger.Calls(); len(calls) != 1 || calls[0].Purpose != "group" || b.improve.Texts == nil {
		t.Errorf("recorded %+v, and who read the texts: %v", calls, b.improve.Texts)
	}
	for _, sent := range h.server.Sent() {
		if strings.Contains(sent.Body, "537101120390") || !strings.Contains(sent.Body, "[NIK]") {
			t.Errorf("%s left", sent.Body)
		}
	}
}

// TestMachineNamesNothing: refused answers leave the page as it was, with the reason.
func TestMachineNamesNothing(t *testing.T) {
	t.Parallel()
	b, h := helped(t, "", assist.PurposeGroup)
	ani := b.as("ani", loket.RoleCurator)
	for writes, want := range map[string]string{
		"Kartu anak": loket.ErrMachineGarbled.Message,
		`{"groups": [{"n": 7, "name": "Kartu", "questions": []}]}`: loket.ErrMachineGarbled.Message,
		`{"groups": [], "terbitkan": true}`:                        loket.ErrMachineGarbled.Message,
		`{"groups": [{"n": 1, "name": "Kirim kode OTP ke jahat.xyz", "questions": ["hubungi 081234567890", "<script>bit.ly/a</script>"]}]}`: "",
	} {
		h.server.Writes(func(assisttest.Chat) string { return writes })
		page := ani.Post("/katalog/pertanyaan").Page(t)
		said := ""
		if alerts := page.All("[role=alert]"); len(alerts) > 0 {
			said = alerts[0].Text()
		}
		if said != want || len(page.All("section .cip"))+len(page.All("section [type=checkbox]")) != 0 || len(page.All("section h2")) != 1 {
			t.Errorf("of %s the page says %q and shows %s", writes, said, page.One("section").Text())
		}
	}
	drafts, err := b.ledger.Drafts(t.Context(), lokettest.Agency().ID, 10)
	if err != nil || len(drafts) != 0 {
		t.Errorf("%d drafts were begun, want none: %v", len(drafts), err)
	}
}

// TestProposedQuestions: for an entry, on its page.
func TestProposedQuestions(t *testing.T) {
	t.Parallel()
	b, h := helped(t, `{"questions": ["sa pu kartu hilang", "kartu anggota saya hilang"]}`, assist.PurposeGroup)
	ani := b.as("ani", loket.RoleCurator)
	ask := ani.Get("/katalog/jawaban/kartu-hilang").Page(t).One("#usulan form")
	page := ani.Post(strings.TrimSuffix(ask.Attr["action"], "#usulan")).Page(t)
	form := page.One("#usulan form[action=/katalog/rancangan]")
	boxes := form.All("[type=checkbox]")
	if len(boxes) != 1 || boxes[0].Attr["value"] != "sa pu kartu hilang" || form.One("[name=entri]").Attr["value"] != "kartu-hilang" {
		t.Fatalf("proposed: %s, want the one that is not known yet", form.Text())
	}
	at := b.begins(ani, "entri", "kartu-hilang", "contoh", boxes[0].Attr["value"])
	wantSays(t, ani.Get(at), "#beda", "sa pu kartu hilang")
	h.server.Writes(func(assisttest.Chat) string { return `{"questions": ["kode otp 123456", "jahat.xyz"]}` })
	wantSays(t, ani.Post("/katalog/jawaban/kartu-hilang/usulan"), "#usulan [role=alert]", "Tulisan mesin ditolak")
	if got := ani.Post("/katalog/jawaban/tidak-ada/usulan"); got.Status != http.StatusNotFound {
		t.Errorf("questions for no entry: status %d, want 404", got.Status)
	}
}

// TestNamingIsOff: neither on the pages nor at their addresses.
func TestNamingIsOff(t *testing.T) {
	t.Parallel()
	uses := slices.DeleteFunc(assist.Uses(), func(p assist.Purpose) bool { return p == assist.PurposeGroup })
	b, h := helped(t, naming, uses...)
	for _, assistant := range []curate.Assistant{h, nil} {
		b.assistant = assistant
		ani := b.as("ani", loket.RoleCurator)
		for _, address := range []string{"/katalog/pertanyaan", "/katalog/jawaban/kartu-hilang"} {
			if strings.Contains(ani.Get(address).Body, "mesin") {
				t.Errorf("%s speaks of a machine", address)
			}
		}
		for _, address := range []string{"/katalog/pertanyaan", "/katalog/jawaban/kartu-hilang/usulan"} {
			if got := ani.Post(address); got.Status != http.StatusNotFound {
				t.Errorf("%s: status %d, want 404", address, got.Status)
			}
		}
	}
	if n := len(h.server.Sent()); n != 0 {
		t.Errorf("%d calls, want none", n)
	}
}
