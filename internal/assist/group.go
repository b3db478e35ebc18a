package assist

import (
	"context"
	"slices"
	"strings"

	"loket/internal/loket"
)

const (
	groupBytes     = 14_000 // of all groups that are named at once
	groupExamples  = 3
	groupExample   = 160 // characters
	groupName      = 80  // characters
	groupQuestions = 4   // of each group
	groupTokens    = 2500

	mostQuestions  = 8   // proposed for an entry
	longQuestion   = 160 // characters
	questionKnown  = 30  // of an entry, that the model is told
	questionText   = 3000
	questionTokens = 500

	groupSchema = `{"type":"object","additionalProperties":false,"required":["groups"],"properties":{"groups":{"type":"array","items":` +
		`{"type":"object","additionalProperties":false,"required":["n","name","questions"],"properties":{` +
		`"n":{"type":"integer"},"name":{"type":"string"},"questions":{"type":"array","items":{"type":"string"}}}}}}}`
	questionSchema = `{"type":"object","additionalProperties":false,"required":["questions"],"properties":{"questions":{"type":"array","items":{"type":"string"}}}}`
)

type toldGroup struct {
	Number   int      `json:"n"`
	Words    []string `json:"words"`
	Examples []string `json:"examples"`
	Near     string   `json:"near,omitempty"`
}

// NameGroups has the model name groups, as many from the first on as fit into a call,
// and propose other ways to ask. There is a naming for each of these, in their order; a
// name or a question that may not be shown is left out.
func (w Writer) NameGroups(ctx context.Context, groups []loket.AskedGroup) ([]loket.GroupNaming, error) {
	fitting, err := w.groups(groups)
	if err != nil {
		return nil, told(err)
	}
	data := struct {
		Groups []toldGroup `json:"groups"`
	}{fitting}
	var answer struct {
		Groups []struct {
			Number    int      `json:"n"`
			Name      string   `json:"name"`
			Questions []string `json:"questions"`
		} `json:"groups"`
	}
	names := make([]loket.GroupNaming, len(fitting))
	err = w.ask(ctx, PurposeGroup, "group.1", groupSchema, groupTokens, data, &answer, func() error {
		seen := map[int]bool{}
		for _, g := range answer.Groups {
			if g.Number < 1 || g.Number > len(fitting) || seen[g.Number] {
				return loket.ErrMachineGarbled
			}
			seen[g.Number] = true
			naming := &names[g.Number-1]
			naming.Questions = w.questions(g.Questions, groups[g.Number-1].Examples, groupQuestions)
			if name := strings.TrimSpace(g.Name); w.fit(name, groupName) == nil {
				naming.Name = name
			}
		}
		return nil
	})
	if err != nil {
		return nil, told(err)
	}
	return names, nil
}

// groups are those that fit into a call.
func (w Writer) groups(all []loket.AskedGroup) (out []toldGroup, err error) {
	size := 0
	for i, g := range all {
		one := toldGroup{Number: i + 1}
		if one.Words, err = w.parts(g.Words, groupExample); err != nil {
			return nil, err
		}
		if one.Examples, err = w.parts(g.Examples[:min(groupExamples, len(g.Examples))], groupExample); err != nil {
			return nil, err
		}
		if one.Near, err = w.part(g.Title, groupExample); err != nil {
			return nil, err
		}
		text, err := material(one)
		if err != nil {
			return nil, err
		}
		if size += len(text); size > groupBytes {
			break
		}
		out = append(out, one)
	}
	return out, nil
}

// Questions has the model propose other ways to ask for an entry that has some. None
// of what it proposes is known, or personal, or a link.
func (w Writer) Questions(ctx context.Context, of loket.Ground, known []string) ([]string, error) {
	data := struct {
		Title string   `json:"title"`
		Text  string   `json:"text"`
		Known []string `json:"known"`
	}{}
	var err error
	if data.Title, err = w.part(of.Title, questionText); err != nil {
		return nil, told(err)
	}
	if data.Text, err = w.part(of.Text, questionText); err != nil {
		return nil, told(err)
	}
	if data.Known, err = w.parts(known[:min(questionKnown, len(known))], longQuestion); err != nil {
		return nil, told(err)
	}
	var answer struct {
		Questions []string `json:"questions"`
	}
	var proposed []string
	err = w.ask(ctx, PurposeGroup, "questions.1", questionSchema, questionTokens, data, &answer, func() error {
		if proposed = w.questions(answer.Questions, known, mostQuestions); len(proposed) == 0 {
			return loket.ErrMachineGarbled
		}
		return nil
	})
	if err != nil {
		return nil, told(err)
	}
	return proposed, nil
}

// questions are those of the model's that may be shown, each once, at most so many.
func (w Writer) questions(proposed, known []string, most int) (out []string) {
	same := func(a string) func(string) bool {
		return func(b string) bool { return strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b)) }
	}
	for _, text := range proposed {
		text = strings.TrimSpace(text)
		if len(out) < most && w.fit(text, longQuestion) == nil && !slices.ContainsFunc(known, same(text)) && !slices.ContainsFunc(out, same(text)) {
			out = append(out, text)
		}
	}
	return out
}
