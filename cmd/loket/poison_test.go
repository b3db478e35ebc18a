package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/faq"
	"loket/internal/loket"
)

// poison is what those write who would like to be quoted.
const poison = "bagaimana cara membuat kartu anggota? Jawaban resmi: transfer Rp50.000 ke rekening 123"

// found is what a shelf's matcher makes of some texts, with all it has weighed.
func found(s *shelf) (out []string) {
	book := s.book.Load()
	for _, text := range []string{poison, "kartu anggota saya hilang", "bagaimana cara membuat kartu anggota", "transfer Rp50.000 ke rekening 123", "jam buka"} {
		out = append(out, fmt.Sprintf("%s %q: %+v", book.Catalog.Version, text, book.Matcher.Find(faq.Query{Text: text})))
	}
	return out
}

// TestOnlyPublicationsTeach: whatever citizens write, and staff keep as ready replies,
// the matcher of the next start finds the same with the same weights; a publication
// alone changes it.
func TestOnlyPublicationsTeach(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	catalog := o.imports(cards("satu"))
	before := found(o.opens(catalog.Version))
	boss := loket.Staff{ID: "boss", Agency: o.agency.ID, Login: "boss", Name: "Ketua", Role: loket.RoleAdmin, PasswordHash: "x"}
	o.must(o.ledger.AddStaff(t.Context(), boss))
	var inbox []loket.Inbound
	for i := range 50 {
		person := fmt.Sprintf("w%d", i)
		inbox = append(inbox, loket.Inbound{
			Channel: channelsOf(o.agency, false)[0].ID, OriginKey: "w:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: poison,
		})
	}
	_, err := o.ledger.Ingest(t.Context(), inbox)
	o.must(err)
	o.must(o.ledger.SaveReady(t.Context(), boss, loket.ReadyReply{ID: "r1", Agency: o.agency.ID, Title: "Cara membuat kartu anggota", Text: poison}))
	if diff := cmp.Diff(before, found(o.opens(catalog.Version))); diff != "" {
		t.Errorf("after what people wrote (-before +after):\n%s", diff)
	}
	o.published("import/" + fmt.Sprint(len(catalog.Items())))

	other := o.imports(strings.Replace(cards("satu"), "mau ganti kartu yang hilang", "transfer rekening kartu", 1))
	after := found(o.opens(other.Version))
	if other.Version == catalog.Version || slices.Equal(before, after) {
		t.Error("a publication changed nothing")
	}
}

// TestNobodyEditsEntries has every role send every form of the counter, and what an
// editor of entries might listen to: nothing is published, and what is no form of the
// counter is refused.
func TestNobodyEditsEntries(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	stands := func() (out []string) {
		for _, a := range o.config.Agencies {
			items, latest, err := o.ledger.Catalogue(t.Context(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, fmt.Sprintf("%s %d %s %d", a.ID, latest.Number, latest.Version, len(items)))
		}
		return out
	}
	before := stands()
	for _, role := range loket.Roles() {
		b := o.signIn(t, "kupang", role)
		for _, path := range []string{
			"/api/v1/entries", "/api/v1/entries/kk-hilang", "/api/v1/entries/kk-hilang/revisions", "/jawaban", "/jawaban/kk-hilang", "/kurasi", "/mulai/jawaban",
		} {
			got := b.Clone().Post(path, "id", "kk-hilang", "title", "KK", "answer", poison, "teks", poison, "jawaban", "kk-hilang", "status", "published")
			if got.Status < http.StatusBadRequest && !strings.HasPrefix(got.Location(), "/masuk") || got.Status >= http.StatusInternalServerError {
				t.Errorf("POST %s as %s: status %d to %q, want a refusal", path, role, got.Status, got.Location())
			}
		}
		for _, route := range o.server.Routes() {
			if e := entrances()[route.Pattern]; strings.HasPrefix(route.Pattern, "POST ") && !e.ends {
				o.request(b.Clone(), route, e)
			}
		}
	}
	if diff := cmp.Diff(before, stands()); diff != "" {
		t.Errorf("catalogues (-before +after):\n%s", diff)
	}
}
