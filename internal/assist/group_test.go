package assist_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/internal/loket"
)

func groups(n int) (all []loket.AskedGroup) {
	for i := range n {
		all = append(all, loket.AskedGroup{
			Words: []string{"timor", "leste"}, Title: "Akta kelahiran",
			Examples: []string{fmt.Sprintf("akta dari dili nomor %d", i), strings.Repeat("panjang ", 60), "tiga", "empat tidak dibaca"},
		})
	}
	return all
}

func TestNameGroups(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	d.says(`{"groups": [
		{"n": 2, "name": "Hubungi 081234567890", "questions": ["lihat bit.ly/akta", "Tiga", "akta dili dicatat di mana", "AKTA dili dicatat di mana "]},
		{"n": 1, "name": " Akta dari Timor Leste ", "questions": []}]}`)
	got, err := d.NameGroups(t.Context(), groups(3))
	if err != nil || len(got) != 3 || got[0].Name != "Akta dari Timor Leste" || got[1].Name != "" || got[2].Name != "" {
		t.Fatalf("NameGroups = %+v, %v; want the first named, the second's name left out, the third without", got, err)
	}
	if want := []string{"akta dili dicatat di mana"}; !slices.Equal(got[1].Questions, want) {
		t.Errorf("questions = %q, want %q: no link, none that is known, none twice", got[1].Questions, want)
	}
	_, user := d.asked(t)
	if !strings.Contains(user, `"near":"Akta kelahiran"`) || strings.Contains(user, "empat tidak dibaca") {
		t.Errorf("the model read %s", user)
	}
	t.Log("as many groups are named as fit into a call")
	d.says(`{"groups": []}`)
	if got, err = d.NameGroups(t.Context(), groups(100)); err != nil || len(got) < 20 || len(got) > 60 {
		t.Errorf("of 100 groups %d fitted, %v", len(got), err)
	}
}

func TestNamesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, recorded string }{
		"Words":   {"Akta", "garbage"},
		"Unknown": {`{"groups": [{"n": 4, "name": "Akta", "questions": []}]}`, "rejected"},
		"Zero":    {`{"groups": [{"n": 0, "name": "Akta", "questions": []}]}`, "rejected"},
		"Twice":   {`{"groups": [{"n": 1, "name": "Akta", "questions": []}, {"n": 1, "name": "KTP", "questions": []}]}`, "rejected"},
		"Field":   {`{"groups": [], "publish": true}`, "garbage"},
	} {
		d := newDesk(t, nil)
		d.says(c.text)
		got, err := d.NameGroups(t.Context(), groups(3))
		if got != nil || !errors.Is(err, loket.ErrMachineGarbled) || d.outcome() != c.recorded {
			t.Errorf("%s: NameGroups = %+v, %v, recorded as %s; want it refused, as %s", name, got, err, d.outcome(), c.recorded)
		}
	}
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	of := loket.Ground{Entry: "ktp-hilang", Title: "KTP-el hilang", Text: "Bawa surat keterangan hilang."}
	d.says(`{"questions": ["ktp sa hilang", "KTP saya hilang", "nik 5371011203900001 hilang", "ktp\u0000", "dompet hilang ktp ikut hilang"]}`)
	got, err := d.Questions(t.Context(), of, []string{"ktp saya hilang"})
	if want := []string{"ktp sa hilang", "dompet hilang ktp ikut hilang"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("Questions = %q, %v; want %q", got, err, want)
	}
	for text, recorded := range map[string]string{`{"questions": ["ktp saya hilang"]}`: "rejected", `{"questions": []}`: "rejected", "ktp": "garbage"} {
		d.says(text)
		got, err := d.Questions(t.Context(), of, []string{"ktp saya hilang"})
		if got != nil || !errors.Is(err, loket.ErrMachineGarbled) || d.outcome() != recorded {
			t.Errorf("of %s Questions = %q, %v, recorded as %s; want that nothing can be used, as %s", text, got, err, d.outcome(), recorded)
		}
	}
}
