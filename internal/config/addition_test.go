package config_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"loket/internal/config"
	"loket/internal/loket"
)

// anAddition is an agency that fits into every file of handmade.
func anAddition() config.Addition {
	return config.Addition{Agency: loket.Agency{ID: "dinas-baru", Code: "BARU", Name: "Dinas Baru", Zone: "Asia/Jakarta"}}
}

// loadText loads a configuration of this content.
func loadText(t interface{ Fatal(...any) }, dir, content string) config.Config {
	path := filepath.Join(dir, "loket.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := config.Load(path, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestAddAgency: whatever a file looks like, the agency stands behind the others
// afterwards, all else says what it said, and every line of the file is still there, in
// its order.
func TestAddAgency(t *testing.T) {
	t.Parallel()
	files := handmade()
	files["Remarks"] = strings.Replace(files["Remarks"], "  token_file: data/lama # berkas\n", "", 1) // there is no such file
	files["LevelWithItsKey"] = "agencies:\n- id: lama\n  code: LAM\n  name: Lama\n  zone: Asia/Jakarta\n\n# tentang alamat\nhttp_addr: 127.0.0.1:9090\n"
	files["LastLineOpen"] = "agencies:\n    - {id: lama, code: LAM, name: Lama, zone: Asia/Jakarta}"
	files["TextOfManyLines"] = "agencies:\n  - id: lama\n    code: LAM\n    name: >-\n      Dinas\n      Lama\n    zone: Asia/Jakarta\n    # jam: nanti\nquiet: 3s\n"
	for name, content := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			before := loadText(t, dir, content)
			rapid.Check(t, func(t *rapid.T) {
				a := anAddition()
				a.Name, a.Catalogue = someText(t, "name"), rapid.SampledFrom([]string{"", "katalog", "a: b #c", "no"}).Draw(t, "catalogue")
				got, err := config.AddAgency("loket.yaml", []byte(content), a)
				if err != nil {
					t.Fatal(err)
				}
				after := loadText(t, dir, string(got))
				last := after.Agencies[len(after.Agencies)-1]
				if last.Agency != a.Agency || last.Catalogue != a.Catalogue {
					t.Fatalf("the last agency is %+v, want %+v in\n%s", last, a, got)
				}
				if after.Agencies = after.Agencies[:len(after.Agencies)-1]; !reflect.DeepEqual(after, before) {
					t.Fatalf("the rest says %+v\nwant %+v", after, before)
				}
				rest := string(got)
				for line := range strings.Lines(content) {
					_, behind, found := strings.Cut(rest, strings.TrimSuffix(line, "\n"))
					if rest = behind; !found {
						t.Fatalf("%q is lost, or out of its order, in\n%s", line, got)
					}
				}
			})
		})
	}
}

// TestAddAgencyRefused: what cannot be added is told with its cure, and of a file in
// which nothing can be put, what to write by hand.
func TestAddAgencyRefused(t *testing.T) {
	t.Parallel()
	with := func(change func(*config.Addition)) config.Addition {
		a := anAddition()
		change(&a)
		return a
	}
	good := handmade()["Remarks"]
	for _, c := range []struct {
		name, content string
		a             config.Addition
		code          loket.Code
		want          string
	}{
		{"IDTaken", good, with(func(a *config.Addition) { a.ID = "lama" }), loket.CodeConflict, "sudah memuat instansi lama"},
		{"CodeTaken", good, with(func(a *config.Addition) { a.Code = "LAM" }), loket.CodeConflict, "code LAM"},
		{"DefaultCodeTaken", "quiet: 3s\n", with(func(a *config.Addition) { a.Code = "KPG" }), loket.CodeConflict, "disdukcapil-kota-kupang"},
		{"BadID", good, with(func(a *config.Addition) { a.ID = "Dinas Baru" }), loket.CodeInvalid, "id harus huruf kecil"},
		{"BadCode", good, with(func(a *config.Addition) { a.Code = "b" }), loket.CodeInvalid, "2 sampai 5 huruf besar"},
		{"BadZone", good, with(func(a *config.Addition) { a.Zone = "WITA" }), loket.CodeInvalid, "Asia/Makassar untuk WITA"},
		{"NoName", good, with(func(a *config.Addition) { a.Name = "" }), loket.CodeInvalid, "name masih kosong"},
		{"NameOfTwoLines", good, with(func(a *config.Addition) { a.Name = "a\nb" }), loket.CodeInvalid, "satu baris"},
		{"ListInBrackets", "agencies: [{id: lama, code: LAM, name: Lama, zone: Asia/Jakarta}]\n", anAddition(), loket.CodeConflict, "- id: dinas-baru"},
		{"BrokenFile", "agencies: [\n", anAddition(), loket.CodeInvalid, "loket.yaml"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := config.AddAgency("loket.yaml", []byte(c.content), c.a)
			if got != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("AddAgency() = %q, %v, want %s with %q", got, err, c.code, c.want)
			}
		})
	}
}
