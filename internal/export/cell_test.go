package export

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSplitLine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		line      string
		separator byte
		want      []string
	}{
		{"", 0, []string{""}},
		{"KTP-el", 0, []string{"KTP-el"}},
		{`satu\ndua`, 0, []string{"satu\ndua"}},
		{`C:\\nama`, 0, []string{`C:\nama`}},
		{`C:\data`, 0, []string{`C:\data`}},
		{`akhir\`, 0, []string{`akhir\`}},
		{"a | b", 0, []string{"a | b"}},
		{"UU 1 | Pasal 2 | https://contoh.id", '|', []string{"UU 1 ", " Pasal 2 ", " https://contoh.id"}},
		{`a\|b|c`, '|', []string{"a|b", "c"}},
		{"|", '|', []string{"", ""}},
	} {
		if diff := cmp.Diff(tt.want, splitLine(tt.line, tt.separator)); diff != "" {
			t.Errorf("splitLine(%q, %q) (-want +got):\n%s", tt.line, tt.separator, diff)
		}
	}
}

func TestSplitLineUndoesEscape(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringOf(rapid.SampledFrom([]rune("ab\\n|\n é")))
		item := part.Draw(t, "item")
		if got := splitLine(escape(item), 0); !slices.Equal(got, []string{item}) {
			t.Errorf("splitLine(escape(%q)) = %q", item, got)
		}
		parts := rapid.SliceOfN(part, 1, 3).Draw(t, "parts")
		escapedParts := make([]string, 0, len(parts))
		for _, p := range parts {
			escapedParts = append(escapedParts, escapePart(p))
		}
		line := strings.Join(escapedParts, "|")
		if got := splitLine(line, '|'); !slices.Equal(got, parts) || strings.Contains(line, "\n") {
			t.Errorf("splitLine(%q, '|') = %q, want %q", line, got, parts)
		}
	})
}

func TestCellText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, value string
		form        form
		want        string
	}{
		{"Absent", "", lines, ""},
		{"Null", "null", lines, ""},
		{"Text", `"0812"`, text, "0812"},
		{"Lines", `["a", "b\nc", "d\\e"]`, lines, "a\n" + `b\nc` + "\n" + `d\\e`},
		{"Sources", `[{"rule": "UU 1"}, {"rule": "PP | 2", "url": "https://a.id"}]`, sources, "UU 1\n" + `PP \| 2 |  | https://a.id`},
		{"Number", "8", number, "8"},
		{"Yes", "true", flag, "ya"},
		{"No", "false", flag, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := cellText(json.RawMessage(tt.value), tt.form)
			if err != nil || got != tt.want {
				t.Errorf("cellText(%s) = %q, %v, want %q", tt.value, got, err, tt.want)
			}
		})
	}
	for _, f := range []form{text, lines, sources, flag} {
		if got, err := cellText(json.RawMessage("{}"), f); err == nil {
			t.Errorf("cellText({}, %d) = %q, want an error", f, got)
		}
	}
}

func TestDayText(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"2026-11-21": "2026-11-21", "46347": "2026-11-21", "46347.0": "2026-11-21", "": "", "kemarin": "kemarin", "2026": "2026", "21/11/2026": "21/11/2026",
	} {
		if got := dayText(cell); got != want {
			t.Errorf("dayText(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestFlagText(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{"ya": "true", "Ya": "true", "TRUE": "true", "1": "true", "tidak": "false", "0": "false", "mungkin": "mungkin"} {
		if got := flagText(cell); got != want {
			t.Errorf("flagText(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		"biasa": "biasa", "_x0041_": "_x005F_x0041_", "_x0041_x0042_": "_x005F_x0041_x005F_x0042_", "_x41_": "_x41_", "a_xGGGG_": "a_xGGGG_",
	} {
		if got := literal(content); got != want {
			t.Errorf("literal(%q) = %q, want %q", content, got, want)
		}
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]string{
		`a "b" \c`: `"a \"b\" \\c"`, "a\nb\tc": `"a\nb\tc"`, "\x07\u2028": `"\u0007\u2028"`, "é 🪪": `"é 🪪"`,
	} {
		if got := quoted(content); got != want {
			t.Errorf("quoted(%q) = %s, want %s", content, got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	if got, want := excerpt("satu\ndua"), "  > satu ⏎ dua"; got != want {
		t.Errorf("excerpt = %q, want %q", got, want)
	}
	if got := []rune(excerpt(strings.Repeat("é", 500))); len(got) != len("  > ")+excerptWidth+1 || got[len(got)-1] != '…' {
		t.Errorf("excerpt of 500 characters has %d, want it cut with an ellipsis", len(got))
	}
	if got := excerpt(""); got != "" {
		t.Errorf("excerpt of nothing = %q", got)
	}
}

// TestLayoutIsWhole holds the layout to itself: a section fills as many columns
// as its sheet has, each name and label once.
func TestLayoutIsWhole(t *testing.T) {
	t.Parallel()
	for _, s := range layout() {
		seen := map[string]bool{}
		for _, c := range s.columns {
			if seen[c.field] || c.heading == "" || c.width == 0 {
				t.Errorf("%s: column %q stands twice, or has no heading or width", s.name, c.field)
			}
			seen[c.field] = true
		}
		for _, part := range s.sections {
			if len(part.cells) != len(s.columns)-1 || seen[part.label] {
				t.Errorf("%s: section %q fills %d columns of %d, or its label stands twice", s.name, part.label, len(part.cells), len(s.columns)-1)
			}
			seen[part.label] = true
		}
	}
}
