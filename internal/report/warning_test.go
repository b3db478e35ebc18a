package report_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// TestWarnings says what no figure does, an outage first: in words, in JSON, below the
// table and at a digest's end; and nothing where there is nothing to say.
func TestWarnings(t *testing.T) {
	t.Parallel()
	from := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	down := report.OutageOf(loket.ChannelGap{Channel: "kupang/telegram", ChannelName: "Telegram", From: from}, time.UTC)
	facts := report.Facts{Query: report.Query{Agency: "kupang", AsOf: from}, Hours: kupang()}
	quiet := report.Build(facts)
	facts.Outages, facts.Abroad = []report.Outage{down}, "Kepala Dinas, nota 12/2026"
	r := report.Build(facts)
	const abroad = "teks warga tanpa data pribadi diolah model bahasa di luar negeri, atas keputusan Kepala Dinas, nota 12/2026."
	var said []string
	for _, text := range r.Warnings() {
		said = append(said, text.String())
	}
	if want := []string{down.Text().String(), abroad}; !slices.Equal(said, want) {
		t.Errorf("Warnings() = %q, want %q", said, want)
	}
	var table, none strings.Builder
	if err := r.Table(&table); err != nil || !strings.HasSuffix(table.String(), "\nPerhatian: "+abroad+"\n") {
		t.Errorf("Table() = %q, %v, want it to end with the decision", table.String(), err)
	}
	if got, err := json.Marshal(r); err != nil || !strings.Contains(string(got), `"abroad":"Kepala Dinas, nota 12/2026"`) {
		t.Errorf("JSON = %s, %v, want who decided in it", got, err)
	}
	digest := report.MakeDigest(report.DigestFacts{Period: report.PeriodDay, Now: r}).Sentences
	if got := digest[len(digest)-1]; got != "Perhatian: "+abroad {
		t.Errorf("the digest ends with %q", got)
	}
	got, err := json.Marshal(quiet)
	if tableErr := quiet.Table(&none); len(quiet.Warnings()) != 0 || err != nil || tableErr != nil ||
		strings.Contains(none.String()+string(got), "Perhatian") || strings.Contains(string(got), `"abroad"`) {
		t.Errorf("a report without any warns: %q, %s", quiet.Warnings(), got)
	}
}
