package export_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"loket/faq"
	"loket/internal/export"
	"loket/internal/loket"
)

// zipped makes an archive of one file.
func zipped(t *testing.T, name string, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	archive := zip.NewWriter(&b)
	w, err := archive.Create(name)
	if err == nil {
		_, err = io.CopyN(w, zeros{}, size)
	}
	if err = errors.Join(err, archive.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestReadRefusesWhatIsNoCatalogue(t *testing.T) {
	t.Parallel()
	good := workbook(t, small(t))
	foreign := excelize.NewFile()
	var other bytes.Buffer
	if err := foreign.Write(&other); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name    string
		content []byte
		code    loket.Code
		want    string
	}{
		{"Empty", nil, loket.CodeInvalid, "bukan buku kerja Excel"},
		{"NoArchive", []byte("id,title\na,A\n"), loket.CodeInvalid, "bukan buku kerja Excel"},
		{"HalfAFile", good[:len(good)/2], loket.CodeInvalid, "bukan buku kerja Excel"},
		{"OtherArchive", zipped(t, "foto.jpg", 10), loket.CodeInvalid, "bukan buku kerja Excel"},
		{"ForeignWorkbook", other.Bytes(), loket.CodeInvalid, `Lembar "Jawaban" tidak ada`},
		{"SheetRenamed", edited(t, func(f *excelize.File) error { return f.SetSheetName("Kata", "Kosakata") }), loket.CodeInvalid, `Lembar "Kata" tidak ada`},
		{"Bomb", zipped(t, "xl/worksheets/sheet1.xml", 64<<20), loket.CodeTooLarge, "terlalu besar"},
		{"TooLargePacked", make([]byte, 17<<20), loket.CodeTooLarge, "terlalu besar"},
		{"TooManyRows", edited(t, set("Jawaban!A30001", "x")), loket.CodeTooLarge, `Lembar "Jawaban" paling banyak`},
		{"TooManyColumns", edited(t, set("Kata!ZZ3", "x")), loket.CodeTooLarge, `Lembar "Kata" paling banyak`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := export.ReadCatalogue(bytes.NewReader(tt.content))
			if loket.CodeOf(err) != tt.code || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("ReadCatalogue = %v, want %s with %q", err, tt.code, tt.want)
			}
		})
	}
}

// TestReadWhatSpreadsheetsMakeOfIt holds that what a spreadsheet program does to
// a workbook by itself changes nothing.
func TestReadWhatSpreadsheetsMakeOfIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		edit func(*excelize.File) error
	}{
		{"SheetsMovedAndAdded", func(f *excelize.File) error {
			_, err := f.NewSheet("Catatan kami")
			return errors.Join(err, f.MoveSheet("Gaya", "Jawaban"), f.SetCellStr("Catatan kami", "A1", "bebas"))
		}},
		{"ColumnInserted", func(f *excelize.File) error { return f.InsertCols("Jawaban", "B", 1) }},
		{"RowsInserted", func(f *excelize.File) error { return f.InsertRows("Jawaban", 4, 3) }},
		{"DateAsNumber", func(f *excelize.File) error {
			return f.SetCellValue("Jawaban", "X3", time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC))
		}},
		{"NumberAsNumber", func(f *excelize.File) error { return f.SetCellInt("Gaya", "C5", 20) }},
		{"TruthAsTruth", func(f *excelize.File) error { return f.SetCellBool("Maksud", "G3", true) }},
		{"LineEndsOfWindows", set("Jawaban!I3", "Bawa KTP-el.\r\n\r\nAnak datang bersama orang tua. 👨‍👩‍👧")},
		{"BlankLinesInAList", set("Formulir!D5", "\n A-7 \n\n08\n")},
		{"SpaceAround", set("Jawaban!B3", "  Kartu anggota baru ")},
		{"LabelInCapitals", set("Kata!A3", "SINGKATAN DAN EJAAN")},
		{"FactWithoutLabel", set("Fakta!A3", "")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			same(t, edited(t, tt.edit), small(t))
		})
	}
}

// FuzzReadCatalogue holds that whatever bytes come, the reader answers with a
// catalogue or with an error for people.
func FuzzReadCatalogue(f *testing.F) {
	c := small(f)
	f.Add(workbook(f, c))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := export.ReadCatalogue(bytes.NewReader(content))
		if err == nil {
			same(t, workbook(t, c), c)
			return
		}
		if _, mistakes := errors.AsType[*faq.LoadError](err); !mistakes && loket.CodeOf(err) == "" {
			t.Errorf("ReadCatalogue = %v, want an error for people", err)
		}
	})
}

// FuzzCell holds the same for whatever text stands in a cell: bytes alone
// hardly ever make an archive that opens.
func FuzzCell(f *testing.F) {
	f.Add("Jawaban", 9, 3, "Bawa\\n KTP-el | \\| =1")
	f.Add("Kata", 1, 3, "sebutan lain")
	f.Add("Maksud", 5, 3, "8")
	f.Add("Gaya", 3, 2, "isi")
	book := workbook(f, small(f))
	f.Fuzz(func(t *testing.T, sheet string, column, row int, text string) {
		file, err := excelize.OpenReader(bytes.NewReader(book))
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = file.Close() }()
		at, err := excelize.CoordinatesToCellName(1+(column&31), 1+(row&15))
		if err != nil {
			t.Fatal(err)
		}
		if file.SetCellStr(sheet, at, text) != nil {
			return // no such sheet
		}
		var edited bytes.Buffer
		if err := file.Write(&edited); err != nil {
			return // not every text can be written
		}
		c, err := export.ReadCatalogue(&edited)
		if err == nil {
			same(t, workbook(t, c), c)
		} else if _, mistakes := errors.AsType[*faq.LoadError](err); !mistakes && loket.CodeOf(err) == "" {
			t.Errorf("ReadCatalogue with %q at %s!%s = %v, want an error for people", text, sheet, at, err)
		}
	})
}
