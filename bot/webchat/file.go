package webchat

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
)

// file hands a visitor the file of one of our lines, to be saved and never to be
// shown in place. Whoever asks with another cookie finds nothing.
func (h *Handler) file(w http.ResponseWriter, r *http.Request) error {
	room, person, err := h.visit(r)
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil || seq <= 0 {
		return errBroken
	}
	f, err := h.Ledger.FileAt(r.Context(), room.Channel, person, seq)
	if err != nil {
		return fmt.Errorf("read a file: %w", err)
	}
	head := w.Header()
	head.Set("Content-Type", string(f.Type))
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	head.Set("Content-Length", strconv.Itoa(len(f.Body)))
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = w.Write(f.Body) // a client that is gone is not an error
	return nil
}
