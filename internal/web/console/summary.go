package console

import (
	"fmt"
	"net/http"
	"strconv"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// summarised is from how many lines on a conversation can be summed up.
const summarised = 8

// summaryView is what a machine makes of a conversation; no points: nobody has asked.
type summaryView struct {
	Points  []pointView
	Problem words.Text
}

// pointView is one point, with the lines that say so.
type pointView struct {
	Text  string
	Lines []placeInView
}

// placeInView leads to a line of the conversation.
type placeInView struct{ Href, Number string }

// summaries is the offer of a summary; nil: there is none for this conversation.
func (c *Console) summaries(agency loket.AgencyID, lines int) *summaryView {
	if c.Assistant == nil || lines < summarised || !c.Assistant.Summarises(agency) {
		return nil
	}
	return &summaryView{}
}

// summarise answers POST /loket/tiket/{id}/ringkasan: the machine sums up the
// conversation for whoever reads the ticket. It is kept nowhere.
func (c *Console) summarise(w http.ResponseWriter, r *http.Request) error {
	staff, draft := web.StaffOf(r.Context()), r.PostFormValue("teks")
	if c.Assistant == nil || !c.Assistant.Summarises(staff.Agency) {
		return loket.ErrNotFound
	}
	ticket, err := c.desk.View(r.Context(), staff, ticketID(r))
	if err != nil {
		return fmt.Errorf("view ticket: %w", err)
	}
	points, err := c.Assistant.Summarise(r.Context(), staff.Agency, turnsOf(ticket.Lines))
	if err != nil && loket.CodeOf(err) == "" {
		return fmt.Errorf("sum up a conversation: %w", err)
	}
	view := summaryView{}
	if err != nil {
		view.Problem = web.Explain(err)
	}
	for _, p := range points {
		one := pointView{Text: p.Text}
		for _, at := range p.Turns {
			number := strconv.Itoa(at + 1)
			one.Lines = append(one.Lines, placeInView{Href: "#baris-" + number, Number: number})
		}
		view.Points = append(view.Points, one)
	}
	return c.showTicket(w, r, http.StatusOK, said{draft: draft, summary: &view})
}
