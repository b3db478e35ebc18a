package curate

import (
	"slices"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/words"
)

// shownView is what citizens read, as both channels show it.
type shownView struct {
	Needs  []option // what can be asked for
	Need   string
	Answer []bubble
	Whole  []bubble
}

// bubble is one message of ours.
type bubble struct {
	Text    string
	Buttons []string
}

func newShownView(s Shown) shownView {
	return shownView{Answer: bubblesOf(s.Answer), Whole: bubblesOf(s.Whole)}
}

func bubblesOf(all []loket.Content) (out []bubble) {
	for _, c := range all {
		b := bubble{Text: c.Text}
		for _, row := range c.Buttons {
			for _, button := range row {
				b.Buttons = append(b.Buttons, button.Label)
			}
		}
		out = append(out, b)
	}
	return out
}

// needs are what a question may ask for, as the preview is asked.
func needs() []option {
	return []option{
		{string(faq.Whole), "pertanyaan umum"},
		{string(faq.Requirements), "syaratnya"},
		{string(faq.Steps), "langkahnya"},
		{string(faq.Where), "tempatnya"},
		{string(faq.Hours), "jamnya"},
		{string(faq.Fee), "biayanya"},
		{string(faq.Duration), "lamanya"},
		{string(faq.Deadline), "batas waktunya"},
		{string(faq.Lost), "bila hilang"},
		{string(faq.Damaged), "bila rusak"},
		{string(faq.Change), "bila berubah"},
	}
}

// needOf reads what a preview was asked for; what is not known is the whole.
func needOf(value string) faq.Facet {
	if slices.ContainsFunc(needs(), func(o option) bool { return o.Value == value }) {
		return faq.Facet(value)
	}
	return faq.Whole
}

// remark is what the linter says beside a field.
type remark struct {
	Error bool
	Text  string
	Rule  words.Text
}

func newRemark(r faq.Remark) remark {
	return remark{Error: r.Severity == faq.SeverityError, Text: r.Text, Rule: words.Name(string(r.Rule))}
}
