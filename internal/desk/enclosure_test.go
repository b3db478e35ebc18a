package desk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/privacy"
)

// filed are the sends of replies that the ledger owes, files among them.
func (o *office) filed() (out []loket.Send) {
	o.t.Helper()
	owed, err := o.ledger.Owed(o.ctx(), lokettest.Channels()[0].ID, o.clock.Now(), 100)
	o.must(err)
	for _, s := range owed {
		if s.Kind == loket.AnswerReply {
			out = append(out, s)
		}
	}
	return out
}

// TestGuardReadsWhatAFileSays: what an office never asks for is refused under a file
// and in its name as it is in words, with what to write instead; nothing is owed and
// the ticket stays open, also where it was to be closed. Its own folder is no exception.
func TestGuardReadsWhatAFileSays(t *testing.T) {
	t.Parallel()
	const innocent = "Ini suratnya."
	for name, c := range map[string]struct {
		caption, file string
		ban           privacy.Ban
	}{
		"Caption/Secret":      {"Kirim kode OTP Anda.", "surat.pdf", privacy.BanSecret},
		"Caption/Number":      {"Kirim NIK dan foto KK Anda.", "surat.pdf", privacy.BanNumber},
		"Caption/Transfer":    {"Transfer biaya Rp50.000 ke rekening ini.", "surat.pdf", privacy.BanTransfer},
		"Caption/Link":        {"Isi di https://disdukcapil-kupang.example.com/isi.", "surat.pdf", privacy.BanLink},
		"Caption/AtItsEnd":    {strings.Repeat("Mohon dibaca. ", 200) + "Kirim PIN Anda.", "surat.pdf", privacy.BanSecret},
		"Name/Underscores":    {innocent, "kirim_kode_otp_anda.pdf", privacy.BanSecret},
		"Name/Dashes":         {innocent, "KIRIM-PIN-ANDA.PDF", privacy.BanSecret},
		"Name/InAFolder":      {innocent, `C:\surat\kirim nik anda.pdf`, privacy.BanNumber},
		"Name/OtherEnding":    {innocent, "kirim kata sandi anda.exe", privacy.BanSecret},
		"Name/Transfer":       {innocent, "transfer_biaya_ke_rekening_kami.pdf", privacy.BanTransfer},
		"Form/Named/ByItself": {"", "kirim_kode_otp_anda.pdf", privacy.BanSecret},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			k := o.claims(petugasA(), o.ticket("a").ID)
			r := loket.Reply{Text: c.caption, File: &loket.Upload{Name: c.file, Body: letter()}, Close: true}
			if c.caption == "" {
				r = loket.Reply{Form: "F-1.01", Close: true}
				o.Form = func(loket.AgencyID, string) (loket.Form, bool) {
					return loket.Form{Code: "F-1.01", Use: "biodata keluarga", Upload: loket.Upload{Name: c.file, Body: letter()}}, true
				}
			}
			err := o.Answer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, r)
			refused, ok := errors.AsType[*privacy.RefusedError](err)
			if !ok || refused.Parts[0].Ban != c.ban || refused.Parts[0].Instead() == "" {
				t.Errorf("Answer() = %v, want it refused for %s, with what to write instead", err, c.ban)
			}
			if owed := o.filed(); len(owed) != 0 || len(*o.owed) != 0 {
				t.Errorf("owed = %+v, want nothing", owed)
			}
			if !o.now(k.ID).Open() {
				t.Error("the ticket was closed all the same")
			}
		})
	}
}

// doubted is an office that does not know whether a file arrived.
func doubted(t *testing.T) (*office, loket.Ticket, loket.Send) {
	t.Helper()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.must(o.Answer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Text: "Ini.", File: &loket.Upload{Name: "a.pdf", Body: letter()}}))
	send := (*o.owed)[0]
	o.must(o.ledger.Begin(o.ctx(), send))
	o.must(o.ledger.Finish(o.ctx(), loket.SendResult{Send: send, State: loket.SendUncertain, Doubt: true, At: o.clock.Now()}))
	return o, k, send
}

// TestFileSentAgain: what may or may not have arrived goes out once more as it was,
// under its own id, content and all, and only once.
func TestFileSentAgain(t *testing.T) {
	t.Parallel()
	o, k, send := doubted(t)
	if owed := o.filed(); len(owed) != 0 {
		t.Fatalf("owed = %+v, want it left to a person", owed)
	}
	o.must(o.Resend(o.ctx(), petugasA(), k.ID, send.ID))
	owed := o.filed()
	if len(owed) != 1 || owed[0].ID != send.ID || owed[0].Op != loket.OpFile || owed[0].Content.Text != "Ini." || owed[0].Content.File.Name != "a.pdf" {
		t.Fatalf("owed = %+v, want the same file once", owed)
	}
	if f, err := o.ledger.File(o.ctx(), owed[0].ID); err != nil || !bytes.Equal(f.Body, letter()) {
		t.Errorf("File() = %d bytes, %v, want what was handed in", len(f.Body), err)
	}
	o.wantErr("a second time", o.Resend(o.ctx(), petugasA(), k.ID, send.ID), loket.ErrNotUncertain)
}

// TestFilePastItsTime: behind its days a file is gone for whoever asks, with whom to
// turn to; up to then it is kept.
func TestFilePastItsTime(t *testing.T) {
	t.Parallel()
	o, _, send := doubted(t)
	long := loket.Retention{Conversations: 10 * loket.FilesKept, Quarantine: 10 * loket.FilesKept}
	sweeps := func() {
		t.Helper()
		_, err := o.ledger.SweepRetention(o.ctx(), long)
		o.must(err)
	}
	o.clock.Add(loket.FilesKept)
	sweeps()
	if f, err := o.ledger.File(o.ctx(), send.ID); err != nil || len(f.Body) != len(letter()) {
		t.Errorf("on its last day: %d bytes, %v, want it kept", len(f.Body), err)
	}
	o.clock.Add(time.Second)
	sweeps()
	_, err := o.ledger.File(o.ctx(), send.ID)
	o.wantErr("a second later", err, loket.ErrFileGone)
	if !strings.Contains(err.Error(), "Minta petugas mengirimnya lagi.") {
		t.Errorf("it says %q, want whom to turn to", err)
	}
}

// TestFormOfAnotherOffice: a form is looked for in the folder of whose reply it is;
// one that is not there, or is no file that may pass, sends nothing.
func TestFormOfAnotherOffice(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	body := letter()
	o.Form = func(agency loket.AgencyID, code string) (loket.Form, bool) {
		return loket.Form{Code: code, Use: "biodata", Upload: loket.Upload{Name: code + ".pdf", Body: body}}, agency == otherAgency().ID || code == "F-1.02"
	}
	k := o.claims(petugasA(), o.ticket("a").ID)
	sends := func(code string) error {
		return o.Answer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Form: code, Text: "diabaikan"})
	}
	if err := sends("F-1.01"); loket.CodeOf(err) != loket.CodeNotFound || !strings.Contains(err.Error(), "Muat ulang tiket, atau lampirkan berkasnya sendiri.") {
		t.Errorf("a form of another office's = %v, want it missing, with the cure", err)
	}
	body = []byte("PK\x03\x04")
	if err := sends("F-1.02"); loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "bukan PDF") {
		t.Errorf("a form that is no PDF = %v, want it refused", err)
	}
	if owed := o.filed(); len(owed) != 0 {
		t.Errorf("owed = %+v, want nothing", owed)
	}
	body = letter()
	o.must(sends("F-1.02"))
	if owed := o.filed(); len(owed) != 1 || owed[0].Content.Text != "Formulir F-1.02: biodata." {
		t.Errorf("owed = %+v, want the form under what it is", owed)
	}
}
