package store

import (
	"testing"

	"loket/internal/loket"
)

func TestPlanEachTime(t *testing.T) {
	t.Parallel()
	got, err := planEachTime("postgres://u:p%40ss@db/loket?sslmode=require")
	if want := "postgres://u:p%40ss@db/loket?default_query_exec_mode=cache_describe&sslmode=require"; got != want || err != nil {
		t.Errorf("planEachTime() = %q, %v, want %q", got, err, want)
	}
	if got, err := planEachTime("postgres://u:100%@db"); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("planEachTime(broken) = %q, %v, want %s", got, err, loket.CodeInvalid)
	}
}
