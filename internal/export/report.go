package export

import (
	"encoding/json"
	"fmt"
	"io"

	"loket/internal/loket"
	"loket/internal/report"
)

// Paper is a report with what a document says above it.
type Paper struct {
	report.Report
	Agency string // its name, as people read it
}

// Write writes a report in one of its forms. They all say the same.
func (p Paper) Write(w io.Writer, format string) error {
	switch format {
	case report.FormatTable:
		return p.Table(w)
	case report.FormatJSON:
		return writeJSON(w, p.Report)
	case report.FormatCSV:
		return p.CSV(w)
	case report.FormatXLSX:
		return p.workbook(w)
	case report.FormatPDF:
		return p.pdf(w)
	case report.FormatHTML:
		return p.html(w)
	}
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("format %q tidak dikenal", format))
}

func writeJSON(w io.Writer, what any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(what)
}

// MediaType is what a browser is told that a form is.
func MediaType(format string) string {
	switch format {
	case report.FormatJSON:
		return "application/json"
	case report.FormatCSV:
		return "text/csv; charset=utf-8"
	case report.FormatXLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case report.FormatPDF:
		return "application/pdf"
	case report.FormatHTML:
		return "text/html; charset=utf-8"
	case formPNG:
		return "image/png"
	}
	return "text/plain; charset=utf-8"
}
