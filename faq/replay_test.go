package faq_test

import (
	"slices"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
)

// replayed is a small catalogue with what is not a question in it.
func replayed(lines ...string) fstest.MapFS {
	files := shelfOf(lines...)
	for intent, phrase := range map[string]string{
		"emergency": "kebakaran", "human-request": "panggil petugas", "complaint": "saya mengadu", "thanks": "makasih", "greeting": "halo",
	} {
		files["intents/"+intent+".yaml"] = &fstest.MapFile{Data: []byte("intent: " + intent + "\nrules:\n  - any: [" + phrase + "]\n")}
	}
	return files
}

func cardsAndFamilies() []string {
	return []string{
		"ktp-hilang published: ktp saya hilang; kehilangan ktp di jalan",
		"ktp-baru published: buat ktp baru; bikin ktp pertama kali",
		"kk-baru published: buat kk baru; kk setelah menikah",
	}
}

// TestOutcome: what a question gets is what the clerk would do with it.
func TestOutcome(t *testing.T) {
	t.Parallel()
	m := trainOn(t, replayed(cardsAndFamilies()...))
	closed := func(ids ...string) func(string) bool {
		return func(id string) bool { return !slices.Contains(ids, id) }
	}
	quote, choices := faq.GotQuote, faq.GotChoices
	staff := faq.Outcome{What: faq.GotStaff}
	special := func(i faq.Intent) faq.Outcome { return faq.Outcome{What: faq.GotSpecial, Intent: i} }
	for _, c := range []struct {
		name     string
		query    faq.Query
		quotable func(string) bool
		want     faq.Outcome
	}{
		{"Sure", faq.Query{Text: "ktp saya hilang"}, nil, faq.Outcome{What: quote, Entries: []string{"ktp-hilang"}}},
		{"SureBesideThanks", faq.Query{Text: "ktp saya hilang, makasih"}, nil, faq.Outcome{What: quote, Entries: []string{"ktp-hilang"}}},
		{"SureButNotQuotable", faq.Query{Text: "ktp saya hilang"}, closed("ktp-hilang"), staff},
		{"Unsure", faq.Query{Text: "baru"}, closed("ktp-hilang"), faq.Outcome{What: choices, Entries: []string{"ktp-baru", "kk-baru"}}},
		{"UnsureAndNothingToOffer", faq.Query{Text: "baru"}, closed("kk-baru", "ktp-baru", "ktp-hilang"), staff},
		{"Chosen", faq.Query{Text: "kk", Choices: []string{"ktp-baru", "kk-baru"}}, nil, faq.Outcome{What: quote, Entries: []string{"kk-baru"}}},
		{"Unknown", faq.Query{Text: "harga beras"}, nil, staff},
		{"Danger", faq.Query{Text: "kebakaran, ktp saya hilang"}, nil, special(faq.IntentEmergency)},
		{"Human", faq.Query{Text: "panggil petugas"}, nil, special(faq.IntentHuman)},
		{"Complaint", faq.Query{Text: "saya mengadu"}, nil, special(faq.IntentComplaint)},
		{"Thanks", faq.Query{Text: "makasih"}, nil, special(faq.IntentThanks)},
		{"Greeting", faq.Query{Text: "halo"}, nil, special(faq.IntentGreeting)},
		{"Nothing", faq.Query{Text: "???"}, nil, staff},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := faq.Side{Matcher: m, Quotable: c.quotable}.Outcome(c.query)
			slices.Sort(got.Entries)
			slices.Sort(c.want.Entries)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("Outcome(%+v) (-want +got):\n%s", c.query, diff)
			}
		})
	}
}

func TestOutcomeText(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]faq.Outcome{
		"dijawab a dan b":        {What: faq.GotQuote, Entries: []string{"a", "b"}},
		"ditawari a, b":          {What: faq.GotChoices, Entries: []string{"a", "b"}},
		"petugas":                {What: faq.GotStaff},
		"maksud khusus thanks":   {What: faq.GotSpecial, Intent: faq.IntentThanks},
		"maksud khusus greeting": {What: faq.GotSpecial, Intent: faq.IntentGreeting},
	} {
		if got := o.String(); got != want {
			t.Errorf("%+v = %q, want %q", o, got, want)
		}
	}
}
