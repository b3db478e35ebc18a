package api

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"loket/faq"
	"loket/internal/loket"
)

// EntryHead names an entry.
type EntryHead struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Group string `json:"group"`
	Unit  string `json:"unit"`
}

// EntryPage is one page of the catalogue, by id.
type EntryPage struct {
	Entries []EntryHead `json:"entries"`
	Next    string      `json:"next_cursor" jsonschema_description:"Untuk halaman berikutnya; kosong pada yang terakhir"`
}

// Entry is one answer of the office as it is quoted.
type Entry struct {
	EntryHead

	Text     string `json:"text" jsonschema_description:"Seluruh jawaban, seperti dibaca warga yang meminta rincian"`
	Status   string `json:"status"`
	Revision string `json:"revision"`
	Quotable bool   `json:"quotable" jsonschema_description:"Boleh dikutip hari ini"`
	Verified bool   `json:"verified" jsonschema_description:"Sudah diperiksa dinas"`
	Until    string `json:"valid_until" jsonschema_description:"Hari terakhir boleh dikutip; kosong: tanpa batas"`
}

// EntryMatches are entries that fit words, the best first.
type EntryMatches struct {
	Matches []EntryMatch `json:"matches"`
}

// EntryMatch is one of them.
type EntryMatch struct {
	EntryHead

	Score float64 `json:"score" jsonschema_description:"0 sampai 1; 0: hanya judulnya memuat kata-kata itu"`
}

func headOf(e faq.Entry) EntryHead {
	return EntryHead{ID: e.ID, Title: e.Title, Group: e.Group, Unit: e.Unit}
}

// catalog is what the caller's agency answers from.
func (a *API) catalog(c *caller) (*faq.Catalog, error) {
	if catalog := a.Entries(c.staff.Agency); catalog != nil {
		return catalog, nil
	}
	return nil, loket.ErrNotFound
}

func (a *API) listEntries(_ context.Context, c *caller) (any, error) {
	after, limit, err := c.page()
	if err != nil {
		return nil, err
	}
	catalog, err := a.catalog(c)
	if err != nil {
		return nil, err
	}
	all := slices.SortedFunc(slices.Values(catalog.Entries()), func(a, b faq.Entry) int { return strings.Compare(a.ID, b.ID) })
	page := EntryPage{Entries: []EntryHead{}}
	for _, e := range all {
		if e.ID <= after {
			continue
		}
		if len(page.Entries) == limit {
			page.Next = cursorOf(page.Entries[limit-1].ID)
			break
		}
		page.Entries = append(page.Entries, headOf(e))
	}
	return page, nil
}

func (a *API) getEntry(_ context.Context, c *caller) (any, error) {
	catalog, err := a.catalog(c)
	if err != nil {
		return nil, err
	}
	e, ok := catalog.Entry(c.named())
	if !ok {
		return nil, loket.ErrNotFound
	}
	return Entry{
		EntryHead: headOf(e), Text: e.RenderDetail(), Status: string(e.Status), Revision: e.Revision,
		Quotable: e.Quotable(a.Now()), Verified: e.Verified != nil, Until: string(e.ValidUntil),
	}, nil
}

// maxQuestion bounds what is asked, in characters.
const maxQuestion = 4096

var errQuestion = refuse(http.StatusBadRequest, "invalid", "Pertanyaan harus 1 sampai 4.096 huruf.")

func checkQuestion(text string) (string, error) {
	text = strings.TrimSpace(text)
	if text == "" || !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxQuestion {
		return "", errQuestion
	}
	return text, nil
}

// searchEntries finds what the words ask for, then what bears them in its title.
func (a *API) searchEntries(_ context.Context, c *caller) (any, error) {
	text, err := checkQuestion(c.query.Get("q"))
	if err != nil {
		return nil, err
	}
	catalog, err := a.catalog(c)
	if err != nil {
		return nil, err
	}
	result, _, _ := a.Ask(c.staff.Agency, text)
	matches, seen := []EntryMatch{}, map[string]bool{}
	add := func(e faq.Entry, score float64) {
		if !seen[e.ID] {
			seen[e.ID], matches = true, append(matches, EntryMatch{EntryHead: headOf(e), Score: score})
		}
	}
	for _, part := range result.Parts {
		for _, candidate := range part.Candidates {
			if e, ok := catalog.Entry(candidate.Entry); ok {
				add(e, candidate.Score)
			}
		}
	}
	for _, e := range catalog.Entries() {
		if strings.Contains(strings.ToLower(e.Title), strings.ToLower(text)) {
			add(e, 0)
		}
	}
	return EntryMatches{Matches: matches}, nil
}
