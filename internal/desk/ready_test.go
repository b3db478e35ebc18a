package desk_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/privacy"
)

func boss() loket.Staff { return member("bos", loket.RoleSupervisor) }

func TestReadyReplies(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	save := func(unit loket.UnitID, title string) {
		t.Helper()
		o.must(o.SaveReady(t.Context(), boss(), loket.ReadyReply{Unit: unit, Title: " " + title + "\n", Text: "Nomor {nomor_tiket}.\r\n"}))
	}
	save("", "Salam")
	save("capil", "Akta")
	save("pengaduan", "Maaf")
	titles := func(unit loket.UnitID) (all []string) {
		ready, err := o.ReadyReplies(t.Context(), petugasA(), unit)
		o.must(err)
		for _, r := range ready {
			all = append(all, r.Title)
		}
		return all
	}
	if got := titles("capil"); !slices.Equal(got, []string{"Akta", "Salam"}) {
		t.Errorf("of a unit: %q, want its own and those of all", got)
	}
	if got := titles(""); len(got) != 3 {
		t.Errorf("of the agency: %q, want all three", got)
	}
	all, err := o.ReadyReplies(t.Context(), boss(), "capil")
	o.must(err)
	if all[0].Text != "Nomor {nomor_tiket}." {
		t.Errorf("text = %q, want it tidy", all[0].Text)
	}
	o.must(o.DropReady(t.Context(), boss(), all[0].ID))
	if got := titles("capil"); !slices.Equal(got, []string{"Salam"}) {
		t.Errorf("after a deletion: %q", got)
	}
	if err := o.DropReady(t.Context(), boss(), all[0].ID); !errors.Is(err, loket.ErrNotFound) {
		t.Errorf("deleting it twice = %v, want %v", err, loket.ErrNotFound)
	}
}

func TestReadyRefused(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.Guard = privacy.Guard{}
	for name, c := range map[string]struct {
		by          loket.Staff
		title, text string
		want        loket.Code
	}{
		"ByAnOfficer":       {petugasA(), "Salam", "Selamat pagi.", loket.CodeForbidden},
		"WithoutTitle":      {boss(), " ", "Selamat pagi.", loket.CodeInvalid},
		"WithoutText":       {boss(), "Salam", "\n", loket.CodeInvalid},
		"LongTitle":         {boss(), strings.Repeat("é", 81), "Selamat pagi.", loket.CodeTooLarge},
		"LongText":          {boss(), "Salam", strings.Repeat("é", 2001), loket.CodeTooLarge},
		"BrokenText":        {boss(), "Salam", "\xff", loket.CodeInvalid},
		"UnknownField":      {boss(), "Salam", "Halo {nama_warga}.", loket.CodeInvalid},
		"Template":          {boss(), "Salam", "Halo {{.Title}}.", loket.CodeInvalid},
		"OpenBrace":         {boss(), "Salam", "Halo {nama", loket.CodeInvalid},
		"AsksForNIK":        {boss(), "Salam", "Kirim NIK Anda ke sini.", loket.CodeInvalid},
		"LeadsElsewhere":    {boss(), "Salam", "Buka dukcapil-cepat.com.", loket.CodeInvalid},
		"FieldInsideAField": {boss(), "Salam", "{nama_{petugas}}", loket.CodeInvalid},
	} {
		if err := o.SaveReady(t.Context(), c.by, loket.ReadyReply{Title: c.title, Text: c.text}); loket.CodeOf(err) != c.want {
			t.Errorf("%s: SaveReady() = %v, want %s", name, err, c.want)
		}
	}
	if all, err := o.ReadyReplies(t.Context(), boss(), ""); err != nil || len(all) != 0 {
		t.Errorf("%d were saved (%v), want none", len(all), err)
	}
	if err := o.DropReady(t.Context(), petugasA(), "x"); loket.CodeOf(err) != loket.CodeForbidden {
		t.Errorf("an officer deletes = %v, want it forbidden", err)
	}
	t.Log("no more than 200")
	o.Ready = fullShelf{o.ledger}
	if err := o.SaveReady(t.Context(), boss(), loket.ReadyReply{Title: "Salam", Text: "Selamat pagi."}); loket.CodeOf(err) != loket.CodeTooMany {
		t.Errorf("the 201st = %v, want %s", err, loket.CodeTooMany)
	}
}

// fullShelf has as many ready replies as an agency may.
type fullShelf struct{ desk.ReadyLedger }

func (fullShelf) ReadyReplies(context.Context, loket.AgencyID) ([]loket.ReadyReply, error) {
	return make([]loket.ReadyReply, 200), nil
}

// TestFill holds what is filled in to plain words: a value that looks like a
// placeholder or a template stays what it is.
func TestFill(t *testing.T) {
	t.Parallel()
	b := desk.Blanks{Office: "Dinas {petugas}", Number: "KPG-7F3Q9K-X", Staff: "{{.Hours}} %s", Hours: "Senin–Jumat 08.00–15.00"}
	got := b.Fill("{nama_kantor}, {nomor_tiket}, {petugas}, {jam_buka}, {lain}, %d")
	want := "Dinas {petugas}, KPG-7F3Q9K-X, {{.Hours}} %s, Senin–Jumat 08.00–15.00, {lain}, %d"
	if got != want {
		t.Errorf("Fill() = %q, want %q", got, want)
	}
	for _, p := range desk.Placeholders() {
		if b.Fill(p) == p {
			t.Errorf("%s is listed and not filled", p)
		}
	}
}

func TestMentions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"@rina tolong lihat":                 {"rina"},
		"tanya @Rina.K, lalu @budi-2.":       {"rina.k", "budi-2"},
		"(@rina) @rina":                      {"rina"},
		"surat ke rina@contoh.id":            nil,
		"@ rina":                             nil,
		"@<script>":                          nil,
		strings.Repeat("@ab ", 3) + "@cd @e": {"ab", "cd"},
	} {
		if got := desk.Logins(text); !slices.Equal(got, want) {
			t.Errorf("Logins(%q) = %q, want %q", text, got, want)
		}
	}
	o := openOffice(t)
	rina := loket.Staff{ID: "rina", Agency: petugasA().Agency, Login: "rina", Name: "Rina", Role: loket.RoleOfficer}
	o.must(o.ledger.AddStaff(t.Context(), rina))
	k := o.ticket("a")
	o.must(o.Note(t.Context(), petugasA(), k.ID, "@rina tolong lihat, bukan @tidak-ada"))
	if got, err := o.Mentioned(t.Context(), rina); err != nil || len(got) != 1 || got[0].Ticket != k.ID {
		t.Errorf("Mentioned() = %+v, %v, want the ticket", got, err)
	}
	_, err := o.View(t.Context(), rina, k.ID)
	o.must(err)
	if got, err := o.Mentioned(t.Context(), rina); err != nil || len(got) != 0 {
		t.Errorf("after they looked: %+v, %v, want none", got, err)
	}
	if _, err := o.Mentioned(t.Context(), member("k", loket.RoleCurator)); loket.CodeOf(err) != loket.CodeForbidden {
		t.Errorf("a curator = %v, want it forbidden", err)
	}
}

// TestGuardNamesEveryPart: a refusal says all that is wrong, where it stands.
func TestGuardNamesEveryPart(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	text := "Selamat pagi. Kirim NIK Anda ke sini. Lalu buka dukcapil-cepat.com. Terima kasih."
	refused, ok := errors.AsType[*privacy.RefusedError](o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, text))
	if !ok || len(refused.Parts) != 2 || loket.CodeOf(refused) != loket.CodeInvalid {
		t.Fatalf("Reply() = %+v, want two parts refused", refused)
	}
	for _, part := range refused.Parts {
		if !strings.Contains(text, part.Words) || part.Why() == "" || part.Instead() == "" {
			t.Errorf("part = %+v, want it as it stands, with a reason and a cure", part)
		}
	}
	if len(o.replies()) != 0 {
		t.Error("it was sent all the same")
	}
}
