package desk_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"

	"loket/internal/attach"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// letter is a PDF with nothing in it.
func letter() []byte { return []byte("%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n") }

// snapshot is a small JPEG.
func snapshot(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 64, 32)), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestReplyWithAFile(t *testing.T) {
	t.Parallel()
	// sends answers a fresh ticket and returns what the ledger owes for it.
	sends := func(t *testing.T, r loket.Reply) (*office, []loket.Send, error) {
		t.Helper()
		o := openOffice(t)
		o.Form = func(_ loket.AgencyID, code string) (loket.Form, bool) {
			return loket.Form{Code: code, Use: "biodata keluarga", Upload: loket.Upload{Name: code + ".pdf", Body: letter()}}, code == "F-1.01"
		}
		k := o.claims(petugasA(), o.ticket("a").ID)
		err := o.Answer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, r)
		owed, listed := o.ledger.Owed(o.ctx(), lokettest.Channels()[0].ID, o.clock.Now(), 100)
		o.must(listed)
		return o, slices.DeleteFunc(owed, func(s loket.Send) bool { return s.Kind != loket.AnswerReply }), err
	}
	t.Run("Short/IsItsCaption", func(t *testing.T) {
		t.Parallel()
		o, owed, err := sends(t, loket.Reply{Text: "Ini suratnya.", File: &loket.Upload{Name: `..\..\surat balasan.exe`, Body: letter()}})
		o.must(err)
		if len(owed) != 1 || owed[0].Op != loket.OpFile || owed[0].Class != loket.ClassB || owed[0].Content.Text != "Ini suratnya." {
			t.Fatalf("owed = %+v, want one file, class B, with the words under it", owed)
		}
		f, err := o.ledger.File(o.ctx(), owed[0].ID)
		if err != nil || f.Name != "surat balasan.pdf" || f.Type != loket.FilePDF || !bytes.Equal(f.Body, letter()) {
			t.Errorf("File() = %+v, %v", f, err)
		}
		if told := (*o.owed)[0].Content.File; told == nil || told.Body != nil {
			t.Errorf("the outbox was told %+v, want the file without its content", told)
		}
	})
	t.Run("Long/WordsFirst", func(t *testing.T) {
		t.Parallel()
		o, owed, err := sends(t, loket.Reply{Text: strings.Repeat("kata ", 400), File: &loket.Upload{Name: "a.jpg", Body: snapshot(t)}})
		o.must(err)
		if len(owed) != 2 || owed[0].Op != loket.OpSend || owed[1].Op != loket.OpFile || owed[1].Content.Text != "" || owed[1].Parts != 2 {
			t.Errorf("owed = %+v, want the words and then the file", owed)
		}
	})
	t.Run("Form/OfTheOffice", func(t *testing.T) {
		t.Parallel()
		o, owed, err := sends(t, loket.Reply{Form: "F-1.01"})
		o.must(err)
		if len(owed) != 1 || owed[0].Content.Text != "Formulir F-1.01: biodata keluarga." || owed[0].Content.File.Name != "F-1.01.pdf" {
			t.Errorf("owed = %+v, want the form", owed)
		}
	})
	t.Run("NameWithANumberOfSomebodys/IsNotTold", func(t *testing.T) {
		t.Parallel()
		o, owed, err := sends(t, loket.Reply{Text: "Ini.", File: &loket.Upload{Name: "kk 5371010101900001.pdf", Body: letter()}})
		o.must(err)
		if owed[0].Content.File.Name != "lampiran.pdf" {
			t.Errorf("the file is called %q", owed[0].Content.File.Name)
		}
	})
	for name, c := range map[string]struct {
		reply loket.Reply
		says  string
	}{
		"NoFileOfOurs/Refused":       {loket.Reply{Text: "Ini.", File: &loket.Upload{Name: "a.pdf", Body: []byte("<html>")}}, "bukan PDF"},
		"NameTheGuardHears/Refused":  {loket.Reply{Text: "Ini.", File: &loket.Upload{Name: "kirim kode OTP anda ke petugas.pdf", Body: letter()}}, "OTP"},
		"CaptionTheGuard/Refused":    {loket.Reply{Text: "Kirim PIN Anda.", File: &loket.Upload{Name: "a.pdf", Body: letter()}}, "PIN"},
		"NoWords/Refused":            {loket.Reply{File: &loket.Upload{Name: "a.pdf", Body: letter()}}, "kosong"},
		"FormNobodyLaidOut/Refused":  {loket.Reply{Form: "F-9.99"}, "tidak ada di folder"},
		"FileIsEmpty/Refused":        {loket.Reply{Text: "Ini.", File: &loket.Upload{Name: "a.pdf"}}, "kosong"},
		"PDFThatActsByItself/Refuse": {loket.Reply{Text: "Ini.", File: &loket.Upload{Name: "a.pdf", Body: []byte("%PDF-1.4\n<< /S /JavaScript >>\n%%EOF")}}, "program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, owed, err := sends(t, c.reply)
			if loket.CodeOf(err) == "" || !strings.Contains(err.Error(), c.says) || len(owed) != 0 {
				t.Errorf("Answer() = %v with %d owed, want a sentence with %q and nothing", err, len(owed), c.says)
			}
		})
	}
}

func TestLookAt(t *testing.T) {
	t.Parallel()
	const reason = "memastikan suratnya terbaca"
	// open is an office with a photo of a citizen on a ticket petugasA holds; the
	// channel gives raw for it.
	open := func(t *testing.T, raw []byte, trouble error) (*office, loket.Look) {
		t.Helper()
		o := openOffice(t)
		o.Files, o.Attachments = attach.New(), o.ledger
		k := o.claims(petugasA(), o.ticket("a").ID)
		receipts, err := o.ledger.Ingest(o.ctx(), []loket.Inbound{{
			Channel: lokettest.Channels()[0].ID, OriginKey: "m:a:foto", Person: "a", Address: "chat-a", Kind: loket.MessagePhoto, File: "berkas-1",
		}})
		o.must(err)
		o.Fetch = func(_ context.Context, in loket.Incoming) ([]byte, error) {
			if in.File != "berkas-1" {
				t.Errorf("fetch %+v", in)
			}
			return raw, trouble
		}
		return o, loket.Look{Ticket: k.ID, Message: receipts[0].Message, Reason: reason}
	}
	// acts are what the audit log says of attachments.
	acts := func(o *office) (all []string) {
		rows, err := o.ledger.AuditRows(o.ctx(), loket.AuditFilter{Agency: lokettest.Agency().ID, Action: "attachment.", Limit: 10})
		o.must(err)
		for _, row := range rows {
			all = append(all, row.Action+" "+row.Reason)
		}
		return all
	}
	t.Run("Picture/ColoursFirstThenItself", func(t *testing.T) {
		t.Parallel()
		o, l := open(t, snapshot(t), nil)
		f, err := o.LookAt(o.ctx(), petugasA(), l)
		o.must(err)
		if size, _, err := image.DecodeConfig(bytes.NewReader(f.Body)); err != nil || size.Width != 320 {
			t.Errorf("preview = %+v, %v", size, err)
		}
		l.Full = true
		f, err = o.LookAt(o.ctx(), member("kepala", loket.RoleSupervisor), l)
		o.must(err)
		if size, _, err := image.DecodeConfig(bytes.NewReader(f.Body)); err != nil || size.Width != 64 || !strings.HasPrefix(f.Name, "lampiran-") {
			t.Errorf("%s = %+v, %v", f.Name, size, err)
		}
		if got := acts(o); !slices.Equal(got, []string{"attachment.view " + reason, "attachment.preview " + reason}) {
			t.Errorf("audit = %q", got)
		}
	})
	t.Run("PDF/IsNotShown", func(t *testing.T) {
		t.Parallel()
		o, l := open(t, letter(), nil)
		f, err := o.LookAt(o.ctx(), petugasA(), l)
		o.must(err)
		if f.Type != loket.FilePDF || f.Body != nil || f.Size != len(letter()) {
			t.Errorf("preview = %+v, want its type and size", f)
		}
	})
	t.Run("Refused/BeforeItIsFetched", func(t *testing.T) {
		t.Parallel()
		o, l := open(t, nil, errors.New("it was fetched"))
		short := l
		short.Reason = "   lihat   "
		for name, err := range map[string]error{
			"a short reason": second(o.LookAt(o.ctx(), petugasA(), short)), "a colleague": second(o.LookAt(o.ctx(), petugasB(), l)),
			"the head": second(o.LookAt(o.ctx(), member("kepala", loket.RoleHead), l)),
		} {
			if loket.CodeOf(err) == "" || strings.Contains(err.Error(), "fetched") {
				t.Errorf("LookAt() by %s = %v, want it refused", name, err)
			}
		}
		if got := acts(o); len(got) != 0 {
			t.Errorf("audit = %q, want nothing", got)
		}
	})
	t.Run("NotWhatItClaims/Refused", func(t *testing.T) {
		t.Parallel()
		o, l := open(t, []byte("<svg onload=alert(1)>"), nil)
		if err := second(o.LookAt(o.ctx(), petugasA(), l)); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("LookAt(SVG) = %v", err)
		}
	})
}

func second(_ loket.File, err error) error { return err }
