package api

import (
	"context"
	"net/http"

	"github.com/invopop/jsonschema"

	"loket/internal/loket"
	"loket/internal/report"
)

// Report is every figure of a period. The command `loket report --json` prints the
// same.
type Report struct{ report.Report }

// JSONSchema describes it. A time and a share have different fields, so that only
// those every figure has are required.
func (Report) JSONSchema() *jsonschema.Schema {
	whole := schemaOf(report.Report{})
	if measures, ok := whole.Properties.Get("measures"); ok && measures.Items != nil {
		measures.Items.Required = []string{"id", "version", "unit", "n"}
	}
	return whole
}

func reportParameters() []parameter {
	return []parameter{
		{"from", "Hari pertama, misalnya 2026-11-01 (baku: 28 hari sampai to)."},
		{"to", "Hari terakhir, ikut dihitung (baku: hari ini)."},
		{"as_of", "Keadaan pada saat ini: waktu RFC 3339, atau hari (baku: sekarang)."},
		{"unit", "Hanya bagian ini."},
		{"channel", "Hanya kanal ini."},
		{"topic", "Hanya topik ini."},
		{"staff", "Hanya petugas ini: nama masuknya."},
		{"kind", "Hanya jenis tiket ini: question, complaint, request, aspiration, fraud."},
		{"live", "1: keadaan sekarang, juga dari bulan yang sudah dibekukan."},
		{"by", "Rinci menurut hour, day, week, month, unit, staff, topic, atau channel."},
	}
}

var errNotReporter = loket.Errorf(loket.CodeForbidden, "Laporan dibaca oleh penyelia, pimpinan, admin, atau auditor. Pakai token dari akun berperan itu.")

// maxReport bounds what a program may be given at once, in figures.
const maxReport = 20_000

var errReportLong = refuse(http.StatusBadRequest, "invalid", "Laporan ini terlalu panjang. Pendekkan masanya, atau rinci menurut bagian yang lebih besar.")

// report answers GET /report.
func (a *API) report(ctx context.Context, c *caller) (any, error) {
	if !c.staff.MayReport() {
		return nil, errNotReporter
	}
	q := c.query
	made, err := a.Figures.Ask(ctx, c.staff.Agency, report.Wish{
		From: q.Get("from"), To: q.Get("to"), AsOf: q.Get("as_of"), Unit: q.Get("unit"), Channel: q.Get("channel"),
		Topic: q.Get("topic"), Staff: q.Get("staff"), Kind: q.Get("kind"), By: q.Get("by"), Live: q.Get("live") == "1",
	})
	switch {
	case err != nil:
		return nil, err
	case len(made.Measures) > maxReport:
		return nil, errReportLong
	}
	return Report{made}, nil
}

// Opinion is the index of satisfaction of a period. The rows of respondents are not in
// it: they are a file, which stands in the audit log.
type Opinion struct{ report.Opinion }

func opinionParameters() []parameter {
	return []parameter{
		{"from", "Hari pertama, misalnya 2026-11-01 (baku: 28 hari sampai to)."},
		{"to", "Hari terakhir, ikut dihitung (baku: hari ini)."},
		{"as_of", "Keadaan pada saat ini: waktu RFC 3339, atau hari (baku: sekarang)."},
		{"unit", "Hanya bagian ini."},
	}
}

// opinion answers GET /report/ikm.
func (a *API) opinion(ctx context.Context, c *caller) (any, error) {
	if !c.staff.MayReport() {
		return nil, errNotReporter
	}
	q := c.query
	made, err := a.Figures.Opinion(ctx, c.staff.Agency, report.Wish{From: q.Get("from"), To: q.Get("to"), AsOf: q.Get("as_of"), Unit: q.Get("unit")})
	if err != nil {
		return nil, err
	}
	made.Sheets = []report.Survey{}
	return Opinion{made}, nil
}
