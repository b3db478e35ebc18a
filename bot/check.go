package bot

import (
	"errors"
	"strings"
	"time"

	"loket/internal/loket"
)

// codeIn is the check code of words that ask for nothing but what it names: "cek
// 7F3Q-9KXM"; "": they do not. A digit tells a code from a word.
func codeIn(text string) string {
	first, rest, _ := strings.Cut(strings.Join(strings.Fields(strings.Trim(text, " \n.!?")), " "), " ")
	if !strings.EqualFold(first, "cek") {
		return ""
	}
	if kind, after, _ := strings.Cut(rest, " "); strings.EqualFold(kind, "kode") {
		rest = after
	}
	if code, ok := loket.ParseCheckCode(rest); ok && strings.ContainsAny(rest, "0123456789") {
		return code
	}
	return ""
}

// checkCommand tells whether the office wrote what bears a code. A ticket's number is
// taken for the wish to know where it stands.
func (t *turn) checkCommand(m loket.Message, typed string) {
	if loket.FindTicketNumber(typed) != "" {
		t.statusCommand(m, typed)
		return
	}
	t.apart(func() { t.tellCode(m, typed) })
}

func (t *turn) tellCode(m loket.Message, typed string) {
	code, ok := loket.ParseCheckCode(strings.TrimPrefix(strings.ToLower(typed), "kode "))
	if !ok {
		said := sayBadCode
		if typed == "" {
			said = sayHowToCheck
		}
		t.notice(m, loket.OutcomeNoticed, said)
		return
	}
	written, err := t.verify(loket.CodeTry{ID: string(m.ID), Agency: m.Agency, Code: code, Asker: string(m.Conversation)})
	switch {
	case errors.Is(err, loket.ErrNoSuchCode):
		t.notice(m, loket.OutcomeNoticed, loket.ErrNoSuchCode.Message, humanButton())
	case errors.Is(err, loket.ErrTooManyTries):
		t.notice(m, loket.OutcomeNoticed, sayTooManyCodes)
	case err != nil:
		t.problem = err
	default:
		t.notice(m, loket.OutcomeNoticed, sayWritten(t.situation.Agency, written, t.book.Title(written.Entry), t.book.Calendar.Zone()))
	}
}

// Written tells anybody what an agency wrote under a code: when, where to and what kind,
// not to whom. title is that of its entry, "" where there is none.
func Written(agency loket.Agency, w loket.Written, title string, zone *time.Location) string {
	return sayWritten(agency, w, title, zone)
}

// Title is what an entry is called, quotable or not; "": it is none, or is gone.
func (b *Book) Title(entry string) string {
	e, _ := b.Catalog.Entry(entry)
	return e.Title
}

// kindText is what an answer is called to somebody it was not for.
func kindText(w loket.Written, title string) string {
	switch {
	case title != "" && w.Kind == loket.AnswerNotice:
		return "ralat jawaban “" + title + "”"
	case title != "" && w.Kind == loket.AnswerReply:
		return "jawaban “" + title + "” dari petugas"
	case title != "" && w.Kind == loket.AnswerQuote:
		return "jawaban “" + title + "”"
	}
	switch w.Kind {
	case loket.AnswerQuote:
		return "jawaban"
	case loket.AnswerAsk:
		return "pertanyaan balik"
	case loket.AnswerReceipt:
		return "tanda terima tiket"
	case loket.AnswerReply:
		return "balasan petugas"
	default:
		return "pemberitahuan"
	}
}

// channelText is where an answer went.
func channelText(kind loket.ChannelKind) string {
	if kind == loket.Telegram {
		return "Telegram"
	}
	return "obrolan situs"
}
