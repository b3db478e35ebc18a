package assist

import (
	"fmt"
	"unicode/utf8"

	"loket/internal/privacy"
)

// clean is a text that may leave: personal data is out of it. Only the function
// below makes one, and nothing else is sent.
type clean string

const (
	mostQuestion = 2000   // characters of a text to be embedded
	mostText     = 24_000 // bytes of a call in all
)

// clean takes personal data out of a text. Of what was hidden only its kind stays:
// "[NIK]", not even the last digits that staff see.
func (c *Client) clean(text string) (clean, error) {
	out := privacy.WithoutDigits(c.settings.Redactor.Redact(text).Text)
	if c.settings.Redactor.Redact(out).Text != out {
		return "", fmt.Errorf("clean a text: %w", ErrPersonal)
	}
	if !utf8.ValidString(out) {
		out = string([]rune(out))
	}
	return clean(out), nil
}

// cleanAll cleans texts one by one.
func (c *Client) cleanAll(texts []string) ([]clean, error) {
	all := make([]clean, len(texts))
	for i, text := range texts {
		cleaned, err := c.clean(text)
		if err != nil {
			return nil, err
		}
		all[i] = cleaned.short(mostQuestion)
	}
	return all, nil
}

// short cuts a text to so many characters. A text is cut when it is clean, not
// before: half of a number would not be known as one.
func (t clean) short(most int) clean {
	if utf8.RuneCountInString(string(t)) <= most {
		return t
	}
	return clean([]rune(string(t))[:most])
}

// Clean is what would leave of a text.
func (c *Client) Clean(text string) (string, error) {
	out, err := c.clean(text)
	return string(out), err
}
