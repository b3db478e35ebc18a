package desk

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
)

// ReadyLedger is where the desk keeps ready replies.
type ReadyLedger interface {
	// ReadyReplies returns an agency's by title.
	ReadyReplies(ctx context.Context, agency loket.AgencyID) ([]loket.ReadyReply, error)
	// SaveReady writes one; loket.ErrNotFound: it is another agency's.
	SaveReady(ctx context.Context, by loket.Staff, r loket.ReadyReply) error
	// DropReady deletes one; loket.ErrNotFound.
	DropReady(ctx context.Context, by loket.Staff, id loket.ReadyID) error
}

// What a ready reply may hold, in characters.
const (
	readyTitle = 80
	readyText  = 2000
	readyMost  = 200 // of an agency
)

// Blanks are what the placeholders of a ready reply stand for. There are no others,
// and nothing else in a ready reply is anything but words.
type Blanks struct {
	Office string // {nama_kantor}
	Number string // {nomor_tiket}
	Staff  string // {petugas}
	Hours  string // {jam_buka}
}

// Placeholders lists the placeholders as they are written.
func Placeholders() []string {
	return []string{"{nama_kantor}", "{nomor_tiket}", "{petugas}", "{jam_buka}"}
}

// Fill puts the values in. What a value holds is not looked into again.
func (b Blanks) Fill(text string) string {
	return strings.NewReplacer(
		"{nama_kantor}", b.Office, "{nomor_tiket}", b.Number, "{petugas}", b.Staff, "{jam_buka}", b.Hours,
	).Replace(text)
}

// braced is what looks like a placeholder.
var braced = regexp.MustCompile(`\{[^{}\n]*\}?`)

// ReadyReplies returns the ready replies of a unit and those of all units, by title;
// every one of the agency's for an empty unit.
func (d *Desk) ReadyReplies(ctx context.Context, by loket.Staff, unit loket.UnitID) ([]loket.ReadyReply, error) {
	if err := mayServe(by); err != nil {
		return nil, err
	}
	all, err := d.Ready.ReadyReplies(ctx, by.Agency)
	if err != nil {
		return nil, fmt.Errorf("list ready replies: %w", err)
	}
	return slices.DeleteFunc(all, func(r loket.ReadyReply) bool { return unit != "" && r.Unit != "" && r.Unit != unit }), nil
}

// SaveReady writes a ready reply, a new one where it has no id. Who supervises may.
// What the guard of replies refuses is refused here already.
func (d *Desk) SaveReady(ctx context.Context, by loket.Staff, r loket.ReadyReply) error {
	if err := maySupervise(by); err != nil {
		return err
	}
	r.Title, r.Text = strings.Join(strings.Fields(tidy(r.Title)), " "), tidy(r.Text)
	if err := checkReady(r); err != nil {
		return err
	}
	if err := d.Guard.Check(r.Text); err != nil {
		return err
	}
	if r.ID == "" {
		all, err := d.Ready.ReadyReplies(ctx, by.Agency)
		if err != nil {
			return fmt.Errorf("count ready replies: %w", err)
		}
		if len(all) >= readyMost {
			return loket.Errorf(loket.CodeTooMany, "Sudah ada 200 balasan siap. Hapus yang tidak dipakai, lalu simpan lagi.")
		}
		r.ID = loket.NewID[loket.ReadyID]()
	}
	return d.Ready.SaveReady(ctx, by, r)
}

// DropReady deletes a ready reply. Who supervises may.
func (d *Desk) DropReady(ctx context.Context, by loket.Staff, id loket.ReadyID) error {
	if err := maySupervise(by); err != nil {
		return err
	}
	return d.Ready.DropReady(ctx, by, id)
}

func checkReady(r loket.ReadyReply) error {
	switch {
	case r.Title == "" || r.Text == "":
		return loket.Errorf(loket.CodeInvalid, "Judul dan isi balasan siap harus diisi. Lengkapi, lalu simpan lagi.")
	case !utf8.ValidString(r.Title) || !utf8.ValidString(r.Text):
		return loket.Errorf(loket.CodeInvalid, "Balasan siap memuat huruf yang rusak. Tulis ulang, lalu simpan lagi.")
	case utf8.RuneCountInString(r.Title) > readyTitle:
		return loket.Errorf(loket.CodeTooLarge, "Judul lebih dari 80 huruf. Pendekkan, lalu simpan lagi.")
	case utf8.RuneCountInString(r.Text) > readyText:
		return loket.Errorf(loket.CodeTooLarge, "Balasan siap lebih dari 2.000 huruf. Pendekkan, lalu simpan lagi.")
	}
	for _, found := range braced.FindAllString(r.Text, -1) {
		if !slices.Contains(Placeholders(), found) {
			return loket.Sayf(loket.CodeInvalid, "Isian \"%s\" tidak dikenal. Yang dapat dipakai: %s. Hapus kurung kurawal yang lain.",
				found, strings.Join(Placeholders(), ", "))
		}
	}
	return nil
}

func maySupervise(by loket.Staff) error {
	if !by.Active() || !by.MaySupervise() {
		return loket.Errorf(loket.CodeForbidden, "Balasan siap dikelola penyelia atau admin. Minta mereka mengubahnya.")
	}
	return nil
}
