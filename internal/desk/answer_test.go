package desk_test

import (
	"slices"
	"testing"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// shelf quotes one entry under one revision.
func (o *office) shelf() loket.Quoted {
	q := loket.Quoted{Entry: "ktp-hilang", Revision: "0123456789ab", Facet: "requirements"}
	o.Quote = func(agency loket.AgencyID, asked loket.Quoted) (string, error) {
		switch {
		case agency != lokettest.Agency().ID || asked.Entry != q.Entry:
			return "", loket.ErrEntryGone
		case asked.Revision != q.Revision:
			return "", loket.ErrEntryChanged
		}
		return "Bawa surat kehilangan.", nil
	}
	return q
}

func TestAnswerWithAnEntry(t *testing.T) {
	t.Parallel()
	t.Run("AsItIs/IsRecordedAsTheEntrysWords", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		q := o.shelf()
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Answer(t.Context(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Entry: q, Text: "diabaikan"}))
		if got := o.replies(); !slices.Equal(got, []string{"Bawa surat kehilangan."}) {
			t.Errorf("owed %q, want what the catalogue says", got)
		}
		view, err := o.ledger.Ticket(t.Context(), lokettest.Agency().ID, k.ID)
		o.must(err)
		line := view.Lines[len(view.Lines)-1]
		if line.Entry != q.Entry || line.Revision != q.Revision || line.Facet != q.Facet || line.Staff != "petugas-a" || line.Answer != loket.AnswerReply {
			t.Errorf("line = %+v, want a reply of petugas-a's that names entry, revision and facet", line)
		}
		reply := o.events(loket.EventReply)
		if len(reply) != 1 || reply[0].Entry != q.Entry || reply[0].Revision != q.Revision || reply[0].ActorKind != loket.ByStaff {
			t.Errorf("events = %+v, want one reply of staff with the entry", reply)
		}
		if now := o.now(k.ID); now.FirstReplyAt.IsZero() {
			t.Error("an entry sent by staff is no reply")
		}
	})
	t.Run("OwnWords/NameNoEntry", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.shelf()
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Answer(t.Context(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Text: "Bawa surat kehilangan. Saya tunggu."}))
		if reply := o.events(loket.EventReply); len(reply) != 1 || reply[0].Entry != "" || reply[0].Revision != "" {
			t.Errorf("events = %+v, want a reply without an entry", reply)
		}
	})
	t.Run("ChangedOrGone/NothingIsSent", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		q := o.shelf()
		k := o.claims(petugasA(), o.ticket("a").ID)
		old, gone := q, q
		old.Revision, gone.Entry = "ffffffffffff", "kk-hilang"
		o.wantErr("an old revision", o.Answer(t.Context(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Entry: old}), loket.ErrEntryChanged)
		o.wantErr("a withdrawn entry", o.Answer(t.Context(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Entry: gone}), loket.ErrEntryGone)
		o.wantErr("by another", o.Answer(t.Context(), petugasB(), k.ID, k.LeaseEpoch, loket.Reply{Entry: q}), loket.ErrLeaseLost)
		if got := o.replies(); len(got) != 0 {
			t.Errorf("owed %q, want nothing", got)
		}
	})
}

func TestAnswerAndClose(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.must(o.Answer(t.Context(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Text: "Silakan datang.", Close: true}))
	now := o.now(k.ID)
	if now.Open() || now.ClosedBy != "staff" || now.FirstReplyAt.IsZero() {
		t.Errorf("ticket = %+v, want it answered and closed by staff", now)
	}
	if got := o.queue.words(); !slices.Equal(got, []string{"taken", "gone"}) {
		t.Errorf("the queue was told %v, want taken, gone", got)
	}
	if len(o.events(loket.EventReply)) != 1 || len(o.events(loket.EventClose)) != 1 {
		t.Error("want one reply and one close")
	}
	t.Log("a refusal sends nothing and closes nothing")
	k = o.claims(petugasA(), o.ticket("b").ID)
	if err := o.Answer(t.Context(), petugasA(), k.ID, k.LeaseEpoch, loket.Reply{Text: " ", Close: true}); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("an empty reply that closes = %v, want it refused", err)
	}
	if !o.now(k.ID).Open() {
		t.Error("it was closed all the same")
	}
}

func TestResend(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Silakan datang."))
	send := (*o.owed)[0]
	o.wantErr("what is owed", o.Resend(t.Context(), petugasA(), k.ID, send.ID), loket.ErrNotUncertain)
	o.must(o.ledger.Begin(t.Context(), send))
	o.must(o.ledger.Finish(t.Context(), loket.SendResult{Send: send, State: loket.SendUncertain, Doubt: true, At: o.clock.Now()}))
	o.wantErr("by a colleague of the holder", o.Resend(t.Context(), petugasB(), k.ID, send.ID), loket.ErrTicketHeld)
	if err := o.Resend(t.Context(), member("k", loket.RoleCurator), k.ID, send.ID); loket.CodeOf(err) != loket.CodeForbidden {
		t.Errorf("by a curator = %v, want it forbidden", err)
	}
	stranger := petugasA()
	stranger.Agency = otherAgency().ID
	o.wantErr("by another agency", o.Resend(t.Context(), stranger, k.ID, send.ID), loket.ErrNotFound)
	o.must(o.Resend(t.Context(), petugasA(), k.ID, send.ID))
	if got := o.replies(); !slices.Equal(got, []string{"Silakan datang."}) {
		t.Errorf("owed %q, want the reply once more", got)
	}
	if e := o.events(loket.EventResend); len(e) != 1 || e[0].Answer != send.Answer || e[0].ActorID != "petugas-a" {
		t.Errorf("events = %+v, want one resend of petugas-a's", e)
	}
}
