package console

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var readyPage = template.Must(web.Page(files, "siap.html"))

// Readiness is what the console asks of the desk about ready replies.
type Readiness interface {
	// ReadyReplies returns those of a unit and of all; every one for an empty unit.
	ReadyReplies(ctx context.Context, staff loket.Staff, unit loket.UnitID) ([]loket.ReadyReply, error)
	// SaveReady writes one, a new one where it has no id. It refuses who does not
	// supervise.
	SaveReady(ctx context.Context, staff loket.Staff, r loket.ReadyReply) error
	// DropReady deletes one under the same condition.
	DropReady(ctx context.Context, staff loket.Staff, id loket.ReadyID) error
}

// readyView is the page of ready replies.
type readyView struct {
	web.Frame
	Rows    []readyRow
	Blank   readyRow // of a new one
	Problem words.Text
	Notice  words.Text
	Fields  string // the placeholders there are
}

// readyRow is one ready reply.
type readyRow struct {
	ID          loket.ReadyID
	Title, Text string
	Unit        words.Text // its name
	Changed     words.Text
	Units       []choiceView // of the form
	Open        bool         // its form was refused
}

// ready answers GET /loket/balasan-siap.
func (c *Console) ready(w http.ResponseWriter, r *http.Request) error {
	said := said{}
	if r.URL.Query().Has("disimpan") {
		said.notice = "Balasan siap disimpan."
	}
	if r.URL.Query().Has("dihapus") {
		said.notice = "Balasan siap dihapus."
	}
	return c.showReady(w, r, http.StatusOK, said, loket.ReadyReply{})
}

// saveReady answers POST /loket/balasan-siap; with "hapus" it deletes.
func (c *Console) saveReady(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	one := loket.ReadyReply{
		ID: loket.ReadyID(r.PostFormValue("id")), Unit: loket.UnitID(r.PostFormValue("bagian")),
		Title: r.PostFormValue("judul"), Text: strings.ReplaceAll(r.PostFormValue("isi"), "\r\n", "\n"),
	}
	done, act := "disimpan", func(ctx context.Context) error { return c.desk.SaveReady(ctx, staff, one) }
	if r.URL.Query().Has("hapus") {
		done, act = "dihapus", func(ctx context.Context) error { return c.desk.DropReady(ctx, staff, one.ID) }
	}
	if err := act(r.Context()); err != nil {
		if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeForbidden {
			return err
		}
		return c.showReady(w, r, web.Status(err), said{problem: web.Explain(err)}, one)
	}
	http.Redirect(w, r, "/loket/balasan-siap?"+done+"=1", http.StatusSeeOther)
	return nil
}

// showReady writes the page; refused is what stays in its form.
func (c *Console) showReady(w http.ResponseWriter, r *http.Request, status int, said said, refused loket.ReadyReply) error {
	staff := web.StaffOf(r.Context())
	all, err := c.desk.ReadyReplies(r.Context(), staff, "")
	if err != nil {
		return fmt.Errorf("list ready replies: %w", err)
	}
	view := readyView{
		Frame: web.NewFrame(r, "Balasan siap"), Problem: said.problem, Notice: said.notice,
		Fields: strings.Join(desk.Placeholders(), ", "), Blank: readyRow{Units: c.unitChoices(staff.Agency, "")},
	}
	kept := refused.Title == "" && refused.Text == ""
	for _, one := range all {
		row := c.readyRow(staff, one)
		if one.ID == refused.ID && !kept {
			row.Title, row.Text, row.Open, kept = refused.Title, refused.Text, true, true
			row.Units = c.unitChoices(staff.Agency, refused.Unit)
		}
		view.Rows = append(view.Rows, row)
	}
	if !kept {
		view.Blank.Title, view.Blank.Text, view.Blank.Open = refused.Title, refused.Text, true
		view.Blank.Units = c.unitChoices(staff.Agency, refused.Unit)
	}
	return web.Render(w, status, readyPage, view)
}

func (c *Console) readyRow(staff loket.Staff, one loket.ReadyReply) readyRow {
	row := readyRow{ID: one.ID, Title: one.Title, Text: one.Text, Units: c.unitChoices(staff.Agency, one.Unit)}
	for _, unit := range row.Units {
		if unit.Chosen {
			row.Unit = unit.Name
		}
	}
	row.Changed = words.Say("%s, %s", nameOf(one.ChangedBy), web.When(one.ChangedAt, c.now(), c.zone(staff.Agency)))
	return row
}

// unitChoices are the units a ready reply can be of.
func (c *Console) unitChoices(agency loket.AgencyID, of loket.UnitID) []choiceView {
	choices := []choiceView{{Name: "Semua bagian", Chosen: of == ""}}
	for _, unit := range c.unitsOf(agency) {
		choices = append(choices, choiceView{Value: unit.Value, Name: unit.Name, Chosen: string(of) == unit.Value})
	}
	return choices
}
