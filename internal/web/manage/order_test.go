package manage_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// archive makes files of orders as the program does: the wish is read first, and what
// is wrong with it is told before a file is begun.
type archive struct {
	clock *webtest.Clock
	made  []manage.Order
}

func (a *archive) file(_ context.Context, by loket.Staff, o manage.Order) (manage.File, error) {
	query, err := o.Wish.Query(by.Agency, a.clock.Now(), webtest.WITA(by.Agency))
	if err == nil && o.What == "" {
		_, err = report.Format(o.Format)
	}
	if err != nil {
		return manage.File{}, err
	}
	a.made = append(a.made, o)
	name := export.FileName(o.Format, "laporan", string(by.Agency), query.From.Format("2006-01-02"), o.Wish.Unit)
	if o.What == "" {
		paper := export.Paper{Report: report.Report{Agency: by.Agency, From: query.From, To: query.To, AsOf: query.AsOf}, Agency: "Disdukcapil"}
		return manage.File{Name: name, Type: export.MediaType(o.Format), Write: func(w io.Writer) error { return paper.Write(w, o.Format) }}, nil
	}
	return manage.File{Name: name, Type: export.MediaType(o.Format), Write: func(w io.Writer) error {
		table, err := export.NewTable(w, o.Format, "Uji", []string{"n"})
		if err != nil {
			return err
		}
		return errors.Join(table.Row(export.Number(1)), table.Close())
	}}, nil
}

// asked opens the house for a role and orders a file.
func (a *archive) asked(role loket.Role, query string) webtest.Answer {
	house := &web.Server{
		Gate:  gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Downloads{File: a.file}},
		Log:   slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler()).Get("/laporan/unduh?" + query)
}

// TestWhoMayOrder: figures are for those who read them, what was written only for those
// who look after the work of others, and only with a reason; nobody else has a file made.
func TestWhoMayOrder(t *testing.T) {
	t.Parallel()
	for role, may := range map[loket.Role]struct{ figures, texts bool }{
		loket.RoleOfficer: {}, loket.RoleCurator: {}, loket.RoleHead: {figures: true}, loket.RoleAuditor: {figures: true},
		loket.RoleSupervisor: {true, true}, loket.RoleAdmin: {true, true},
	} {
		for query, allowed := range map[string]bool{
			"format=json":                                         may.figures,
			"baris=messages&teks=0&alasan=uji":                    may.figures,
			"baris=messages&teks=1&alasan=uji":                    may.texts,
			"baris=messages&teks=1&alasan=":                       false,
			"baris=messages&teks=1":                               false,
			"baris=messages&teks=1&alasan=&alasan=uji":            false,
			"baris=messages&teks=1&alasan=uji+" + "%3Cb%3E%0D%0A": may.texts,
		} {
			a := archive{clock: webtest.NewClock()}
			answer := a.asked(role, query)
			if (answer.Status == http.StatusOK) != allowed || (len(a.made) == 1) != allowed {
				t.Errorf("%s orders %q: status %d, %d files made, want allowed %v", role, query, answer.Status, len(a.made), allowed)
			}
			if !allowed && answer.Header.Get("Content-Disposition") != "" {
				t.Errorf("%s orders %q: refused as a file", role, query)
			}
		}
	}
}

// TestWrongOrderIsExplained: what is wrong with an order is told on a page in Indonesian,
// with what was written as plain text, and with no file begun.
func TestWrongOrderIsExplained(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		query  string
		status int
		want   string
	}{
		"Format":       {"format=docx", http.StatusBadRequest, `format "docx" tidak dikenal; pakai table, json, csv, xlsx, pdf, atau html`},
		"FormatOfRows": {"baris=waits&format=pdf", http.StatusBadRequest, `format "pdf" tidak dikenal; pakai csv, xlsx, atau json`},
		"From":         {"from=1-11-2026", http.StatusBadRequest, `from "1-11-2026" bukan tanggal; tulis misalnya 2026-11-01`},
		"To":           {"to=2026-02-30", http.StatusBadRequest, `to "2026-02-30" bukan tanggal; tulis misalnya 2026-11-01`},
		"Backwards":    {"from=2026-11-30&to=2026-11-01", http.StatusBadRequest, "from 2026-11-30 sesudah"},
		"AsOf":         {"as-of=besok", http.StatusBadRequest, `as-of "besok" bukan waktu`},
		"By":           {"by=kantor", http.StatusBadRequest, `by "kantor" tidak dikenal; pilih salah satu:`},
		"Kind":         {"kind=aduan", http.StatusBadRequest, `kind "aduan" bukan jenis tiket; pilih salah satu:`},
		"Marks":        {"by=%3Cscript%3E", http.StatusBadRequest, `by "<script>" tidak dikenal`},
		"NoReason":     {"baris=messages&teks=1", http.StatusBadRequest, "Tulis alasan membuka isi pesan. Alasan itu dicatat di audit."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := archive{clock: webtest.NewClock()}
			answer := a.asked(loket.RoleAdmin, c.query)
			if answer.Status != c.status || answer.Header.Get("Content-Disposition") != "" || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
				t.Errorf("status %d, head %v, want a page with %d", answer.Status, answer.Header, c.status)
			}
			if text := answer.Page(t).Text(); !strings.Contains(text, c.want) || strings.Contains(answer.Body, "<script>tidak") {
				t.Errorf("the page says %q, want %q", text, c.want)
			}
		})
	}
	a := archive{clock: webtest.NewClock()}
	if text := a.asked(loket.RoleHead, "baris=messages&teks=1&alasan=uji").Page(t).Text(); !strings.Contains(text, "Isi pesan hanya dapat diunduh penyelia dan admin.") {
		t.Errorf("the head of office reads %q", text)
	}
}

// TestOrderedFileIsAnAttachment: every form comes as a file of its kind under a name that
// a browser can read, whatever the filter was, and is kept nowhere.
func TestOrderedFileIsAnAttachment(t *testing.T) {
	t.Parallel()
	for format, kind := range map[string]string{
		"": "text/csv", "csv": "text/csv", "json": "application/json", "pdf": "application/pdf", "html": "text/html", "table": "text/plain",
		"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	} {
		for _, unit := range []string{"umum", `a"; filename="b.exe`, "../../x", "a\r\nSet-Cookie: s=1", "bagian é"} {
			a := archive{clock: webtest.NewClock()}
			answer := a.asked(loket.RoleHead, url.Values{"format": {format}, "from": {"2026-11-01"}, "to": {"2026-11-30"}, "unit": {unit}}.Encode())
			disposition, with, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
			if err != nil || disposition != "attachment" || len(with) != 1 || !strings.HasPrefix(with["filename"], "laporan-kupang-2026-11-01-") || strings.ContainsAny(with["filename"], "/\\\"\r\n ") {
				t.Errorf("%s of %q: %q, %v", format, unit, answer.Header.Get("Content-Disposition"), err)
			}
			got, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
			if err != nil || got != kind || answer.Header.Get("Cache-Control") != "no-store" || answer.Header.Get("Set-Cookie") != "" || answer.Body == "" {
				t.Errorf("%s of %q: %d bytes, head %v, want %s", format, unit, len(answer.Body), answer.Header, kind)
			}
			if len(a.made) != 1 || a.made[0].Wish.Unit != unit {
				t.Errorf("%s: %+v was made, want the unit %q", format, a.made, unit)
			}
		}
	}
}
