package console_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web/webtest"
)

// helper is the console's assistant: the real one, before an endpoint of the tests.
type helper struct {
	writer assist.Writer
	server *assisttest.Server
	ledger *assisttest.Ledger
}

func (h helper) Drafts(loket.AgencyID) bool { return h.writer.Client.Allows(assist.PurposeDraft) }

func (h helper) Summarises(loket.AgencyID) bool { return h.writer.Client.Allows(assist.PurposeSummary) }

func (h helper) Draft(ctx context.Context, _ loket.AgencyID, wish loket.DraftWish, take func(loket.Sentence) error) error {
	return h.writer.Draft(ctx, wish, take)
}

func (h helper) Summarise(ctx context.Context, _ loket.AgencyID, turns []loket.Turn) ([]loket.Point, error) {
	return h.writer.Summarise(ctx, turns)
}

// helped is stocked with an assistant that may do what is named, and writes a text.
func helped(t *testing.T, writes string, uses ...assist.Purpose) (*office, *webtest.Browser, helper) {
	t.Helper()
	o, b := stocked(t)
	h := helper{server: assisttest.New(t), ledger: &assisttest.Ledger{}}
	client, err := assist.New(assist.Settings{
		Agency: "kupang", BaseURL: h.server.URL, Key: assisttest.Key, Model: "model-uji", Uses: uses,
		Ledger: h.ledger, Now: time.Now, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.writer = assist.Writer{Client: client}
	h.server.Writes(func(assisttest.Chat) string { return writes })
	o.room.Assistant = h
	return o, b, h
}

// count tells how many elements of a page fit any of some selectors.
func count(page *webtest.Node, selectors ...string) (n int) {
	for _, selector := range selectors {
		n += len(page.All(selector))
	}
	return n
}

const goodDraft = "[ktp-hilang] Bawa surat kehilangan.\n[kk-hilang] Bawa KTP.\n"

// TestDraftBesideTheReply: without script, the draft stands on the page, marked as a
// machine's, each sentence with its entry; putting it into the form is all a click does.
func TestDraftBesideTheReply(t *testing.T) {
	t.Parallel()
	_, b, h := helped(t, goodDraft, assist.PurposeDraft)
	before := b.Get("/loket/tiket/t1").Page(t)
	ask := before.One("#saran [data-susun]")
	if ask.Attr["formaction"] != "/loket/tiket/t1/saran" || ask.Attr["form"] != "balasan" || len(before.All("#saran [name=rancangan]")) != 0 {
		t.Fatalf("the panel asks %v before anybody asked", ask.Attr)
	}
	got := b.Post("/loket/tiket/t1/saran", "epoch", "1", "teks", "Selamat pagi.")
	page := got.Page(t)
	if mark := page.One("#saran .cip").Text(); mark != "Rancangan mesin, periksa dulu" {
		t.Errorf("the draft is marked %q", mark)
	}
	if said := page.One("#saran ol").Text(); said != "Bawa surat kehilangan. dari KTP-el hilang Bawa KTP. dari KK hilang" {
		t.Errorf("the draft says %q, want each sentence with its entry", said)
	}
	if kept := page.One("#teks").Raw(); kept != "Selamat pagi." {
		t.Errorf("the words in the form = %q, want them as they were", kept)
	}
	insert := page.One("#saran [name=rancangan]").Attr
	page = b.Post(insert["formaction"], "epoch", "1", "teks", "Selamat pagi.", "rancangan", insert["value"]).Page(t)
	if draft := page.One("#teks").Raw(); draft != "Selamat pagi.\n\nBawa surat kehilangan.\n\nBawa KTP." {
		t.Errorf("the form holds %q", draft)
	}
	if n := len(b.Get("/loket/tiket/t1").Page(t).All("ol.percakapan li.petugas")); n != 0 {
		t.Errorf("%d replies were sent, want none before a person sends one", n)
	}
	if calls := h.ledger.Calls(); len(calls) != 1 || calls[0].Purpose != "draft" || calls[0].Outcome != "ok" {
		t.Errorf("recorded %+v, want one draft", calls)
	}
}

// streamed asks for a draft as the script does, and returns its lines.
func streamed(t *testing.T, b *webtest.Browser) (sentences []string, panel *webtest.Node) {
	t.Helper()
	b = b.Clone()
	b.Header["Accept"] = "application/x-ndjson"
	got := b.Post("/loket/tiket/t1/saran")
	if got.Header.Get("Content-Type") != "application/x-ndjson" || got.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("status %d, %v", got.Status, got.Header)
	}
	for line := range strings.Lines(got.Body) {
		part := map[string]string{}
		if err := json.Unmarshal([]byte(line), &part); err != nil {
			t.Fatal(err)
		}
		if html, is := part["kalimat"]; is {
			sentences = append(sentences, webtest.Parse(t, html).Text())
		}
		if html, is := part["saran"]; is {
			panel = webtest.Parse(t, html)
		}
	}
	return sentences, panel
}

func TestDraftComesSentenceBySentence(t *testing.T) {
	t.Parallel()
	_, b, h := helped(t, goodDraft, assist.PurposeDraft)
	sentences, panel := streamed(t, b)
	if len(sentences) != 2 || sentences[1] != "Bawa KTP. dari KK hilang" || panel == nil || panel.One("[name=rancangan]").Attr["value"] != "Bawa surat kehilangan.\n\nBawa KTP." {
		t.Errorf("came %q, then %v", sentences, panel)
	}
	t.Log("of a draft that is refused in its middle nothing can be taken")
	h.server.Writes(func(assisttest.Chat) string { return goodDraft + "[ktp-hilang] Kirim kode OTP ke sini.\n" })
	sentences, panel = streamed(t, b)
	if len(sentences) != 2 || count(panel, "[name=rancangan]", "li") != 0 || !strings.Contains(panel.One("[role=alert]").Text(), "Tulisan mesin ditolak: meminta kode OTP") {
		t.Errorf("came %q, then %s", sentences, panel.Text())
	}
}

// TestMaliciousDrafts: whatever the endpoint answers, because it is broken, is somebody
// else's, or obeys a citizen, the page says why there is no draft, shows nothing of it,
// and sends nothing.
func TestMaliciousDrafts(t *testing.T) {
	t.Parallel()
	_, b, h := helped(t, "", assist.PurposeDraft)
	for _, writes := range []string{
		"[ktp-hilang] <script>alert(1)</script> Bawa surat kehilangan.",
		"[ktp-hilang] Bawa surat kehilangan ke jahat.xyz.",
		"[ktp-hilang] Hubungi 081234567890.",
		"[ktp-hilang] Transfer Rp50.000 ke rekening dinas.",
		"[rahasia] Bawa surat kehilangan.",
		"Bawa surat kehilangan.",
		"",
	} {
		h.server.Writes(func(assisttest.Chat) string { return writes })
		got := b.Post("/loket/tiket/t1/saran", "teks", "naskah")
		page := got.Page(t)
		if got.Status != http.StatusOK || count(page, "#saran li", "#saran [name=rancangan]") != 0 || page.One("#saran [role=alert]").Text() == "" {
			t.Errorf("of %q: status %d, %s", writes, got.Status, page.One("#saran").Text())
		}
		if page.One("#teks").Raw() != "naskah" || len(page.All("ol.percakapan li.petugas")) != 0 {
			t.Errorf("%q changed the form or sent something", writes)
		}
	}
	h.server.Fails(assisttest.Status(http.StatusInternalServerError, "60"))
	got := b.Post("/loket/tiket/t1/saran")
	wantPage(t, "an endpoint that is down", got, http.StatusOK, "#saran [role=alert]", loket.ErrMachineSilent.Message)
}

// TestSummary: on a button, for whoever reads the ticket, with the lines it rests on.
func TestSummary(t *testing.T) {
	t.Parallel()
	o, b, h := helped(t, `{"points": [{"text": "Warga kehilangan <b>KTP</b>.", "lines": [1, 8]}]}`, assist.PurposeSummary)
	o.put("t2", time.Hour, "ktp saya hilang", func(v *loket.TicketView) {
		for range 7 {
			v.Lines = append(v.Lines, v.Lines[0])
		}
	})
	if short := b.Get("/loket/tiket/t1").Page(t); len(short.All("[formaction=/loket/tiket/t1/ringkasan]")) != 0 {
		t.Error("a conversation of one line can be summed up")
	}
	page := b.Get("/loket/tiket/t2").Page(t)
	if len(page.All("#ringkasan")) != 0 || len(page.All("form[action=/loket/tiket/t2/ringkasan]")) != 1 {
		t.Fatalf("a summary stands there before anybody asked, or cannot be asked for")
	}
	if text := page.One("#baris-8 .siapa").Text(); strings.Contains(text, "#") {
		t.Errorf("a line that no summary names is headed %q, want no number", text)
	}
	page = b.Submit(page.One("form[action=/loket/tiket/t2/ringkasan]")).Page(t)
	if text := page.One("#baris-8 .siapa").Text(); !strings.HasSuffix(text, " #8") {
		t.Errorf("the line that the summary names #8 is headed %q, want its number", text)
	}
	if got := page.One("#ringkasan").Text(); got != "Ringkasan mesin Ditulis mesin, bisa keliru Warga kehilangan <b>KTP</b>. pesan #1 #8" {
		t.Errorf("the summary says %q", got)
	}
	if href := page.All("#ringkasan a")[1].Attr["href"]; href != "#baris-8" || len(page.All(href)) != 1 {
		t.Errorf("the second line is at %q, want a line of the conversation", href)
	}
	h.server.Writes(func(assisttest.Chat) string { return `{"points": []}` })
	got := b.Post("/loket/tiket/t2/ringkasan")
	wantPage(t, "an empty summary", got, http.StatusOK, "#ringkasan [role=alert]", loket.ErrMachineGarbled.Message)
}

// TestMachineIsAbsent: what is off is neither on the page nor at its address, and who
// does not hold the ticket gets no draft.
func TestMachineIsAbsent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		uses []assist.Purpose
		none bool // no assistant at all
	}{"Off": {}, "NoSettings": {none: true}, "OtherUses": {uses: []assist.Purpose{assist.PurposeGroup, assist.PurposeEmbed, assist.PurposeChoose}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, b, h := helped(t, goodDraft, c.uses...)
			if c.none {
				o.room.Assistant = nil
			}
			for range 9 {
				b.Post("/loket/tiket/t1/balas", "epoch", "1", "teks", "Baik.")
			}
			page := b.Get("/loket/tiket/t1")
			if strings.Contains(page.Body, "esin") || strings.Contains(page.Body, "saran.js") {
				t.Error("the page speaks of a machine")
			}
			for _, address := range []string{"/loket/tiket/t1/saran", "/loket/tiket/t1/ringkasan"} {
				if got := b.Post(address); got.Status != http.StatusNotFound {
					t.Errorf("%s: status %d, want 404", address, got.Status)
				}
			}
			if n := len(h.server.Sent()); n != 0 {
				t.Errorf("%d calls, want none", n)
			}
		})
	}
	t.Run("NotTheHolder", func(t *testing.T) {
		t.Parallel()
		o, _, h := helped(t, goodDraft, assist.PurposeDraft)
		other := o.signIn(t, "penyelia")
		got := other.Post("/loket/tiket/t1/saran", "teks", "naskah")
		if got.Status != http.StatusConflict || len(h.server.Sent()) != 0 || len(other.Get("/loket/tiket/t1").Page(t).All("#saran")) != 0 {
			t.Errorf("a draft for who does not hold the ticket: status %d after %d calls", got.Status, len(h.server.Sent()))
		}
	})
	t.Run("Broken", func(t *testing.T) {
		t.Parallel()
		o, b, _ := helped(t, goodDraft, assist.PurposeDraft, assist.PurposeSummary)
		o.desk.Break(errors.New("broken"))
		for _, address := range []string{"/loket/tiket/t1/saran", "/loket/tiket/t1/ringkasan"} {
			if got := b.Post(address); got.Status != http.StatusInternalServerError {
				t.Errorf("%s without a desk: status %d, want 500", address, got.Status)
			}
		}
	})
}

// TestTicketsLeaveWithoutPersonalData: neither a draft nor a summary takes any along,
// should any stand on a ticket; nor names of staff, nor their notes.
func TestTicketsLeaveWithoutPersonalData(t *testing.T) {
	t.Parallel()
	o, b, h := helped(t, "", assist.PurposeDraft, assist.PurposeSummary)
	canaries := []string{"Rekan petugas", "catatan rahasia"}
	o.put("t3", time.Hour, "ktp hilang", func(v *loket.TicketView) {
		v.Notes = []loket.Note{{Text: "catatan rahasia"}}
		for i := range 20 {
			nik, phone := fmt.Sprintf("537101120390%04d", i+1), fmt.Sprintf("0812%08d", 73500000+i)
			canaries = append(canaries, nik, phone)
			line := loket.Line{FromCitizen: i%2 == 0, MessageKind: loket.MessageText, Text: "ktp hilang, nik " + nik + " hp " + phone, Author: "Rekan petugas"}
			v.Lines = append(v.Lines, line)
		}
	})
	b.Post("/loket/tiket/t3/ambil")
	b.Post("/loket/tiket/t3/saran")
	b.Post("/loket/tiket/t3/ringkasan")
	sent := h.server.Sent()
	if len(sent) != 2 || !strings.Contains(sent[1].Body, privacy.LabelNIK) {
		t.Fatalf("%d calls, want one each", len(sent))
	}
	for _, one := range sent {
		for _, canary := range canaries {
			if strings.Contains(one.Body, canary) {
				t.Errorf("%q left in %s", canary, one.Body)
			}
		}
	}
}
