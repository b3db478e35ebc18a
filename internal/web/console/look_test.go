package console_test

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

const (
	lookHref = "/loket/tiket/t1/lampiran"
	openHref = lookHref + "/isi"
	lookWhy  = "memastikan suratnya terbaca"
)

// TestAttachmentByRole: only who holds the ticket or supervises is offered what a citizen
// sent, and gets it; everybody else reads nothing, and no reason of theirs is kept.
func TestAttachmentByRole(t *testing.T) {
	t.Parallel()
	for _, role := range loket.Roles() {
		for _, holder := range []loket.StaffID{loket.StaffID(role), "lain"} {
			t.Run(string(role)+"/TicketOf/"+string(holder), func(t *testing.T) {
				t.Parallel()
				o := newOffice()
				o.put("t1", time.Hour, "akta?", func(v *loket.TicketView) {
					v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseUntil = loket.TicketClaimed, holder, o.clock.Now().Add(time.Minute)
					v.Lines = append(v.Lines, loket.Line{Seq: 2, FromCitizen: true, At: o.clock.Now(), Message: "m2", MessageKind: loket.MessagePhoto, HasFile: true})
				})
				o.desk.Attached = func(loket.Look) (loket.File, error) {
					return loket.File{Type: loket.FileJPEG, Body: []byte("rahasia")}, nil
				}
				who := loket.Staff{ID: loket.StaffID(role), Role: role}
				may := who.MaySupervise() || who.MayServe() && holder == who.ID
				b := o.signIn(t, string(role))
				page := b.Get(lookHref + "?pesan=m2")
				if offered := page.Status == http.StatusOK && page.Page(t).One("#lihat") != nil; offered != may {
					t.Errorf("the page (status %d) offers it: %v, want %v", page.Status, offered, may)
				}
				if who.MayServe() && !may && !strings.Contains(page.Body, "hanya untuk pemegang tiket ini atau penyelia") {
					t.Error("the page does not say for whom it is")
				}
				for _, address := range []string{lookHref, openHref} {
					a := b.Post(address, "pesan", "m2", "alasan", lookWhy)
					if shown := strings.Contains(a.Body, "cmFoYXNpYQ"); shown != may || (a.Status == http.StatusOK) != may {
						t.Errorf("%s: status %d, shown %v, want %v", address, a.Status, shown, may)
					}
				}
				if kept := len(o.desk.Reasons()); (kept == 2) != may || !may && kept != 0 {
					t.Errorf("%d reasons are kept", kept)
				}
			})
		}
	}
}

// TestAttachmentStepByStep: a picture is shown blurred before it is shown whole: the
// first form leads to the blurred one, that one's to the whole, and there is no third.
func TestAttachmentStepByStep(t *testing.T) {
	t.Parallel()
	o, b := holding(t)
	var looks []loket.Look
	o.desk.Attached = func(l loket.Look) (loket.File, error) {
		looks = append(looks, l)
		return loket.File{Type: loket.FileJPEG, Body: []byte("gambar " + strconv.FormatBool(l.Full))}, nil
	}
	blurred := b.Submit(b.Get(lookHref+"?pesan=m2").Page(t).One("#lihat form"), "alasan", lookWhy)
	form := blurred.Page(t).One("#lihat form")
	if blurred.Status != http.StatusOK || form == nil || form.Attr["action"] != openHref || !strings.Contains(blurred.Body, "Ini hanya warnanya") {
		t.Fatalf("status %d\n%s", blurred.Status, blurred.Body)
	}
	whole := b.Submit(form)
	if page := whole.Page(t); whole.Status != http.StatusOK || page.One("#lihat") != nil || len(page.All("img.lampiran")) != 1 || !strings.Contains(whole.Body, "tercatat atas nama Anda") {
		t.Errorf("status %d\n%s", whole.Status, whole.Body)
	}
	want := loket.Look{Ticket: "t1", Message: "m2", Reason: lookWhy}
	opened := want
	opened.Full = true
	if len(looks) != 2 || looks[0] != want || looks[1] != opened {
		t.Errorf("the desk was asked for %+v, want the same twice, then in full", looks)
	}
	if again := b.Get(lookHref + "?pesan=m2").Page(t); len(again.All("img.lampiran")) != 0 || again.One("#alasan").Text() != "" {
		t.Error("the page asked for anew still shows the picture, or its reason")
	}
}

// TestAttachmentReasons: a reason that says too little opens nothing, whole or blurred,
// and stands in the form again as it was typed.
func TestAttachmentReasons(t *testing.T) {
	t.Parallel()
	o, b := holding(t)
	asked := false
	o.desk.Attached = func(loket.Look) (loket.File, error) {
		asked = true
		return loket.File{Type: loket.FileJPEG, Body: []byte("x")}, nil
	}
	for _, address := range []string{lookHref, openHref} {
		for _, reason := range []string{"", "lihat", "<b>&amp;", strings.Repeat("a", loket.LeastReason-1)} {
			a := b.Post(address, "pesan", "m2", "alasan", reason)
			page := a.Page(t)
			if a.Status != http.StatusBadRequest || page.One("[role=alert]") == nil || len(page.All("img.lampiran")) != 0 || asked {
				t.Errorf("%s with reason %q: status %d, asked %v", address, reason, a.Status, asked)
			}
			if got := strings.TrimPrefix(page.One("#alasan").Raw(), "\n"); got != reason {
				t.Errorf("the form keeps %q, want %q", got, reason)
			}
			if action := page.One("#lihat form").Attr["action"]; action != lookHref {
				t.Errorf("after a refusal the form leads to %q, want %q", action, lookHref)
			}
		}
	}
}

// TestAttachmentDownload: a file is handed over under its own name, whatever that is,
// never shown, never kept, and with no line of its own among the headers.
func TestAttachmentDownload(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"surat.pdf", "surat kuasa.pdf", `a"b\c.pdf`, "akta é 日本.pdf", "x.pdf\r\nSet-Cookie: a=b", "a;b=c.pdf", "../../etc/passwd"} {
		o, b := holding(t)
		body := []byte("%PDF-1.7 " + name)
		o.desk.Attached = func(loket.Look) (loket.File, error) {
			return loket.File{Name: name, Type: loket.FilePDF, Size: len(body), Body: body}, nil
		}
		a := b.Post(openHref, "pesan", "m2", "alasan", lookWhy)
		kind, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || params["filename"] != name || len(params) != 1 {
			t.Errorf("%q is handed over as %q %v, %v", name, kind, params, err)
		}
		if strings.ContainsAny(a.Header.Get("Content-Disposition"), "\r\n") || strings.Contains(a.Header.Get("Set-Cookie"), "a=b") {
			t.Errorf("%q writes headers of its own: %q", name, a.Header)
		}
		for header, want := range map[string]string{
			"Content-Type": "application/pdf", "Content-Length": strconv.Itoa(len(body)), "Cache-Control": "no-store",
			"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
		} {
			if got := a.Header.Get(header); got != want {
				t.Errorf("%q: %s is %q, want %q", name, header, got, want)
			}
		}
		if a.Status != http.StatusOK || a.Body != string(body) {
			t.Errorf("%q: status %d, %q, want it byte by byte", name, a.Status, a.Body)
		}
	}
}
