package assist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Writer has the model write for staff and curators. What it writes has passed the
// checks here or is refused whole; a person reads it either way before anything comes
// of it. Its errors are of loket.Error and may be shown, but for those of a context
// that ended.
type Writer struct {
	Client *Client
	Guard  privacy.Guard // of what the agency never says, and the sites it may name
}

// material is a request's data as JSON.
func material(data any) (string, error) {
	var out strings.Builder
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false) // no page shows it, and a longer text costs more
	if err := to.Encode(data); err != nil {
		return "", fmt.Errorf("write what the model reads: %w", err)
	}
	return strings.TrimSpace(out.String()), nil
}

// part is a text as it goes into material: clean, and only then cut.
func (w Writer) part(text string, most int) (string, error) {
	cleaned, err := w.Client.clean(text)
	return string(cleaned.short(most)), err
}

// parts are texts as part makes them, without empty ones.
func (w Writer) parts(texts []string, most int) ([]string, error) {
	out := []string{}
	for _, text := range texts {
		part, err := w.part(text, most)
		if err != nil {
			return nil, err
		}
		if strings.TrimSpace(part) != "" {
			out = append(out, part)
		}
	}
	return out, nil
}

// ask has the model fill an answer in JSON, and rejects one that check says may not be
// shown.
func (w Writer) ask(ctx context.Context, p Purpose, prompt, schema string, tokens int, data, into any, check func() error) error {
	instructions, err := ReadPrompt(prompt)
	if err != nil {
		return err
	}
	text, err := material(data)
	if err != nil {
		return err
	}
	return w.Client.Complete(ctx, Request{
		Purpose: p, Prompt: instructions, Text: text, Schema: json.RawMessage(schema), MaxTokens: tokens,
		Check: func() error { return rejected(check()) },
	}, into)
}

// fit refuses a text of the model's that no page should show: too long, with
// characters that are not seen or reorder others, with personal data, or with what the
// guard of replies refuses.
func (w Writer) fit(text string, most int) error {
	switch {
	case strings.TrimSpace(text) == "" || utf8.RuneCountInString(text) > most || strings.ContainsFunc(text, hiddenRune) || !utf8.ValidString(text):
		return loket.ErrMachineGarbled
	case w.Client.settings.Redactor.Redact(text).Text != text:
		return loket.ErrMachineNamesData
	}
	if refused, is := errors.AsType[*privacy.RefusedError](w.Guard.Check(text)); is {
		return loket.Sayf(loket.CodeUnavailable, "Tulisan mesin ditolak: %s. Kerjakan sendiri.", refused.Parts[0].Why())
	}
	return nil
}

// hiddenRune tells whether a character writes nothing, or moves what others write.
func hiddenRune(r rune) bool {
	return r != ' ' && !unicode.IsGraphic(r) || unicode.Is(unicode.Zs, r) && r != ' ' && r != '\u00a0' ||
		unicode.In(r, unicode.Cf, unicode.Co, unicode.Variation_Selector) || r == '\u2028' || r == '\u2029'
}

// told is an error of the client in words for staff, with its cause.
func told(err error) error {
	said := loket.ErrMachineSilent
	switch {
	case err == nil, loket.CodeOf(err) != "":
		return err
	case errors.Is(err, context.Canceled):
		return err // whoever asked has gone
	case errors.Is(err, ErrOff):
		said = loket.ErrMachineOff
	case errors.Is(err, ErrBudget):
		said = loket.ErrMachineSpent
	case errors.Is(err, ErrTooLarge):
		said = loket.ErrMachineTooMuch
	case errors.Is(err, ErrPersonal):
		said = loket.ErrMachinePersonal
	case errors.Is(err, ErrGarbage):
		said = loket.ErrMachineGarbled
	}
	return fmt.Errorf("%w: %w", said, err)
}
