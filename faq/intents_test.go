package faq_test

import (
	"strings"
	"testing"

	"loket/faq"
)

func TestIntents(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, line := range textLines(t, "intents.txt") {
		text, wanted, ok := strings.Cut(line, "→")
		if !ok {
			t.Fatalf("intents.txt: %q has no →", line)
		}
		text = strings.TrimSpace(text)
		name, never := strings.CutPrefix(strings.TrimSpace(wanted), "bukan ")
		r := m.Find(faq.Query{Text: text})
		if got := r.Has(faq.Intent(name)); got == never {
			t.Errorf("Find(%q) has intents %v, want %s", text, r.Intents, strings.TrimSpace(wanted))
		}
	}
}

// TestEmergencyFigures holds the figures that matter most: every emergency of
// the file is recognised, and what only sounds like one hardly ever.
func TestEmergencyFigures(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	var emergencies, missed, near, alarms int
	for _, line := range textLines(t, "intents.txt") {
		text, wanted, _ := strings.Cut(line, "→")
		found := m.Find(faq.Query{Text: text}).Has(faq.IntentEmergency)
		switch strings.TrimSpace(wanted) {
		case "emergency":
			emergencies++
			if !found {
				missed++
			}
		default: // of another kind, or only like an emergency
			near++
			if found {
				alarms++
			}
		}
	}
	t.Logf("emergencies: %d of %d missed; false alarms: %d of %d", missed, emergencies, alarms, near)
	if emergencies < 60 || missed > 0 || near < 60 || alarms*100 > near*2 {
		t.Errorf("%d of %d emergencies missed, %d of %d false alarms; want none of 60, 2 %% of 60 at most", missed, emergencies, alarms, near)
	}
}

func TestIntentsAndParts(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)

	t.Run("GreetingAlone/OneUnknownPart", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "Selamat pagi pak"})
		if len(r.Parts) != 1 || r.Parts[0].Verdict != faq.Unknown || r.Parts[0].Entry != "" {
			t.Errorf("parts = %+v, want one unknown part without an entry", r.Parts)
		}
	})
	t.Run("GreetingWithQuestion/BothFound", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "Selamat pagi min, urus ktp yang hilang bagaimana?"})
		if !r.Has(faq.IntentGreeting) || r.Parts[0].Verdict != faq.Sure || r.Parts[0].Entry != "ktp-el-hilang" {
			t.Errorf("Find = %+v, want greeting and ktp-el-hilang surely", r)
		}
	})
	t.Run("InsultWithQuestion/BothFound", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "goblok! jam berapa kantor dukcapil buka?"})
		if !r.Has(faq.IntentAbuse) || r.Parts[0].Entry != "jam-layanan" {
			t.Errorf("Find = %+v, want abuse and jam-layanan", r)
		}
	})
	t.Run("Emergency/NeverAnEntry", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "tolong ambulans! kantor dukcapil buka jam berapa?"})
		if !r.Has(faq.IntentEmergency) || len(r.Parts) != 1 || r.Parts[0].Verdict != faq.Unknown {
			t.Errorf("Find = %+v, want an emergency and nothing recognised", r)
		}
	})
	t.Run("OwnCase/NeverSure", func(t *testing.T) {
		t.Parallel()
		r := m.Find(faq.Query{Text: "akta kematian bapak saya sudah jadi belum"})
		if !r.Has(faq.IntentStatus) || r.Parts[0].Verdict == faq.Sure || r.Parts[0].Facet != faq.StatusCheck {
			t.Errorf("Find = %+v, want status-check and nothing sure", r)
		}
	})
	t.Run("NoWord/NoPart", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"", "  \n", "???", "😀"} {
			if r := m.Find(faq.Query{Text: text}); len(r.Parts) != 0 {
				t.Errorf("Find(%q) has parts %+v, want none", text, r.Parts)
			}
		}
	})
}
