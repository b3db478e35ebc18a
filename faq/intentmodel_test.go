package faq

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// exampleCatalog has enough examples of two intents to learn from: who greets,
// and who complains. Variant changes one of them.
func exampleCatalog(variant string) *Catalog {
	greeting, complaint := intentFile{Intent: IntentGreeting}, intentFile{Intent: IntentComplaint, Beside: []string{"aduan"}}
	outside := intentFile{Intent: noIntent}
	for i, who := range strings.Fields("bapak ibu kakak adik nona tuan teman kawan semua warga admin petugas tante om opa") {
		for _, way := range []string{"selamat pagi", "halo", "apa kabar"} {
			greeting.Examples = append(greeting.Examples, way+" "+who)
		}
		for _, way := range []string{"sangat lambat", "kasar sekali", "mengecewakan"} {
			complaint.Examples = append(complaint.Examples, who+" "+way)
		}
		outside.Examples = append(outside.Examples, fmt.Sprintf("harga sapi %d untuk %s", i, who))
	}
	complaint.Unlike = []string{"bapak kasar kulitnya", variant}
	c := &Catalog{lexicon: lexicon{Intents: []intentFile{complaint, greeting, outside}}}
	for _, id := range []string{"aduan", "sapi", "kartu"} {
		e := Entry{ID: id, Title: id, Status: Published}
		for _, way := range []string{"syarat", "biaya", "cara urus", "di mana", "berapa lama", "siapa boleh"} {
			e.Questions = append(e.Questions, way+" "+id)
		}
		c.entries = append(c.entries, e)
	}
	c.seal()
	return c
}

func matcherFor(t *testing.T, c *Catalog, before ...[]byte) *Matcher {
	t.Helper()
	m, err := NewMatcher(c, before...)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestIntentsAreLearnedFromExamples(t *testing.T) {
	t.Parallel()
	m := matcherFor(t, exampleCatalog("beda"))
	for text, want := range map[string][]Intent{
		"selamat pagi mertua":    {IntentGreeting},
		"loketnya sangat lambat": {IntentComplaint},
		"harga sapi untuk nona":  nil,
		"syarat kartu":           nil,
		"":                       nil,
	} {
		if diff := cmp.Diff(want, m.Find(Query{Text: text}).Intents); diff != "" {
			t.Errorf("intents of %q (-want +got):\n%s", text, diff)
		}
	}
	e := m.Explain(Query{Text: "loketnya sangat lambat"})
	if c := e.Intents[0]; c.Chance < c.Bar || c.Bar == 0 || len(c.For) == 0 || c.For[0].Feature != "lambat" {
		t.Errorf("explained by %+v, want the word lambat and a chance that reaches the bar", c)
	}
	if c := m.Explain(Query{Text: "pagi 5371019999990001 rahasia99"}); slices.ContainsFunc(c.Intents, func(c IntentCue) bool {
		return slices.ContainsFunc(c.For, func(f Contribution) bool { return hasDigit(f.Feature) })
	}) {
		t.Errorf("%+v repeats a number", c.Intents)
	}
}

// TestIntentModelIsKept promises that what was learned gives the same answers
// later, and is not used for other examples.
func TestIntentModelIsKept(t *testing.T) {
	t.Parallel()
	c := exampleCatalog("beda")
	m := matcherFor(t, c)
	if again := matcherFor(t, exampleCatalog("beda")); !bytes.Equal(again.Learned(), m.Learned()) {
		t.Error("the same examples gave other bytes")
	}
	recalled := matcherFor(t, c, m.Learned())
	if diff := cmp.Diff(m.intents.model, recalled.intents.model, cmp.AllowUnexported(intentModel{}, hintWeight{}, intentTrust{}, logistic{})); diff != "" {
		t.Errorf("the model changed when it was kept (-was +is):\n%s", diff)
	}
	other := matcherFor(t, exampleCatalog("lain"), m.Learned())
	if bytes.Equal(other.Learned(), m.Learned()) {
		t.Error("what was learned from other examples was used")
	}
	quick, finish, err := m.Retrain(exampleCatalog("lain"))
	if err != nil {
		t.Fatal(err)
	}
	done, err := finish()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(done.Learned(), other.Learned()) {
		t.Error("Retrain ends elsewhere than NewMatcher")
	}
	for name, m := range map[string]*Matcher{"quick": quick, "done": done} {
		if got := m.Find(Query{Text: "selamat pagi mertua"}).Intents; !slices.Equal(got, []Intent{IntentGreeting}) {
			t.Errorf("%s: intents = %v, want a greeting", name, got)
		}
	}
}

func TestWithoutExamplesThereIsNoModel(t *testing.T) {
	t.Parallel()
	c := exampleCatalog("beda")
	for i := range c.lexicon.Intents {
		f := &c.lexicon.Intents[i]
		f.Examples = f.Examples[:min(len(f.Examples), fewestExamples-1)]
	}
	m := matcherFor(t, c)
	if m.intents.model != nil || newLessons(c) != nil {
		t.Error("a model was learned from too few examples")
	}
	if got := matcherFor(t, c, m.Learned()).Find(Query{Text: "selamat pagi"}).Intents; got != nil {
		t.Errorf("intents = %v, want none", got)
	}
}

// TestLessons: a message that stands twice has the intents of both, and the
// questions of a spared entry count neither for nor against.
func TestLessons(t *testing.T) {
	t.Parallel()
	c := exampleCatalog("halo bapak")
	l := newLessons(c)
	find := func(text string) lesson {
		return l.list[slices.IndexFunc(l.list, func(x lesson) bool { return x.text == text })]
	}
	complaint, greeting := oneClass(0), oneClass(1)
	if got := find("halo bapak"); got.has != greeting || got.near != complaint {
		t.Errorf("lesson = %+v, want a greeting that looks like a complaint", got)
	}
	if got := find("syarat aduan"); got.spared != complaint || got.has != 0 {
		t.Errorf("lesson = %+v, want it spared for complaints", got)
	}
	for i, one := range l.list {
		for class := range len(l.intents) + 1 {
			example, counts := l.side(i, class)
			if example && !counts {
				t.Errorf("%q is an example that does not count", one.text)
			}
		}
	}
}

// TestPackedWeights promises that weights are read as they were written, and
// that bytes which nobody wrote are refused or give a model that can be asked.
func TestPackedWeights(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		classes := rapid.IntRange(2, 12).Draw(t, "classes")
		m := &intentModel{bias: make([]float32, classes)}
		some := rapid.SliceOfNDistinct(rapid.IntRange(0, hintSpace-1), 0, 30, rapid.ID).Draw(t, "hints")
		for h := range hintSpace {
			m.rows = append(m.rows, int32(len(m.weights)))
			for class := 0; slices.Contains(some, h) && class < classes; class += 1 + h%3 {
				m.weights = append(m.weights, hintWeight{uint8(class), int8(h)})
			}
		}
		m.rows = append(m.rows, int32(len(m.weights)))
		read := &intentModel{bias: m.bias}
		if err := read.unpack(m.pack()); err != nil || !slices.Equal(read.rows, m.rows) || !slices.Equal(read.weights, m.weights) {
			t.Fatalf("read other weights than were written (%v)", err)
		}
		strange := &intentModel{bias: m.bias}
		if err := strange.unpack(rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "bytes")); err == nil && len(strange.rows) != hintSpace+1 {
			t.Errorf("%d rows, want one for each hint", len(strange.rows))
		}
	})
}

func TestBars(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		trials := rapid.SliceOf(rapid.Custom(func(t *rapid.T) trial {
			kind := rapid.IntRange(0, 2).Draw(t, "kind")
			return trial{rapid.Float64Range(0, 1).Draw(t, "chance"), kind == 0, kind == 1}
		})).Draw(t, "trials")
		sortTrials(trials)
		bar := alarmBar(trials)
		var near, nears float64
		for _, x := range trials {
			if x.near {
				nears++
				if x.chance >= bar {
					near++
				}
			}
		}
		if near > math.Floor(nearAlarms*nears) {
			t.Errorf("from %v on %v of %v near misses are alarms", bar, near, nears)
		}
		if bar := preciseBar(trials, wantedPrecision); bar < 0.5 {
			t.Errorf("bar = %v, want no guess below a half", bar)
		}
	})
	good := trial{chance: 0.9, good: true}
	if got := preciseBar([]trial{good, {chance: 0.7, good: true}, {chance: 0.6}}, wantedPrecision); got != 0.7 {
		t.Errorf("preciseBar = %v, want that of the last good one before the first bad one", got)
	}
	if got := alarmBar([]trial{good, {chance: 0.8, near: true}}); got != 0.9 {
		t.Errorf("alarmBar = %v, want it above the near miss", got)
	}
}

// TestGuessesYield promises that only what was guessed, is about the matter and
// does not belong beside the answer gives way to a sure one.
func TestGuessesYield(t *testing.T) {
	t.Parallel()
	m := matcherFor(t, exampleCatalog("beda"))
	sure := func(entry string) []Part { return []Part{{Verdict: Sure, Entry: entry}} }
	for _, tt := range []struct {
		name    string
		parts   []Part
		guessed []Intent
		want    []Intent
	}{
		{"SureAnswer", sure("kartu"), []Intent{IntentComplaint}, []Intent{IntentAbuse}},
		{"UnsureAnswer", []Part{{Verdict: Unsure, Entry: "kartu"}}, []Intent{IntentComplaint}, []Intent{IntentAbuse, IntentComplaint}},
		{"Beside", sure("aduan"), []Intent{IntentComplaint}, []Intent{IntentAbuse, IntentComplaint}},
		{"ByRule", sure("kartu"), nil, []Intent{IntentAbuse, IntentComplaint}},
		{"AboutThePerson", sure("kartu"), []Intent{IntentAbuse}, []Intent{IntentAbuse, IntentComplaint}},
	} {
		r := Result{Intents: []Intent{IntentAbuse, IntentComplaint}, Parts: tt.parts}
		m.yield(&r, tt.guessed)
		if diff := cmp.Diff(tt.want, r.Intents); diff != "" {
			t.Errorf("%s: intents (-want +got):\n%s", tt.name, diff)
		}
	}
	r := Result{Intents: []Intent{IntentEmergency, IntentComplaint}}
	if m.yield(&r, []Intent{IntentEmergency, IntentComplaint}); !slices.Equal(r.Intents, []Intent{IntentEmergency}) {
		t.Errorf("intents = %v, want the emergency alone", r.Intents)
	}
	if IntentEmergency.yields() {
		t.Error("an emergency gives way to an answer")
	}
}

// TestSureGuessesStay promises that what the model alone gives is a guess, which
// a sure answer may take away, only while it is less sure than such an answer.
func TestSureGuessesStay(t *testing.T) {
	t.Parallel()
	m := matcherFor(t, exampleCatalog("beda"))
	var guesses, sures int
	for _, who := range strings.Fields("loket mertua sapi kartu bapak kulitnya jagung semua") {
		for _, way := range []string{"sangat lambat", "kasar", "selamat pagi", "halo", "mengecewakan", "apa", "lambat kabar"} {
			text := who + " " + way
			words := m.norm.words(text)
			intents, guessed := m.intents.find(text, words, false)
			for _, cue := range m.intents.cues(intents, text, words, false) {
				if cue.Chance < cue.Bar {
					t.Errorf("%q: %s holds at a chance of %v, below its bar of %v", text, cue.Name, cue.Chance, cue.Bar)
				}
				guess := slices.Contains(guessed, Intent(cue.Name))
				if guess != (cue.Chance < wantedPrecision) {
					t.Errorf("%q: %s is a guess: %v, at a chance of %v", text, cue.Name, guess, cue.Chance)
				}
				if guess {
					guesses++
				} else {
					sures++
				}
			}
		}
	}
	if guesses == 0 || sures == 0 {
		t.Errorf("%d guesses and %d that are sure, want some of both", guesses, sures)
	}
}

// TestRulesAreNoGuesses promises that what a rule gives is never taken away by an
// answer, sure or not.
func TestRulesAreNoGuesses(t *testing.T) {
	t.Parallel()
	c := exampleCatalog("beda")
	c.lexicon.Intents[0].Rules = []intentRule{{Any: []string{"lambat"}}}
	m := matcherFor(t, c)
	const text = "mertua sangat lambat"
	words := m.norm.words(text)
	if intents, guessed := m.intents.find(text, words, false); !slices.Contains(intents, IntentComplaint) || slices.Contains(guessed, IntentComplaint) {
		t.Errorf("intents of %q = %v, guessed %v; want a complaint by rule, which is no guess", text, intents, guessed)
	}
}

// TestRulesMayBeOverruled promises that a rule is not believed where the model
// holds an intent unlikely, but for emergencies and courtesies, and for what the
// model cannot judge.
func TestRulesMayBeOverruled(t *testing.T) {
	t.Parallel()
	c := exampleCatalog("beda")
	by := []intentRule{{Any: []string{"kartu"}}} // the questions of an entry
	c.lexicon.Intents[0].Rules, c.lexicon.Intents[1].Rules = by, by
	c.lexicon.Intents = append(c.lexicon.Intents, intentFile{Intent: IntentEmergency, Rules: by}, intentFile{Intent: IntentHoax, Rules: by})
	m := matcherFor(t, c)
	words := m.norm.words("syarat kartu")
	held := []Intent{IntentGreeting, IntentEmergency, IntentHoax}
	got, _ := m.intents.find("syarat kartu", words, false)
	if diff := cmp.Diff(held, got); diff != "" {
		t.Errorf("intents (-want +got):\n%s", diff)
	}
	if !m.Find(Query{Text: "syarat kartu"}).Has(IntentEmergency) {
		t.Error("a rule of emergencies was overruled")
	}
	all := append([]Intent{IntentComplaint}, held...)
	yet := slices.Clone(m.intents.model.trust) // as right after a change: nothing is known of the new values
	for i := range yet {
		yet[i] = intentTrust{bar: never, logistic: yet[i].logistic}
	}
	alone := *m.intents
	alone.model = nil
	for name, book := range map[string]*intentBook{"untrusted": m.intents.trusting(yet), "alone": &alone} {
		if got, _ := book.find("syarat kartu", words, false); !slices.Equal(got, all) {
			t.Errorf("%s: intents = %v, want %v", name, got, all)
		}
	}
}

// TestOverrules promises that nothing is overruled at a fifth or without a chance.
func TestOverrules(t *testing.T) {
	t.Parallel()
	m := &intentModel{intents: []Intent{IntentComplaint, IntentThanks, IntentEmergency}, trust: make([]intentTrust, 3)}
	for _, tt := range []struct {
		intent  Intent
		chances []float64
		want    bool
	}{
		{IntentComplaint, []float64{0.19, 0, 0}, true},
		{IntentComplaint, []float64{0.2, 0, 0}, false},
		{IntentComplaint, nil, false},
		{IntentThanks, []float64{0, 0, 0}, false},
		{IntentEmergency, []float64{0, 0, 0}, false},
		{IntentHoax, []float64{0, 0, 0}, false},
	} {
		if got := m.overrules(tt.intent, tt.chances); got != tt.want {
			t.Errorf("overrules(%s, %v) = %v, want %v", tt.intent, tt.chances, got, tt.want)
		}
	}
}

// TestCourtesiesHaveABarOfTheirOwn promises one bar to all courtesies and one to
// all that is about a matter, and that wanting less gives no higher one.
func TestCourtesiesHaveABarOfTheirOwn(t *testing.T) {
	t.Parallel()
	m := matcherFor(t, shippedCatalog(t), shippedLearned(t))
	bars := map[bool]float64{}
	for i, intent := range m.intents.model.intents {
		bar := m.intents.model.trust[i].bar
		if intent == IntentEmergency {
			continue
		}
		if known := bars[intent.courtesy()]; bar < 0.5 || bar > 1 || (known != 0 && known != bar) {
			t.Errorf("bar of %s = %v, beside one of %v", intent, bar, known)
		}
		bars[intent.courtesy()] = bar
	}
	if bars[true] >= bars[false] {
		t.Errorf("bars are %v for courtesies and %v for matters, want the first lower", bars[true], bars[false])
	}
	trials := []trial{{chance: 0.9, good: true}, {chance: 0.8}, {chance: 0.7, good: true}}
	if strict, mild := preciseBar(trials, 1), preciseBar(trials, 0.6); strict != 0.9 || mild != 0.7 {
		t.Errorf("preciseBar = %v for all right and %v for 60 %%, want 0.9 and 0.7", strict, mild)
	}
}

// shippedCatalog is the catalogue as it is shipped.
func shippedCatalog(t *testing.T) *Catalog {
	t.Helper()
	c, err := Load(os.DirFS(filepath.Join("disdukcapil", "catalogue")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shippedLearned is what was learned from it.
func shippedLearned(t *testing.T) []byte {
	t.Helper()
	learned, err := os.ReadFile(filepath.Join("disdukcapil", "learned.gob"))
	if err != nil {
		t.Fatal(err)
	}
	return learned
}

// TestTestedMessagesAreNoExamples keeps the figures honest: a message that is
// also an example would show nothing. Two words are anybody's.
func TestTestedMessagesAreNoExamples(t *testing.T) {
	t.Parallel()
	c := shippedCatalog(t)
	examples := map[string]Intent{}
	for _, f := range c.lexicon.Intents {
		for _, text := range slices.Concat(f.Examples, f.Unlike) {
			examples[strings.Join(rawWords(text), " ")] = f.Intent
		}
	}
	for _, name := range []string{"emergencies.txt", "intents.txt", "outside.txt", "questions.txt", "unseen.tsv", "ordinary.tsv", "heard.tsv", "kept.tsv", "lures.tsv", "lures-kept.tsv"} {
		content, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(content), "\n") {
			text, _, _ := strings.Cut(line, "→")
			text = text[strings.LastIndexByte(text, '\t')+1:]
			words := rawWords(text)
			if intent, copied := examples[strings.Join(words, " ")]; copied && len(words) > 2 {
				t.Errorf("%s: %q is an example of %s", name, text, intent)
			}
		}
	}
}
