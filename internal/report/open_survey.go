package report

import (
	"strconv"
	"time"

	"loket/internal/words"
)

// OpenSurvey is what everybody may know of M-16. It stands on ten citizens at least, or
// says nothing but that there are fewer.
type OpenSurvey struct {
	From     string        `json:"from"` // days, both included
	To       string        `json:"to"`
	N        *int          `json:"n" jsonschema:"nullable"`     // nil: fewer than 5
	Value    *float64      `json:"value" jsonschema:"nullable"` // IKM; nil: hidden
	Grade    string        `json:"grade,omitempty"`
	Why      string        `json:"hidden,omitempty"`
	Elements []OpenElement `json:"elements"`

	Text  words.Text `json:"-"` // the index with its grade
	First time.Time  `json:"-"`
	Last  time.Time  `json:"-"`
}

// OpenElement is the mean score of an element.
type OpenElement struct {
	ID    string     `json:"id"`
	Title string     `json:"name"`
	Mean  float64    `json:"mean"`
	Name  words.Text `json:"-"`
	Text  string     `json:"-"`
}

// OpenSurveyOf takes out of a survey's report what everybody may know; nil: nobody was
// offered it.
func OpenSurveyOf(o Opinion) *OpenSurvey {
	if o.Offered == 0 {
		return nil
	}
	s := &OpenSurvey{
		First: o.From, Last: o.To.AddDate(0, 0, -1), Elements: []OpenElement{}, Why: whyFew,
		Text: "tidak ditampilkan (kurang dari 10 responden)",
	}
	s.From, s.To = s.First.Format(time.DateOnly), s.Last.Format(time.DateOnly)
	if o.N >= fewest {
		s.N = &o.N
	}
	if o.N < fewestFor {
		return s
	}
	s.Value, s.Grade, s.Why = o.Value, o.Grade, ""
	s.Text = words.Say("%s · %s", words.Name(o.ValueText()), o.GradeText())
	for _, e := range o.Elements {
		s.Elements = append(s.Elements, OpenElement{ID: e.ID, Title: e.Title, Mean: e.Mean, Name: e.Name, Text: e.MeanText()})
	}
	return s
}

// csv is a line for the index and one for each element.
func (s *OpenSurvey) csv() [][]string {
	n, float := optional(s.N, strconv.Itoa), func(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
	lines := [][]string{{IKM, OpinionTitle.String(), "", "index", s.Grade, n, optional(s.Value, float), s.Why, s.From, s.To, License}}
	for _, e := range s.Elements {
		lines = append(lines, []string{IKM, e.Title, "", "score", e.ID, n, float(e.Mean), "", s.From, s.To, License})
	}
	return lines
}
