package faq

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFacets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		facet            Facet
		known, situation bool
	}{
		{Whole, false, false},
		{Requirements, true, false},
		{Steps, true, false},
		{Forms, true, false},
		{Where, true, false},
		{Hours, true, false},
		{Fee, true, false},
		{Duration, true, false},
		{NotNeeded, true, false},
		{Deadline, true, false},
		{Lost, true, true},
		{Damaged, true, true},
		{Change, true, true},
		{StatusCheck, true, true},
		{"harga", false, false},
	} {
		if got := tt.facet.known(); got != tt.known {
			t.Errorf("%q is known %v, want %v", tt.facet, got, tt.known)
		}
		if got := tt.facet.situation(); got != tt.situation {
			t.Errorf("%q is a situation %v, want %v", tt.facet, got, tt.situation)
		}
	}
}

func TestIntentNames(t *testing.T) {
	t.Parallel()
	for intent, want := range map[Intent]bool{
		IntentGreeting: true, IntentThanks: true, IntentHuman: true, IntentStatus: true, IntentComplaint: true, IntentAbuse: true,
		IntentHoax: true, IntentPersonalData: true, IntentEmergency: true, IntentFollowup: true, "salam": false, "": false,
	} {
		if got := intent.known(); got != want {
			t.Errorf("%q is known %v, want %v", intent, got, want)
		}
	}
}

func TestResultHas(t *testing.T) {
	t.Parallel()
	r := Result{Intents: []Intent{IntentGreeting, IntentAbuse}}
	if !r.Has(IntentAbuse) || r.Has(IntentThanks) || (Result{}).Has(IntentAbuse) {
		t.Errorf("%v has abuse %v and thanks %v, want true and false", r.Intents, r.Has(IntentAbuse), r.Has(IntentThanks))
	}
}

// TestPartAsJSON holds the names that scripts read.
func TestPartAsJSON(t *testing.T) {
	t.Parallel()
	got, err := json.Marshal(Part{
		Text: "ktp hilang", Verdict: Sure, Entry: "ktp-el-hilang", Facet: Lost, Score: 0.75,
		Candidates: []Candidate{{Entry: "ktp-el-hilang", Title: "KTP-el hilang", Score: 0.75}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"text":"ktp hilang","verdict":"sure","entry":"ktp-el-hilang","facet":"lost","score":0.75,` +
		`"candidates":[{"entry":"ktp-el-hilang","title":"KTP-el hilang","score":0.75}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("a part as JSON (-want +got):\n%s", diff)
	}
}
