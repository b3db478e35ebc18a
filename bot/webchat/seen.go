package webchat

import (
	"fmt"
	"net/http"
)

// glance tells how far the citizen's client has shown the transcript: Seq is
// that of the last of our lines that stood on a page somebody looked at.
type glance struct {
	Seq int64 `json:"seq"`
}

// seen records that our lines were shown. It is answered without a body; a
// client whose glance was lost tells a later one.
func (h *Handler) seen(w http.ResponseWriter, r *http.Request) error {
	room, person, err := h.visit(r)
	if err != nil {
		return err
	}
	var g glance
	if err := readJSON(w, r, &g); err != nil {
		return err
	}
	if g.Seq <= 0 {
		return errBroken
	}
	if err := h.Ledger.Seen(r.Context(), room.Channel, person, g.Seq); err != nil {
		return fmt.Errorf("record seen: %w", err)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
