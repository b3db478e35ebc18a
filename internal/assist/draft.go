package assist

import (
	"context"
	"slices"
	"strings"

	"loket/internal/loket"
)

// The bounds of a draft: of what the model reads, and of what it writes.
const (
	draftTurns     = 6000 // bytes of the latest lines of a conversation
	draftTurn      = 600  // characters of each
	draftGrounds   = 5    // entries
	draftGround    = 1500 // characters of each
	draftSentences = 12
	draftSentence  = 400 // characters of each
	draftTokens    = 700

	draftNothing = "NONE" // the model says so where no entry answers
)

type toldTurn struct {
	Number int    `json:"n"`
	From   string `json:"from"`
	Text   string `json:"text"`
}

type toldEntry struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Draft has the model propose a reply. take gets each sentence once it has passed; an
// error means that all of them are void, whatever take has got. It never waits longer
// than a slow call may take.
func (w Writer) Draft(ctx context.Context, wish loket.DraftWish, take func(loket.Sentence) error) error {
	material, err := w.draftMaterial(wish)
	if err != nil {
		return told(err)
	}
	prompt, err := ReadPrompt("draft.1")
	if err != nil {
		return err
	}
	d := &drafting{writer: w, grounds: newGrounding(wish.Grounds), take: take}
	_, err = w.Client.Stream(ctx, Request{Purpose: PurposeDraft, Prompt: prompt, Text: material, MaxTokens: draftTokens, Check: d.end}, d.add)
	if err == nil && len(d.whole) == 0 {
		err = loket.ErrMachineNothing
	}
	return told(err)
}

func (w Writer) draftMaterial(wish loket.DraftWish) (string, error) {
	if len(wish.Grounds) == 0 {
		return "", loket.ErrMachineNothing
	}
	turns, err := w.turns(wish.Turns, draftTurns, draftTurn)
	if err != nil {
		return "", err
	}
	data := struct {
		Conversation []toldTurn  `json:"conversation"`
		Entries      []toldEntry `json:"entries"`
	}{Conversation: turns}
	for _, g := range wish.Grounds[:min(draftGrounds, len(wish.Grounds))] {
		texts := [2]string{}
		for i, text := range []string{g.Title, g.Text} {
			if texts[i], err = w.part(text, draftGround); err != nil {
				return "", err
			}
		}
		data.Entries = append(data.Entries, toldEntry{g.Entry, texts[0], texts[1]})
	}
	return material(data)
}

// turns are the latest lines of a conversation as the model reads them: each at most so
// many characters, and as many as so many bytes hold.
func (w Writer) turns(all []loket.Turn, bytes, characters int) (out []toldTurn, err error) {
	for i, turn := range slices.Backward(all) {
		one := toldTurn{Number: i + 1, From: "office"}
		if turn.Citizen {
			one.From = "citizen"
		}
		if one.Text, err = w.part(turn.Text, characters); err != nil {
			return nil, err
		}
		text, err := material(one)
		if err != nil {
			return nil, err
		}
		if bytes -= len(text); bytes < 0 {
			break
		}
		out = append(out, one)
	}
	slices.Reverse(out)
	return out, nil
}

// drafting reads a draft while it is written.
type drafting struct {
	writer  Writer
	grounds grounding
	take    func(loket.Sentence) error
	line    strings.Builder // what has come of the line under way
	whole   []string        // the sentences so far
}

// add takes the next piece of the text, of any length.
func (d *drafting) add(piece string) error {
	for {
		before, after, ends := strings.Cut(piece, "\n")
		d.line.WriteString(before)
		if d.line.Len() > 4*draftSentence*draftSentences {
			return rejected(loket.ErrMachineGarbled)
		}
		if !ends {
			return nil
		}
		if err := d.endLine(); err != nil {
			return err
		}
		piece = after
	}
}

// end ends the text. Sentences that passed one by one may together be more than each.
func (d *drafting) end() error {
	if err := d.endLine(); err != nil || len(d.whole) == 0 {
		return err
	}
	return rejected(d.writer.fit(strings.Join(d.whole, " "), draftSentences*(draftSentence+1)))
}

// check tells why a sentence that names an entry may not follow; nil: it may.
func (d *drafting) check(entry, sentence string) error {
	if len(d.whole) == draftSentences || !ended(sentence) {
		return loket.ErrMachineGarbled
	}
	if err := d.writer.fit(sentence, draftSentence); err != nil {
		return err
	}
	return d.grounds.check(entry, sentence)
}

// endLine passes on the sentences of a line, each with the entry that the line names.
func (d *drafting) endLine() error {
	line := strings.TrimSpace(d.line.String())
	d.line.Reset()
	if line == "" || line == draftNothing && len(d.whole) == 0 {
		return nil
	}
	name, said, marked := strings.Cut(strings.TrimPrefix(line, "["), "] ")
	if !marked || !strings.HasPrefix(line, "[") {
		return rejected(loket.ErrMachineGroundless)
	}
	for _, text := range sentences(said) {
		if err := rejected(d.check(name, text)); err != nil {
			return err
		}
		d.whole = append(d.whole, text)
		if err := d.take(loket.Sentence{Text: text, Entry: name}); err != nil {
			return err
		}
	}
	return nil
}
