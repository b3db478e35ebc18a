package storetest

import (
	"context"
	"errors"
	"time"

	"loket/internal/loket"
)

func programCases() []contractCase {
	return []contractCase{
		{"Token/FoundUsedRevoked", tokenLife},
		{"Call/MarkedWithWhatItDid", callMarked},
		{"Call/ALaterAttemptFencesTheFirst", callFenced},
		{"Call/ForgottenAfterADay", callForgotten},
		{"Webhook/OneProcessTellsIt", webhookTurns},
		{"Webhook/ItsSecretAfterAChangeOfKeys", webhookRekeyed},
		{"Tickets/PageByPage", ticketPages},
	}
}

// bearer makes a token of a member and returns it with its hash.
func (o *office) bearer(login string) (loket.Token, []byte) {
	o.t.Helper()
	hash, ok := loket.HashToken(loket.NewToken())
	if !ok {
		o.t.Fatal("a token we drew is none")
	}
	token := loket.Token{
		ID: loket.NewID[loket.TokenID](), Agency: o.agency.ID, Scopes: []loket.Scope{loket.ScopeTicketsRead, loket.ScopeAsk},
		ExpiresAt: o.clock.Now().Add(time.Hour),
	}
	o.must(o.AddToken(o.ctx(), login, token, hash))
	return token, hash
}

func tokenLife(o *office) {
	o.member("rosa")
	token, hash := o.bearer("rosa")
	got, staff, err := o.Bearer(o.ctx(), hash)
	o.must(err)
	if staff.Login != "rosa" || got.ID != token.ID || !got.Allows(loket.ScopeAsk) || got.Allows(loket.ScopeTicketsWrite) || !got.UsedOn.IsZero() || !got.Live(o.clock.Now()) {
		o.t.Errorf("Bearer() = %+v of %q, want the token as it was made", got, staff.Login)
	}
	if _, _, err := o.Bearer(o.ctx(), hash[1:]); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Bearer(unknown) = %v, want %v", err, loket.ErrNotFound)
	}
	if err := o.AddToken(o.ctx(), "tidakada", token, hash); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("AddToken(unknown account) = %v, want %v", err, loket.ErrNotFound)
	}
	today := o.clock.Now().UTC().Truncate(24 * time.Hour)
	for _, day := range []time.Time{today, today.Add(-24 * time.Hour)} {
		got.UsedOn = day
		o.must(o.UseToken(o.ctx(), got))
	}
	revoke := func(login string) error { return o.RevokeToken(o.ctx(), o.agency.ID, login, token.ID) }
	o.member("yanti")
	if err := revoke("yanti"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("RevokeToken(of another account) = %v, want %v", err, loket.ErrNotFound)
	}
	o.must(revoke("rosa"))
	if err := revoke("rosa"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("RevokeToken() again = %v, want %v", err, loket.ErrNotFound)
	}
	all, err := o.Tokens(o.ctx(), o.agency.ID, "rosa")
	o.must(err)
	if len(all) != 1 || all[0].Live(o.clock.Now()) || !all[0].UsedOn.Equal(today) {
		o.t.Errorf("Tokens() = %+v, want one, used today and revoked", all)
	}
	if checked, err := o.CheckAudit(o.ctx()); err != nil || checked.Rows != 4 {
		o.t.Errorf("audit log = %+v, %v, want a row for each account, token and revocation", checked, err)
	}
}

// call begins a call of a new token.
func (o *office) call(key string) (under context.Context, call loket.Call) {
	o.t.Helper()
	o.member("rosa")
	token, _ := o.bearer("rosa")
	under, call, answer, err := o.BeginCall(o.ctx(), loket.Call{Token: token.ID, Key: key, Request: "POST /x"})
	o.must(err)
	if answer.State != loket.CallNew {
		o.t.Fatalf("a new call = %+v", answer)
	}
	return under, call
}

// state is what a repetition of a call hears.
func (o *office) state(call loket.Call) loket.CallAnswer {
	o.t.Helper()
	_, _, answer, err := o.BeginCall(o.ctx(), call)
	o.must(err)
	return answer
}

// notesUnder writes a harmless change under a context.
func (o *office) notesUnder(under context.Context, k loket.Ticket) error {
	_, err := o.UpdateTicket(under, o.agency.ID, k.ID, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Events: []loket.Event{o.did("rosa", loket.EventNote, k.ID)}}, nil
	})
	return err
}

func callMarked(o *office) {
	under, call := o.call("satu")
	k := o.ticket("a")
	o.must(o.FinishCall(o.ctx(), call, loket.CallAnswer{Status: 409, Body: []byte("{}")}))
	if got := o.state(call); got.State != loket.CallNew {
		o.t.Errorf("after a refusal of what was not done: %+v, want it new", got)
	}
	o.must(o.notesUnder(under, k))
	o.must(o.FinishCall(o.ctx(), call, loket.CallAnswer{Status: 503}))
	o.clock.Add(loket.CallLimit)
	if got := o.state(call); got.State != loket.CallDone {
		o.t.Errorf("after a failure of what was done: %+v, want it done", got)
	}
	o.must(o.FinishCall(o.ctx(), call, loket.CallAnswer{Status: 200, Body: []byte(`{"secret":1}`)}))
	if got := o.state(call); got.State != loket.CallAnswered || got.Status != 200 || string(got.Body) != `{"secret":1}` {
		o.t.Errorf("after the answer: %+v, want it", got)
	}
	call.Request = "POST /y"
	if got := o.state(call); got.State != loket.CallDiffers {
		o.t.Errorf("another request under the key: %+v", got)
	}
	call.Request = "POST /x"
	o.adopt(2)
	if got := o.state(call); got.State != loket.CallDiffers {
		o.t.Errorf("without the key it was kept under: %+v, want that it cannot be compared", got)
	}
}

func callFenced(o *office) {
	under, call := o.call("satu")
	k := o.ticket("a")
	if got := o.state(call); got.State != loket.CallRunning {
		o.t.Errorf("meanwhile: %+v, want it running", got)
	}
	o.clock.Add(loket.CallLimit)
	second, later, answer, err := o.BeginCall(o.ctx(), call)
	o.must(err)
	if answer.State != loket.CallNew || later.Attempt != call.Attempt+1 {
		o.t.Errorf("after its limit: %+v, attempt %d, want the next", answer, later.Attempt)
	}
	if err := o.notesUnder(under, k); !errors.Is(err, loket.ErrFenced) {
		o.t.Errorf("what the first writes afterwards = %v, want %v", err, loket.ErrFenced)
	}
	o.must(o.notesUnder(second, k))
	if n := count(o.events(), loket.EventNote); n != 1 {
		o.t.Errorf("%d notes, want one", n)
	}
}

func callForgotten(o *office) {
	under, call := o.call("satu")
	o.must(errors.Join(o.notesUnder(under, o.ticket("a")), o.FinishCall(o.ctx(), call, loket.CallAnswer{Status: 204})))
	o.clock.Add(24 * time.Hour)
	o.must(o.ForgetCalls(o.ctx()))
	if got := o.state(call); got.State != loket.CallAnswered || got.Status != 204 {
		o.t.Errorf("after a day: %+v, want it remembered", got)
	}
	o.clock.Add(time.Millisecond)
	o.must(o.ForgetCalls(o.ctx()))
	if got := o.state(call); got.State != loket.CallNew {
		o.t.Errorf("after more than a day: %+v, want it forgotten", got)
	}
}

// hook keeps a webhook of the office.
func (o *office) hook() loket.Webhook {
	o.t.Helper()
	o.member("rosa")
	w, err := o.AddWebhook(o.ctx(), o.petugas("rosa"), loket.Webhook{
		ID: loket.NewID[loket.WebhookID](), Agency: o.agency.ID, URL: "https://hook.example.org", Events: loket.HookEvents(), Secret: "lks_x",
	})
	o.must(err)
	return w
}

func webhookTurns(o *office) {
	o.ticket("before")
	w := o.hook()
	k := o.ticket("a")
	events, upTo, err := o.EventsFor(o.ctx(), w, 100)
	o.must(err)
	if len(events) != 1 || events[0].Ticket != k.ID || upTo < events[0].Seq {
		o.t.Fatalf("EventsFor() = %+v up to %d, want what happened since", events, upTo)
	}
	mine, err := o.TakeWebhook(o.ctx(), w, "a/1")
	o.must(err)
	if mine.Secret != "lks_x" {
		o.t.Errorf("secret %q, want it opened", mine.Secret)
	}
	if _, err := o.TakeWebhook(o.ctx(), w, "b/1"); !errors.Is(err, loket.ErrOwned) {
		o.t.Errorf("TakeWebhook() of another's = %v, want %v", err, loket.ErrOwned)
	}
	if due, err := o.DueWebhooks(o.ctx(), "b/1"); err != nil || len(due) != 0 {
		o.t.Errorf("due for another = %+v, %v, want none", due, err)
	}
	d, err := o.DeliveryOf(o.ctx(), mine, events[0])
	o.must(err)
	d.Attempts, d.At, d.TriedAt, d.Error = 1, o.clock.Now(), o.clock.Now(), "tidak dapat dihubungi"
	mine.Missed(o.clock.Now(), d.Error)
	o.must(o.NoteDelivery(o.ctx(), mine, "a/1", &d))
	o.clock.Add(31 * time.Second)
	theirs, err := o.TakeWebhook(o.ctx(), w, "b/1")
	o.must(err)
	if theirs.Failures != 1 || theirs.Cursor != w.Cursor {
		o.t.Errorf("taken over as %+v, want it where it was", theirs)
	}
	if err := o.NoteDelivery(o.ctx(), mine, "a/1", &d); !errors.Is(err, loket.ErrFenced) {
		o.t.Errorf("NoteDelivery() by who was too slow = %v, want %v", err, loket.ErrFenced)
	}
	if again, err := o.DeliveryOf(o.ctx(), theirs, events[0]); err != nil || again.ID != d.ID || again.Attempts != 1 {
		o.t.Errorf("the delivery = %+v, %v, want the same", again, err)
	}
	o.must(o.LeaveWebhook(o.ctx(), theirs, "b/1"))
	if _, err := o.TakeWebhook(o.ctx(), w, "c/1"); err != nil {
		o.t.Errorf("TakeWebhook() of one that was left = %v", err)
	}
}

func webhookRekeyed(o *office) {
	w := o.hook()
	o.adopt(2, 1)
	if done := o.rekey(); done.Staff != 1 {
		o.t.Errorf("Rekey() moved %+v, want one secret", done)
	}
	o.wantOnlyCurrent()
	o.adopt(2)
	if taken, err := o.TakeWebhook(o.ctx(), w, "a/1"); err != nil || taken.Secret != "lks_x" {
		o.t.Errorf("TakeWebhook() = %+v, %v, want its secret", taken, err)
	}
	o.adopt(3)
	if taken, err := o.TakeWebhook(o.ctx(), w, "a/1"); err != nil || taken.Secret != "" {
		o.t.Errorf("TakeWebhook() without its key = %+v, %v, want no secret and no error", taken, err)
	}
}

func ticketPages(o *office) {
	first, second := o.ticket("a"), o.ticket("b")
	rows, err := o.TicketPage(o.ctx(), o.agency.ID, loket.TicketQuery{After: first.ID, Open: true, Unit: first.Unit, Kind: first.Kind, Limit: 5})
	o.must(err)
	if len(rows) != 1 || rows[0].Ticket.ID != second.ID {
		o.t.Errorf("a page after the first = %+v, want the second", rows)
	}
	if rows, err := o.TicketPage(o.ctx(), "lain", loket.TicketQuery{Limit: 5}); err != nil || len(rows) != 0 {
		o.t.Errorf("another agency's page = %+v, %v, want none", rows, err)
	}
	if id, err := o.TicketOf(o.ctx(), o.agency.ID, first.Conversation); err != nil || id != first.ID {
		o.t.Errorf("TicketOf() = %q, %v, want %q", id, err, first.ID)
	}
	if _, err := o.TicketOf(o.ctx(), "lain", first.Conversation); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("TicketOf(another agency) = %v, want %v", err, loket.ErrNotFound)
	}
}
