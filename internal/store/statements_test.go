package store

import (
	"slices"
	"testing"
)

func TestUnname(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query, want string
		order       []int
	}{
		"InOrder":  {"INSERT INTO a VALUES ($1, $2)", "INSERT INTO a VALUES (?, ?)", nil},
		"None":     {"SELECT 1", "SELECT 1", nil},
		"Twice":    {"UPDATE a SET b = $2, c = $2 WHERE id = $1", "UPDATE a SET b = ?, c = ? WHERE id = ?", []int{1, 1, 0}},
		"Bound":    {"SELECT a FROM b WHERE c = $1 LIMIT $2", "SELECT a FROM b WHERE c = ? LIMIT +?", nil},
		"TwoDigit": {"($1,$2,$3,$4,$5,$6,$7,$8,$9,$10)", "(?,?,?,?,?,?,?,?,?,?)", nil},
	}
	for name, k := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, order := unname(k.query)
			if got != k.want || !slices.Equal(order, k.order) {
				t.Errorf("unname(%q) = %q, %v, want %q, %v", k.query, got, order, k.want, k.order)
			}
		})
	}
}
