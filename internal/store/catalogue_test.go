package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

// TestPublishIsAudited reads the audit log as the ledger keeps it: who
// published which version, and from where.
func TestPublishIsAudited(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	agency := loket.Agency{ID: "a"}
	for number, p := range []loket.Publication{
		{By: "loket", Source: loket.SourceShipped},
		{By: "berkas", Source: loket.SourceFolder},
		{By: "staf-1", Source: loket.SourceCurator, Note: "tarif baru"},
	} {
		p.Agency, p.Number, p.Version = agency.ID, number+1, "v"
		if err := s.Publish(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	stale := loket.Publication{Agency: agency.ID, Number: 2, Version: "v"}
	if err := s.Publish(t.Context(), stale); err == nil {
		t.Error("a publication with a number that is taken was written")
	}
	var got [][]string
	err := s.read.each(t.Context(), func(r scanner) error {
		row := make([]string, 6)
		err := r.Scan(&row[0], &row[1], &row[2], &row[3], &row[4], &row[5])
		got = append(got, row)
		return err
	}, `SELECT actor_kind, actor_id, action, object_id, reason, origin FROM audit ORDER BY seq`)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"bot", "loket", "catalogue.publish", "1/v", "", "shipped"},
		{"bot", "berkas", "catalogue.publish", "2/v", "", "folder"},
		{"staff", "staf-1", "catalogue.publish", "3/v", "tarif baru", "curator"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("audit log (-want +got):\n%s", diff)
	}
}
