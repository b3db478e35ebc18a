package console

import (
	"net/url"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/words"
)

// attemptView is what the bot made of a citizen's message.
type attemptView struct {
	Summary    words.Text
	Quoted     []candidateView // the entries it quoted then
	Asked      bool            // it asked back then
	Candidates []candidateView // as it would rank them now
	Now        words.Text      // how sure it would be now
	Why        words.Text      // why it handed over; empty: it did not
}

// candidateView is an entry the bot had in mind.
type candidateView struct{ Title, Href, Score string }

// attemptsShown bounds how many of a conversation's messages are looked into anew.
const attemptsShown = 20

// attempts tell what the bot made of the citizen's last messages, by their place.
// What was decided stands in the ledger; how it ranks the candidates does not, and is
// computed from the masked words.
func (c *Console) attempts(v loket.TicketView) map[int]attemptView {
	out := map[int]attemptView{}
	if c.Library == nil {
		return out
	}
	for i := len(v.Lines) - 1; i >= 0 && len(out) < attemptsShown; i-- {
		if asked(v.Lines[i]) && v.Lines[i].Message != "" {
			out[i] = c.attempt(v, i)
		}
	}
	return out
}

func (c *Console) attempt(v loket.TicketView, at int) (a attemptView) {
	agency, href, verdict := v.Ticket.Agency, ticketHref(v.Ticket.ID), ""
	for _, line := range v.Lines {
		if line.FromCitizen || line.Message != v.Lines[at].Message || line.Verdict == "" {
			continue
		}
		if verdict == "" {
			verdict = line.Verdict
		}
		a.Asked = a.Asked || line.Answer == loket.AnswerAsk
		if line.Answer == loket.AnswerQuote {
			a.Quoted = append(a.Quoted, c.candidate(agency, href, line.Entry, line.Entry, ""))
		}
	}
	for _, part := range c.Library.Find(agency, queryOf(v.Lines, at)).Parts {
		if a.Now == "" {
			a.Now = verdictText(string(part.Verdict))
		}
		for _, found := range part.Candidates {
			a.Candidates = append(a.Candidates, c.candidate(agency, href, found.Entry, found.Title, percent(found.Score)))
		}
	}
	if v.Lines[at].Message == v.Ticket.Message {
		a.Why = reasonText(v.Ticket.Reason)
		if verdict == "" && v.Ticket.Reason == string(faq.Unknown) {
			verdict = string(faq.Unknown)
		}
	}
	a.Summary = summary(verdict, v.Lines[at].Outcome, a)
	return a
}

// candidate names an entry by its title and leads to what it says.
func (c *Console) candidate(agency loket.AgencyID, ticket, id, title, score string) candidateView {
	if e, _ := c.Library.Entry(agency, id); e.Title != "" {
		title = e.Title
	}
	return candidateView{Title: title, Score: score, Href: ticket + "?" + url.Values{"jawaban": {id}}.Encode() + "#katalog"}
}

// summary says in a line what came of a message.
func summary(verdict string, outcome loket.Outcome, a attemptView) words.Text {
	parts := []words.Text{}
	if verdict != "" {
		parts = append(parts, verdictText(verdict))
	}
	switch {
	case len(a.Quoted) > 0:
		parts = append(parts, words.Say("mengutip %s", a.Quoted[0].Title))
	case a.Asked:
		parts = append(parts, "bertanya balik")
	}
	if done := outcomeText(outcome); done != "" {
		parts = append(parts, done)
	}
	if len(parts) == 0 {
		parts = append(parts, a.Now)
	}
	return words.Say("Bot: %s", words.Join(parts, ", "))
}

// verdictText says in plain words how sure the bot is.
func verdictText(verdict string) words.Text {
	switch faq.Verdict(verdict) {
	case faq.Sure:
		return "yakin"
	case faq.Unsure:
		return "ragu"
	case faq.Unknown:
		return "tidak tahu"
	}
	return words.Text(verdict)
}

// outcomeText says what else came of a message; empty: what was answered tells.
func outcomeText(outcome loket.Outcome) words.Text {
	switch outcome {
	case loket.OutcomeHandedOff:
		return "menyerahkan kepada petugas"
	case loket.OutcomeJoined:
		return "menambahkannya ke tiket"
	case loket.OutcomeNoticed:
		return "membalas kalimat tetap"
	case loket.OutcomeGuarded:
		return "memberi peringatan"
	case loket.OutcomeFailed:
		return "gagal menimbangnya"
	case loket.OutcomeBlocked:
		return "tidak membalas: warga diblokir"
	case loket.OutcomeWithdrawn:
		return "tidak membaca: persetujuan dicabut"
	case loket.OutcomeQuoted, loket.OutcomeAsked, loket.OutcomeReplaced, loket.OutcomeUnchanged, loket.OutcomeErased:
	}
	return ""
}
