package disdukcapil_test

import (
	"bytes"
	"testing"

	"loket/faq/disdukcapil"
)

// TestLearnedIsUpToDate: otherwise every first start would train.
func TestLearnedIsUpToDate(t *testing.T) {
	t.Parallel()
	if !bytes.Equal(matcher(t).Learned(), disdukcapil.Learned()) {
		t.Error("learned.gob was learned from another catalogue or by other code; run make catalogue")
	}
}
