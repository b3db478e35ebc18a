package faq_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"loket/faq"
)

// intentLine is one line of a file of intents: the message has the intent, or
// only looks like it.
type intentLine struct {
	text   string
	intent faq.Intent
	never  bool
}

// intentLines reads such a file, which civil servants extend.
func intentLines(t *testing.T, name string) []intentLine {
	t.Helper()
	var lines []intentLine
	for _, line := range textLines(t, name) {
		text, wanted, ok := strings.Cut(line, "→")
		if !ok {
			t.Fatalf("%s: %q has no →", name, line)
		}
		intent, never := strings.CutPrefix(strings.TrimSpace(wanted), "bukan ")
		lines = append(lines, intentLine{strings.TrimSpace(text), faq.Intent(intent), never})
	}
	return lines
}

// tally counts the lines of one intent and of its near misses, and how many
// of either were recognised.
type tally struct{ lines, found, near, alarms int }

// recall is the share of the lines that are recognised, in percent.
func (c tally) recall() float64 { return 100 * float64(c.found) / float64(max(c.lines, 1)) }

// precision is the share of what is recognised that is right, in percent.
func (c tally) precision() float64 {
	return 100 * float64(c.found) / float64(max(c.found+c.alarms, 1))
}

// count recognises lines and adds them up for each intent.
func count(t *testing.T, lines []intentLine) map[faq.Intent]tally {
	t.Helper()
	m, _ := reference(t)
	counts := map[faq.Intent]tally{}
	for _, line := range lines {
		r := m.Find(faq.Query{Text: line.text})
		found, c := r.Has(line.intent), counts[line.intent]
		switch {
		case line.never && found:
			t.Logf("false alarm: Find(%q) has intents %v, want no %s", line.text, r.Intents, line.intent)
			c.alarms++
		case !line.never && !found:
			t.Logf("missed: Find(%q) has intents %v, want %s", line.text, r.Intents, line.intent)
		case found:
			c.found++
		}
		if line.never {
			c.near++
		} else {
			c.lines++
		}
		counts[line.intent] = c
	}
	return counts
}

// TestEmergencyFigures holds the figures that matter most: every emergency of
// the file is recognised, and what only sounds like one hardly ever.
func TestEmergencyFigures(t *testing.T) {
	t.Parallel()
	c := count(t, intentLines(t, "emergencies.txt"))[faq.IntentEmergency]
	t.Logf("emergencies: %d of %d missed; false alarms: %d of %d", c.lines-c.found, c.lines, c.alarms, c.near)
	if c.lines < 60 || c.found < c.lines || c.near < 60 || c.alarms*100 > c.near*2 {
		t.Errorf("counts = %+v, want none of 60 missed and 2 %% of 60 false alarms at most", c)
	}
}

// TestIntentFigures holds what the other intents reach together.
func TestIntentFigures(t *testing.T) {
	t.Parallel()
	counts := count(t, intentLines(t, "intents.txt"))
	var all tally
	for _, intent := range slices.Sorted(maps.Keys(counts)) {
		c := counts[intent]
		t.Logf("%-14s recall %5.1f %% of %d, precision %5.1f %% (%d of %d false)", intent, c.recall(), c.lines, c.precision(), c.alarms, c.near)
		if c.lines < 30 || c.near < 30 {
			t.Errorf("%s has %d lines and %d near misses, want 30 of either at least", intent, c.lines, c.near)
		}
		all = tally{all.lines + c.lines, all.found + c.found, all.near + c.near, all.alarms + c.alarms}
	}
	t.Logf("%-14s recall %5.1f %% of %d, precision %5.1f %% (%d of %d false)", "pooled", all.recall(), all.lines, all.precision(), all.alarms, all.near)
	if len(counts) != 10 || all.recall() < 95 || all.precision() < 97 {
		t.Errorf("%d intents, recall %.1f %%, precision %.1f %%; want 10, 95 %%, 97 %%", len(counts), all.recall(), all.precision())
	}
}

// TestOrdinaryMessagesAreNoEmergency searches the other files for false alarms.
func TestOrdinaryMessagesAreNoEmergency(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	texts := slices.Concat(textLines(t, "outside.txt"), textLines(t, "nonsense.txt"))
	for _, line := range intentLines(t, "intents.txt") {
		texts = append(texts, line.text)
	}
	for _, line := range goldenLines(t) {
		texts = append(texts, line.question)
	}
	var alarms []string
	for _, text := range texts {
		if m.Find(faq.Query{Text: text}).Has(faq.IntentEmergency) {
			alarms = append(alarms, text)
		}
	}
	if len(alarms)*1000 > len(texts)*2 {
		t.Errorf("%d of %d ordinary messages are emergencies, want 2 of 1000 at most: %q", len(alarms), len(texts), alarms)
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
