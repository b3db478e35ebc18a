package desk_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

func TestClassify(t *testing.T) {
	t.Parallel()
	wita := time.FixedZone("WITA", 8*3600)
	opened := time.Date(2026, 10, 9, 10, 0, 0, 0, wita) // a Friday; the office closes at 16.00
	at := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 16, 0, 0, 0, wita) }
	for kind, want := range map[loket.TicketKind]loket.Legal{
		loket.KindQuestion:   {},
		loket.KindComplaint:  {VerifyDue: at(10, 14), FollowUpDue: at(10, 16), CloseDue: at(10, 29)},
		loket.KindRequest:    {CloseDue: at(10, 23)},
		loket.KindAspiration: {VerifyDue: at(10, 14), FollowUpDue: at(10, 16)},
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			o.clock.Add(opened.Sub(o.clock.Now()))
			k := o.claims(petugasA(), o.ticket("a").ID)
			o.must(o.Classify(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, kind))
			got := o.now(k.ID)
			if got.Kind != kind || !got.VerifyDue.Equal(want.VerifyDue) || !got.FollowUpDue.Equal(want.FollowUpDue) || !got.CloseDue.Equal(want.CloseDue) {
				t.Errorf("ticket = %s %+v, want %+v", got.Kind, got.Legal, want)
			}
			if e := o.events(loket.EventKindSet); len(e) != 1 || e[0].Revision != string(kind) || e[0].Value != k.LeaseEpoch {
				t.Errorf("events = %+v, want the new kind once", e)
			}
		})
	}
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.wantErr("Classify() as none", o.Classify(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "entah"), loket.ErrKind)
		o.wantErr("Classify() by another", o.Classify(o.ctx(), petugasB(), k.ID, k.LeaseEpoch, loket.KindFraud), loket.ErrLeaseLost)
		complaint := o.claims(petugasA(), o.handOver(o.situation("a", "lambat"), loket.HandOff{Kind: loket.KindComplaint}).ID)
		if complaint.CloseDue.IsZero() {
			t.Error("a complaint is opened without the times the law sets")
		}
		err := o.Classify(o.ctx(), petugasA(), complaint.ID, complaint.LeaseEpoch, loket.KindQuestion)
		o.wantErr("Classify() as a second question", err, loket.ErrOtherOpen)
	})
}

func TestExtend(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	extend := func(reason string) error { return o.Extend(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, reason) }
	o.wantErr("Extend() of a question", extend("arsip lama"), loket.ErrNoExtend)
	o.must(o.Classify(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.KindRequest))
	before := o.now(k.ID).CloseDue
	for _, reason := range []string{"", "kirim NIK Anda"} {
		if err := extend(reason); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Extend(%q) = %v, want it refused", reason, err)
		}
	}
	o.must(extend("arsip tahun 1998 sedang dicari"))
	if now := o.now(k.ID); !now.CloseDue.After(before) || !now.Extended || !now.FirstReplyAt.IsZero() {
		t.Errorf("ticket = %+v, want a later time and no reply", now)
	}
	if sends := *o.owed; len(sends) != 1 || !strings.Contains(sends[0].Content.Text, "arsip tahun 1998") || sends[0].Kind != loket.AnswerNotice {
		t.Errorf("the citizen was told %+v, want the reason", sends)
	}
	o.wantErr("Extend() again", extend("lagi"), loket.ErrExtendOnce)
}
