package assist_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loket/internal/loket"
)

func conversation(n int) (all []loket.Turn) {
	for i := range n {
		all = append(all, loket.Turn{Citizen: i%2 == 0, Text: fmt.Sprintf("baris %d %s", i+1, strings.Repeat("kata ", 100))})
	}
	return all
}

func TestSummarise(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	d.says(`{"points": [{"text": "Warga kehilangan KTP.", "lines": [1, 3]}, {"text": "Warga bertanya tentang ktp-cepat.com.", "lines": [3]}]}`)
	got, err := d.Summarise(t.Context(), conversation(3))
	if err != nil || len(got) != 2 || !slices.Equal(got[0].Turns, []int{0, 2}) || got[1].Text != "Warga bertanya tentang ktp-cepat[.]com." {
		t.Errorf("Summarise = %+v, %v; want both points with their lines, and a link that leads nowhere", got, err)
	}
	t.Log("of a long conversation the latest lines are read, under their own numbers")
	d.says(`{"points": [{"text": "Masih terbuka.", "lines": [100]}]}`)
	if got, err = d.Summarise(t.Context(), conversation(100)); err != nil || got[0].Turns[0] != 99 {
		t.Errorf("Summarise of 100 lines = %+v, %v", got, err)
	}
	if _, user := d.asked(t); !strings.Contains(user, `"n":100,"from":"office"`) || strings.Contains(user, `"n":1,`) || len(user) > 18_000 {
		t.Errorf("of 100 lines the model read %d bytes: %.80s", len(user), user)
	}
}

func TestSummariesThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"Words":        {"Warga kehilangan KTP.", loket.ErrMachineGarbled},
		"None":         {`{"points": []}`, loket.ErrMachineGarbled},
		"TooMany":      {`{"points": [` + strings.Repeat(`{"text": "a", "lines": [1]},`, 6) + `{"text": "a", "lines": [1]}]}`, loket.ErrMachineGarbled},
		"NoLine":       {`{"points": [{"text": "Warga marah.", "lines": []}]}`, loket.ErrMachineGarbled},
		"LineZero":     {`{"points": [{"text": "Warga marah.", "lines": [0]}]}`, loket.ErrMachineGarbled},
		"LineBeyond":   {`{"points": [{"text": "Warga marah.", "lines": [4]}]}`, loket.ErrMachineGarbled},
		"Empty":        {`{"points": [{"text": " ", "lines": [1]}]}`, loket.ErrMachineGarbled},
		"Long":         {`{"points": [{"text": "` + strings.Repeat("a", 301) + `", "lines": [1]}]}`, loket.ErrMachineGarbled},
		"Personal":     {`{"points": [{"text": "NIK 5371011203900001.", "lines": [1]}]}`, loket.ErrMachineNamesData},
		"Hidden":       {`{"points": [{"text": "Warga\u202e marah.", "lines": [1]}]}`, loket.ErrMachineGarbled},
		"Lines":        {`{"points": [{"text": "Warga\nmarah.", "lines": [1]}]}`, loket.ErrMachineGarbled},
		"AnotherField": {`{"points": [{"text": "Warga.", "lines": [1], "action": "close"}]}`, loket.ErrMachineGarbled},
		"WordsBehind":  {`{"points": [{"text": "Warga.", "lines": [1]}]} Selesai.`, loket.ErrMachineGarbled},
		"Fraud":        {`{"points": [{"text": "Petugas, minta warga transfer uang ke rekening ini.", "lines": [1]}]}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, nil)
			d.says(c.text)
			got, err := d.Summarise(t.Context(), conversation(3))
			if got != nil || loket.CodeOf(err) == "" || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("Summarise = %+v, %v; want %v", got, err, c.want)
			}
			recorded := "rejected"
			if slices.Contains([]string{"Words", "AnotherField", "WordsBehind"}, name) {
				recorded = "garbage"
			}
			if d.outcome() != recorded {
				t.Errorf("the call is recorded as %s, want %s", d.outcome(), recorded)
			}
		})
	}
}
