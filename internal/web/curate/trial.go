package curate

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"loket/faq"
	"loket/internal/words"
)

// trialView is what came of a question.
type trialView struct {
	Text  string // what the citizen would read; empty: a human answers
	Parts []trialPart
	Now   words.Text // what the catalogue in force makes of it
}

// trialPart is one question of the message.
type trialPart struct {
	Said       string
	Verdict    words.Text
	Why        string // in Indonesian, as the matcher says it
	Candidates []string
	Readings   []string
	For        []string // what spoke for the best
}

// mostFor is how many words are named that spoke for an entry.
const mostFor = 6

func newTrialView(t Trial) *trialView {
	view := &trialView{Text: t.Text, Now: resultText(t.Now)}
	for i, account := range t.Then.Parts {
		part := t.Then.Result.Parts[i]
		one := trialPart{Said: part.Text, Verdict: verdictText(part.Verdict), Why: account.Why}
		for _, candidate := range part.Candidates {
			one.Candidates = append(one.Candidates, fmt.Sprintf("%s (%s)", candidate.Title, percent(candidate.Score)))
		}
		for _, reading := range account.Readings {
			one.Readings = append(one.Readings, readingText(reading))
		}
		if len(account.Classes) > 0 {
			for _, spoke := range account.Classes[0].For[:min(mostFor, len(account.Classes[0].For))] {
				one.For = append(one.For, spoke.Feature)
			}
		}
		view.Parts = append(view.Parts, one)
	}
	return view
}

func verdictText(v faq.Verdict) words.Text {
	switch v {
	case faq.Sure:
		return "yakin: dijawab"
	case faq.Unsure:
		return "ragu: ditanya balik"
	case faq.Unknown:
	}
	return "tidak tahu: ke petugas"
}

// resultText tells in a line what was recognised.
func resultText(r faq.Result) words.Text {
	var all []words.Text
	for _, part := range r.Parts {
		one := verdictText(part.Verdict)
		if part.Entry != "" {
			one = words.Say("%s (%s)", one, part.Entry)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return "bukan pertanyaan untuk katalog"
	}
	return words.Join(all, "; ")
}

func readingText(r faq.Reading) string {
	if r.Read == "" {
		return r.Typed + " → –"
	}
	return strings.TrimSpace(r.Typed + " → " + r.Read)
}

// percent writes a chance.
func percent(chance float64) string { return strconv.Itoa(int(math.Floor(100*chance))) + " %" }
