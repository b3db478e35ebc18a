package manage

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
)

// Order is a file somebody asks for.
type Order struct {
	What   string // "episodes", "messages", "tickets", "waits", OpinionFile; empty: the report
	Format string
	Wish   report.Wish
	Text   bool   // with what was written
	Reason string // why
}

// File is one that is ready to be written.
type File struct {
	Name, Type string
	Write      func(io.Writer) error
}

// Downloads are the figures, and the rows behind them, as files.
type Downloads struct {
	// File makes ready what a member of staff asked for: what is wrong with the order
	// is a *loket.Error, and nothing is written before Write is called.
	File func(ctx context.Context, by loket.Staff, order Order) (File, error)
}

// Routes lists the room's routes.
func (d *Downloads) Routes() []web.Route {
	return []web.Route{{Pattern: "GET /laporan/unduh", Access: web.Reporters, Handle: d.download}}
}

var (
	errNoTexts  = loket.Errorf(loket.CodeForbidden, "Isi pesan hanya dapat diunduh penyelia dan admin.")
	errNoReason = loket.Errorf(loket.CodeInvalid, "Tulis alasan membuka isi pesan. Alasan itu dicatat di audit.")
)

// download answers GET /laporan/unduh?baris=&format=&from=&to=…
func (d *Downloads) download(w http.ResponseWriter, r *http.Request) error {
	staff, query := web.StaffOf(r.Context()), r.URL.Query()
	order := Order{
		What: query.Get("baris"), Format: cmp.Or(query.Get("format"), report.FormatCSV), Text: query.Get("teks") == "1", Reason: query.Get("alasan"),
		Wish: report.Wish{
			From: query.Get("from"), To: query.Get("to"), AsOf: query.Get("as-of"), Unit: query.Get("unit"), Channel: query.Get("channel"),
			Topic: query.Get("topic"), Staff: query.Get("staff"), Kind: query.Get("kind"), By: query.Get("by"), Live: query.Get("kini") == "1",
		},
	}
	switch {
	case order.Text && !staff.MaySupervise():
		return errNoTexts
	case order.Text && order.Reason == "":
		return errNoReason
	}
	file, err := d.File(r.Context(), staff, order)
	if err != nil {
		return err
	}
	out := &attachment{w: w, file: file, patience: http.NewResponseController(w)}
	if err := file.Write(out); err != nil {
		if !out.begun {
			return err
		}
		panic(http.ErrAbortHandler) // half a file must not pass for a whole one
	}
	return nil
}

// attachment sends the headers of a file with its first bytes, so that what fails
// before them is told on a page.
type attachment struct {
	w        http.ResponseWriter
	file     File
	patience *http.ResponseController
	begun    bool
}

// slowest is how long a reader may take for what is written at once.
const slowest = time.Minute

// Write implements io.Writer.
func (a *attachment) Write(p []byte) (int, error) {
	if !a.begun {
		a.begun = true
		h := a.w.Header()
		h.Set("Content-Type", a.file.Type)
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", a.file.Name))
		h.Set("Cache-Control", "no-store")
	}
	_ = a.patience.SetWriteDeadline(time.Now().Add(slowest)) // what cannot bound a reader has none to bound
	return a.w.Write(p)
}
