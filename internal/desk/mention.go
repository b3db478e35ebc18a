package desk

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"loket/internal/loket"
)

// MentionLedger tells who was named in a note.
type MentionLedger interface {
	// Mentions returns the tickets in whose notes a member was named since they last
	// looked, the newest first.
	Mentions(ctx context.Context, by loket.Staff, limit int) ([]loket.Mention, error)
}

const (
	mentionsShown = 20 // in a list
	mentionsMost  = 10 // in one note
)

// named is a login after an at sign that is no part of an address.
var named = regexp.MustCompile(`(?:^|[^\w@.-])@([A-Za-z0-9][A-Za-z0-9._-]{1,31})`)

// Mentioned lists the tickets in whose notes the member was named; looking at one
// takes it off the list.
func (d *Desk) Mentioned(ctx context.Context, by loket.Staff) ([]loket.Mention, error) {
	if err := mayServe(by); err != nil {
		return nil, err
	}
	all, err := d.Mentions.Mentions(ctx, by, mentionsShown)
	if err != nil {
		return nil, fmt.Errorf("list mentions: %w", err)
	}
	return all, nil
}

// Logins are the logins a note names, each once.
func Logins(text string) (logins []string) {
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		login := strings.TrimRight(strings.ToLower(m[1]), ".-_")
		if len(logins) < mentionsMost && !slices.Contains(logins, login) {
			logins = append(logins, login)
		}
	}
	return logins
}
