package faq

import (
	"reflect"
	"slices"
)

// FileKind is a kind of file that a catalogue is made of.
type FileKind struct {
	Name  string       // as the ledger names it: "entries", "forms", "intents" …
	Files string       // which files these are, as a pattern of path.Match
	Type  reflect.Type // what it is read into: json tags are the names of its fields
}

// FileKinds returns the kinds of files, those with entries first. It is for
// describing the files to editors; Load alone says what is right.
func FileKinds() []FileKind {
	kinds := []FileKind{
		{"entries", "*.yaml", reflect.TypeFor[entryFile]()},
		{kindIntents, intentsDir + "/*.yaml", reflect.TypeFor[intentFile]()},
	}
	for _, t := range new(Catalog).tables() {
		kinds = append(kinds, FileKind{t.kind, t.file, reflect.TypeOf(t.data).Elem()})
	}
	return kinds
}

// Shape is what a field may hold beyond its Go type; the zero Shape is any
// text, list or table, or none.
type Shape struct {
	Needed  bool     // it must be there and not be empty
	Choices []string // the only values allowed; nil: any
	Pattern string   // a regular expression for it, or for each item of a list
	Max     int      // of a text, in characters; 0: not bounded here
	Least   float64  // of a number with a fraction
	Most    float64  // of such a number; 0: not bounded here
}

// ShapeOf returns what the loader wants of a field, named by the Go type it
// stands in and its name in YAML: "Entry.id".
func ShapeOf(field string) Shape {
	switch field {
	case "Entry.id":
		return Shape{Needed: true, Pattern: idShape.String()}
	case "Entry.title", "Entry.questions", "Entry.answer", "Basis.rule", "Verified.by_role", "Verified.on",
		"entryFile.entries", "Form.code", "Form.use", "subject.prefix", "subject.words", "intentRule.any", "falseFriend.form":
		return Shape{Needed: true}
	case "Entry.status":
		return Shape{Needed: true, Choices: []string{string(Draft), string(Published), string(Withdrawn)}}
	case "Entry.audience":
		return Shape{Choices: []string{"warga", "pelaku-usaha"}}
	case "Entry.risk":
		return Shape{Choices: []string{usualRisk, riskSensitive}}
	case "Entry.sure_at":
		return Shape{Least: leastSureAt, Most: 1}
	case "Entry.local", "Entry.related":
		return Shape{Pattern: idShape.String()}
	case "Basis.url":
		return Shape{Pattern: urlShape.String()}
	case "facetPhrases.facet":
		return Shape{Needed: true, Choices: texts(needs())}
	case "intentFile.intent":
		return Shape{Needed: true, Choices: texts(append(specialIntents(), noIntent))}
	case "houseStyle.links":
		return Shape{Pattern: hostShape.String()}
	}
	return shapeOfFact(field)
}

func shapeOfFact(field string) Shape {
	sections := sectionOrder()
	switch field {
	case "Fact.id":
		return Shape{Needed: true, Pattern: idShape.String()}
	case "Fact.about":
		return Shape{Needed: true, Max: maxAbout}
	case "Fact.value":
		return Shape{Max: maxFact}
	case "Fact.facet":
		return Shape{Needed: true, Choices: texts(sections[:])}
	}
	return Shape{}
}

// needs returns the facets a question may ask for: sections, then situations.
func needs() []Facet {
	sections := sectionOrder()
	return append(slices.Clone(sections[:]), Lost, Damaged, Change, StatusCheck)
}

// specialIntents returns the intents a catalogue may give phrases for.
func specialIntents() []Intent {
	return []Intent{
		IntentGreeting, IntentThanks, IntentHuman, IntentStatus, IntentComplaint, IntentAbuse,
		IntentHoax, IntentPersonalData, IntentEmergency, IntentFollowup, IntentMedia,
	}
}

// noIntent is what a file of messages is called that have no special intent and
// that no entry answers.
const noIntent Intent = "outside"

func texts[T ~string](values []T) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = string(v)
	}
	return out
}
