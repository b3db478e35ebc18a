package config_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"loket/internal/config"
	"loket/internal/loket"
)

// someText draws a line of text, often one that YAML would take for something else.
func someText(t *rapid.T, what string) string {
	awkward := []string{
		"ya", "yes", "no", "on", "null", "~", "true", "0123", "1e3", "1_000", "0x1f", "-5", ".inf", "2026-12-24", "12:30", "<<", "=",
		"a: b", "a #b", "#", "- a", "? a", "&a", "*a", "!a", "!!str a", "%a", "@a", "`a", "|", ">", "[a]", "{a: b}", "a, b", `"`, `'`, `a"b'c`, `\n`, `a\`,
		"Dinas: Kab. #1 \"Ende\" 'Lio'", "---", "...", "é – 证明 😀", "a  b", "a:", ": a",
	}
	return rapid.OneOf(
		rapid.SampledFrom(awkward), rapid.StringMatching(`[A-Za-z][A-Za-z0-9 .'"#:&*!?{}\[\],-]{0,40}[A-Za-z0-9]`),
	).Draw(t, what)
}

// someOpening draws what setting up may end with.
func someOpening(t *rapid.T) loket.Opening {
	o := loket.Opening{
		Agency: loket.Agency{
			ID:   loket.AgencyID(rapid.SampledFrom([]string{"no", "null", "dinas-1", "1e3", "disdukcapil-ende", "0123"}).Draw(t, "id")),
			Code: rapid.SampledFrom([]string{"NO", "ON", "END", "YES", "NULL", "TRUE"}).Draw(t, "code"),
			Name: someText(t, "name"), Zone: rapid.SampledFrom([]string{"Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"}).Draw(t, "zone"),
		},
		Hours: map[string][]string{}, TokenFile: rapid.OneOf(rapid.Just(""), rapid.Just("data/token"), rapid.Custom(func(t *rapid.T) string { return someText(t, "file") })).Draw(t, "token"),
		StaffChat: rapid.SampledFrom([]int64{0, -5, -1001234567890, 1 << 62, -1 << 63}).Draw(t, "chat"),
	}
	for _, day := range []string{"minggu", "senin", "selasa", "rabu", "kamis", "jumat", "sabtu"} {
		if spans := rapid.SampledFrom([][]string{nil, {"08.00-12.00"}, {"07.30-11.30", "13.00-15.30"}, {"00.00-24.00"}}).Draw(t, day); spans != nil {
			o.Hours[day] = spans
		}
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "units") {
		o.Units = append(o.Units, loket.Unit{ID: loket.UnitID(fmt.Sprintf("no-%d", i)), Name: someText(t, "unit")})
	}
	return o
}

// says holds a file's content to an opening.
func says(t *rapid.T, content []byte, want loket.Opening) {
	t.Helper()
	got, err := config.Stated("loket.yaml", content)
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, content)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("read back (-want +got):\n%s\n%s", diff, content)
	}
}

// TestWrittenIsRead: whatever is set up, a new file reads back as it, and writing it
// again changes not a byte.
func TestWrittenIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := someOpening(t)
		content, err := config.Write("loket.yaml", nil, o)
		if err != nil {
			t.Fatal(err)
		}
		says(t, content, o)
		again, err := config.Write("loket.yaml", content, o)
		if err != nil || string(again) != string(content) {
			t.Fatalf("again: %v\n%s\nwant\n%s", err, again, content)
		}
		if blank, err := config.Write("loket.yaml", []byte(" \n\t\n"), o); err != nil || string(blank) != string(content) {
			t.Fatalf("over an empty file: %v\n%s", err, blank)
		}
	})
}

// handmade are files as offices keep them, with remarks wherever one may stand.
func handmade() map[string]string {
	return map[string]string{
		"Remarks": `# atas: milik kami
http_addr: 127.0.0.1:9090 # alamat
# sebelum instansi
agencies:
  # instansi pertama
  - id: lama # tetap
    code: LAM # kode tiket
    name: "Dinas Lama" # nama
    zone: Asia/Jakarta # zona
    unverified: handover # setelan lain
    # jam buka
    hours:
      senin: [08.00-12.00] # hari pertama
      jumat: [07.30-11.30]
    # bagian
    units:
      - id: akta # satu
        name: Seksi Akta # namanya
    facts: # fakta
      telepon-kantor: "0380" # telepon
# sebelum telegram
telegram:
  token_file: data/lama # berkas
  staff_chat: -7 # grup
# bawah: tamat
`,
		"NoAgency": "# atas: milik kami\nquiet: 3s # tenang\n# bawah: tamat\n",
		"NoTelegram": "# atas: milik kami\nagencies:\n  - id: lama # tetap\n    code: LAM\n    name: Lama\n    zone: Asia/Jakarta\n" +
			"  # instansi kedua\n  - id: dua # dua\n    code: DUA\n    name: Dua\n    zone: Asia/Jayapura\n",
	}
}

// TestRewrittenKeepsRemarks: over a file that somebody has written, the opening is
// what it says afterwards, every remark that stands on a line of its own or beside a
// setting nobody changed is where it was, and a second writing changes not a byte.
func TestRewrittenKeepsRemarks(t *testing.T) {
	t.Parallel()
	for name, content := range handmade() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				o := someOpening(t)
				got, err := config.Write("loket.yaml", []byte(content), o)
				if err != nil {
					t.Fatal(err)
				}
				says(t, got, o)
				again, err := config.Write("loket.yaml", got, o)
				if err != nil || string(again) != string(got) {
					t.Fatalf("again: %v\n%s\nwant\n%s", err, again, got)
				}
				for line := range strings.Lines(content) {
					if line = strings.TrimSpace(line); strings.HasPrefix(line, "# ") && strings.Count(string(got), line) != 1 {
						t.Fatalf("%q stands %d times in\n%s", line, strings.Count(string(got), line), got)
					}
				}
				for _, kept := range []string{"http_addr: 127.0.0.1:9090 # alamat", "unverified: handover # setelan lain", "# telepon", "quiet: 3s # tenang", "id: dua # dua"} {
					if strings.Contains(content, kept) && !strings.Contains(string(got), kept) {
						t.Fatalf("%q is lost in\n%s", kept, got)
					}
				}
			})
		})
	}
}

// TestRemarkBesideAChangedValue: what stands beside a value that changes stays beside it;
// of a section that is no more it goes with the section.
func TestRemarkBesideAChangedValue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := someOpening(t)
		o.Units = append(o.Units, loket.Unit{ID: "akta", Name: someText(t, "unit")})
		o.Hours["senin"], o.TokenFile, o.StaffChat = []string{"09.00-10.00"}, "data/baru", -8
		got, err := config.Write("loket.yaml", []byte(handmade()["Remarks"]), o)
		if err != nil {
			t.Fatal(err)
		}
		says(t, got, o)
		lines := map[string]string{ // the remark → what begins its line
			"# tetap": "- id: ", "# kode tiket": "code: ", "# nama": "name: ", "# zona": "zone: ", "# hari pertama": "senin: ",
			"# namanya": "name: ", "# berkas": "token_file: ", "# grup": "staff_chat: ", "# satu": "- id: akta",
		}
		for line := range strings.Lines(string(got)) {
			for remark, begins := range lines {
				if strings.HasSuffix(strings.TrimSpace(line), " "+remark) && strings.HasPrefix(strings.TrimSpace(line), begins) {
					delete(lines, remark)
				}
			}
		}
		if len(lines) > 0 {
			t.Fatalf("%q do not stand beside what they are about in\n%s", lines, got)
		}
	})
}

// TestRemarkWhereItCannotStay: a remark beside the key of what changes is kept, or the
// file is left alone and it is said what to write by hand; it never says anything else.
func TestRemarkWhereItCannotStay(t *testing.T) {
	t.Parallel()
	before := handmade()["Remarks"]
	for _, key := range []string{"hours:", "units:", "telegram:", "agencies:", "facts:"} {
		content, o := strings.Replace(before, key, key+" # di sini", 1), anOpening()
		got, err := config.Write("loket.yaml", []byte(content), o)
		if err != nil {
			if loket.CodeOf(err) != loket.CodeConflict || !strings.Contains(err.Error(), "senin: [08.00-12.00, 13.00-15.30]") || !strings.Contains(err.Error(), "staff_chat: -1001234567890") {
				t.Errorf("beside %s: %v, want what to write by hand", key, err)
			}
			continue
		}
		if said, err := config.Stated("loket.yaml", got); err != nil || cmp.Diff(o, said) != "" || !strings.Contains(string(got), "# di sini") {
			t.Errorf("beside %s: %+v, %v\n%s", key, said, err, got)
		}
	}
}
