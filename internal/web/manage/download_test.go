package manage_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// downloads is a house of downloads for one role, and what was asked of it last.
func downloads(role loket.Role, write func(io.Writer) error, last *manage.Order) *webtest.Browser {
	house := &web.Server{
		Gate: gate{loket.Staff{ID: "p", Agency: "kupang", Name: "Rekan", Role: role}},
		Parts: []web.Part{&manage.Downloads{File: func(_ context.Context, _ loket.Staff, o manage.Order) (manage.File, error) {
			*last = o
			return manage.File{Name: "laporan.csv", Type: "text/csv; charset=utf-8", Write: write}, nil
		}}},
		Log: slog.New(slog.DiscardHandler),
	}
	return webtest.NewBrowser(house.Handler())
}

func TestDownload(t *testing.T) {
	t.Parallel()
	whole := func(w io.Writer) error {
		_, err := io.WriteString(w, "a,b\r\n")
		return err
	}
	t.Run("AsAsked", func(t *testing.T) {
		t.Parallel()
		var got manage.Order
		answer := downloads(loket.RoleHead, whole, &got).Get("/laporan/unduh?format=xlsx&from=2026-11-01&to=2026-11-30&by=unit&unit=u&channel=c&topic=t&staff=s&kind=k&as-of=x&baris=waits")
		want := manage.Order{What: "waits", Format: "xlsx", Wish: report.Wish{
			From: "2026-11-01", To: "2026-11-30", AsOf: "x", Unit: "u", Channel: "c", Topic: "t", Staff: "s", Kind: "k", By: "unit",
		}}
		if diff := cmp.Diff(want, got); diff != "" || answer.Status != http.StatusOK || answer.Body != "a,b\r\n" ||
			answer.Header.Get("Content-Disposition") != `attachment; filename="laporan.csv"` || answer.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("status %d, head %v, order (-want +got):\n%s", answer.Status, answer.Header, diff)
		}
	})
	t.Run("Texts/SupervisorsWithAReason", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct {
			role   loket.Role
			query  string
			status int
		}{
			{loket.RoleHead, "&alasan=uji", http.StatusForbidden},
			{loket.RoleAuditor, "&alasan=uji", http.StatusForbidden},
			{loket.RoleSupervisor, "", http.StatusBadRequest},
			{loket.RoleSupervisor, "&alasan=uji", http.StatusOK},
		} {
			var got manage.Order
			answer := downloads(c.role, whole, &got).Get("/laporan/unduh?baris=messages&teks=1" + c.query)
			if answer.Status != c.status || (c.status == http.StatusOK) != (got.Text && got.Reason == "uji") {
				t.Errorf("%s with %q: status %d, order %+v, want %d", c.role, c.query, answer.Status, got, c.status)
			}
		}
	})
	t.Run("FailsBefore/IsAPage", func(t *testing.T) {
		t.Parallel()
		var got manage.Order
		answer := downloads(loket.RoleHead, func(io.Writer) error { return loket.Errorf(loket.CodeInvalid, "Terlalu banyak baris.") }, &got).Get("/laporan/unduh")
		if answer.Status == http.StatusOK || answer.Header.Get("Content-Disposition") != "" {
			t.Errorf("status %d, head %v, want a page that says so", answer.Status, answer.Header)
		}
	})
	t.Run("FailsWithin/IsCutOff", func(t *testing.T) {
		t.Parallel()
		defer func() {
			if why := recover(); why != http.ErrAbortHandler { //nolint:errorlint // the value itself is the signal
				t.Errorf("recovered %v, want the connection cut", why)
			}
		}()
		var got manage.Order
		downloads(loket.RoleHead, func(w io.Writer) error {
			_, err := io.WriteString(w, "a,b\r\n")
			return errors.Join(err, errors.New("the ledger is gone"))
		}, &got).Get("/laporan/unduh")
		t.Error("half a file passed for a whole one")
	})
}
