package bot

import (
	"slices"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// promise computes what a new ticket's citizen is told and notes it on the ticket.
// Whoever is in danger is promised nothing: a human is called at once. What
// cannot be read is this turn's problem, unless it hands over unread.
func (t *turn) promise(k *loket.Ticket) loket.Outlook {
	if k.Priority >= loket.PriorityEmergency {
		return loket.Outlook{}
	}
	outlook, err := t.outlook(*k)
	if err != nil {
		t.problem = err
		return loket.Outlook{}
	}
	if !outlook.Latest.IsZero() {
		k.Promise = loket.GivenPromise(outlook.Latest)
	}
	return outlook
}

// promised records what a ticket's citizen was told, like the event of its
// hand-off.
func (t *turn) promised(handoff loket.Event, k loket.Ticket, outlook loket.Outlook) {
	if !k.Promise.Stands() {
		return
	}
	handoff.Kind, handoff.Until, handoff.Value, handoff.Revision = loket.EventPromise, k.Promise.At, int64(outlook.Place), ""
	t.decision.Events = append(t.decision.Events, handoff)
}

// outlookText says what a new ticket's citizen is told; without a promise it is
// the office's status.
func (t *turn) outlookText(k loket.Ticket, outlook loket.Outlook) string {
	switch {
	case t.book == nil:
		return ""
	case !k.Promise.Stands():
		return t.hours()
	}
	status := t.book.Calendar.Status(t.now)
	return sayOutlook(outlook.Place, k.Promise.At.In(t.book.Calendar.Zone()), t.local(), status)
}

// receiptButtons stand under a receipt: where the ticket stands, at any time, and
// what opens it from elsewhere.
func (t *turn) receiptButtons(k loket.Ticket) [][]loket.Button {
	if k.Priority >= loket.PriorityEmergency {
		return nil
	}
	buttons := []loket.Button{statusButton(k)}
	switch {
	case t.mayMove():
		buttons = append(buttons, moveButton(k))
	case t.situation.ChannelKind != loket.WebChat:
		buttons = append(buttons, pinButton(k))
	}
	return column(buttons)
}

func statusButton(k loket.Ticket) loket.Button {
	return loket.Button{Label: labelStatus, Data: dataStatus + k.Number}
}

// asksStatus tells whether a message is nothing but the word or the number of a
// ticket of this agency: the citizen wants to know where they stand. The code
// counts too: among other words every 32nd would pass the check character. Words
// that may be about documents as well are about the ticket while there is one.
func (t *turn) asksStatus(text string) bool {
	word := strings.ToLower(strings.Join(strings.Fields(strings.Trim(text, " \n.!?")), " "))
	number, ok := loket.ParseTicketNumber(word)
	if ok && strings.HasPrefix(number, t.situation.Agency.Code+"-") || word == "status" {
		return true
	}
	return slices.Contains([]string{
		"sampai mana", "sudah sampai mana", "sudah sampai di mana", "antrean", "antrian", "cek antrean", "cek antrian", "cek status", "status tiket",
	}, word) && t.named("") != nil
}

// asksCancel tells whether a message is nothing but the wish to take a question
// back, with or without its number.
func asksCancel(text string) bool {
	words := strings.Fields(strings.ToLower(strings.Trim(text, " \n.!")))
	if len(words) == 0 || words[0] != "batal" && words[0] != "batalkan" {
		return false
	}
	if len(words) == 1 || len(words) == 2 && (words[1] == "tiket" || words[1] == "pertanyaan") {
		return true
	}
	_, numbered := loket.ParseTicketNumber(words[1])
	return numbered && len(words) == 2
}

// named is the citizen's open ticket that a text names; else their question, else
// their complaint; nil: they have none.
func (t *turn) named(text string) *loket.Ticket {
	question := t.ticket()
	number := numberIn(text)
	if question != nil && (number == "" || number == question.Number) {
		return question
	}
	if complaint := t.standing(loket.KindComplaint); complaint != nil && (question == nil || number == complaint.Number) {
		return complaint
	}
	return question
}

// numberIn is the first ticket number in a text; "": none.
func numberIn(text string) string {
	for word := range strings.FieldsSeq(text) {
		if number, ok := loket.ParseTicketNumber(strings.Trim(word, ".!?")); ok {
			return number
		}
	}
	return ""
}

// statusCommand tells where a citizen's ticket stands.
func (t *turn) statusCommand(m loket.Message, text string) {
	switch k, number := t.named(text), numberIn(text); {
	case k != nil:
		t.tellStatus(m, *k)
	case number != "":
		t.notice(m, loket.OutcomeNoticed, sayNeedsPIN, humanButton())
	default:
		t.notice(m, loket.OutcomeNoticed, sayNoTicket, humanButton())
	}
}

// tellStatus tells where a ticket of this conversation stands now, and the promise
// as it stands.
func (t *turn) tellStatus(m loket.Message, k loket.Ticket) {
	text, ok := t.statusText(k)
	switch {
	case !ok:
	case k.State == loket.TicketClaimed:
		t.notice(m, loket.OutcomeNoticed, text)
	default:
		t.notice(m, loket.OutcomeNoticed, text, loket.Button{Label: labelCancel, Data: dataCancel + k.Number})
	}
}

// statusText is where a ticket stands, whosever it is; false: it could not be read.
func (t *turn) statusText(k loket.Ticket) (text string, ok bool) {
	place := 0
	if k.InLine() {
		outlook, err := t.outlook(k)
		if err != nil {
			t.problem = err
			return "", false
		}
		place = outlook.Place
	}
	return Status(k, place, t.now, t.book.Calendar), true
}

// Status is where a ticket stands at now, as its citizen reads it; place is that in
// the queue, 0: it is in none.
func Status(k loket.Ticket, place int, now time.Time, office calendar.Calendar) string {
	zone := office.Zone()
	k.Promise.At = k.Promise.At.In(zone)
	if !k.Open() {
		return sayClosed(k.Number)
	}
	return sayStatus(k, place, now.In(zone), calendar.Reopening(office.Status(now), now))
}

// cancelCommand ends a ticket that nobody holds, as its citizen asks.
// One that staff have already is theirs to close. What was opened in this turn is
// written first.
func (t *turn) cancelCommand(m loket.Message, text string) {
	k := t.named(text)
	switch {
	case k == nil:
		t.notice(m, loket.OutcomeNoticed, sayNoTicket, humanButton())
	case k == t.decision.Ticket || k == t.decision.Reopen || t.decision.Cancel != "":
		t.deferred = true
	case k.State == loket.TicketClaimed:
		t.about(m, *k, sayTooLate(k.Number))
	default:
		t.cancel(m, *k)
	}
}

// cancel settles m with the last word on a ticket. What follows in this turn
// joins it no more.
func (t *turn) cancel(m loket.Message, k loket.Ticket) {
	t.about(m, k, sayCancelled(k.Number))
	t.decision.Cancel = k.ID
	if t.situation.Ticket != nil && t.situation.Ticket.ID == k.ID {
		t.situation.Ticket = nil
	}
	k.State = loket.TicketClosed
	t.cancelled = &k
}

// about says something of a ticket that m is about: whoever has the ticket reads
// both.
func (t *turn) about(m loket.Message, k loket.Ticket, text string) {
	id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice, Ticket: k.ID}, loket.Content{Text: text})
	t.settle(loket.OutcomeNoticed, id, k.ID, m)
}

// Delay is what a citizen reads whose ticket has a new promise, told before the
// one before was over or, late, after it. The zone is the office's.
func Delay(k loket.Ticket, late bool, now time.Time, zone *time.Location) loket.Content {
	k.Promise.At = k.Promise.At.In(zone)
	return loket.Content{Text: sayDelay(k, late, now), Buttons: column([]loket.Button{statusButton(k)})}
}
