package bot

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 3000)
	cases := []struct {
		name, text string
		want       []int // bytes of the parts
	}{
		{"Empty/OnePart", "", []int{0}},
		{"Short/OnePart", "Bawa KK.", []int{8}},
		{"Limit/OnePart", strings.Repeat("a", 4096), []int{4096}},
		{"NoBreak/AtTheLimit", strings.Repeat("a", 4097), []int{4096, 1}},
		{"AtAParagraph", long + "\n\n" + long, []int{3002, 3000}},
		{"AtAParagraph/OfWindows", long + "\r\n\r\n" + long, []int{3004, 3000}},
		{"AtALine", long + "\n" + long, []int{3001, 3000}},
		{"AtASpace", long + " " + long, []int{3001, 3000}},
		{"ParagraphBeforeLineBeforeSpace", long + "\n\n" + "b\nc d" + long, []int{3002, 3005}},
		{"AnEarlyParagraphIsNoBreak", "a\n\n" + strings.Repeat("b", 5000), []int{4096, 907}},
		{"EmojiCountTwice", strings.Repeat("😀", 2049), []int{4 * 2048, 4}},
		{"AFamilyStaysTogether", strings.Repeat("a", 4090) + "👨‍👩‍👧‍👦", []int{4090, 25}},
		{"ASpaceWithAMarkIsNoBreak", long + " \u0308" + long, []int{4096 + 1, 3000 + 3000 + 3 - 4097}},
		{"APileOfMarksIsCut", "a" + strings.Repeat("\u0308", 5000), []int{1 + 2*4095, 2 * 905}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := Split(c.text)
			checkSplit(t, c.text, got)
			for i, part := range got {
				if len(got) != len(c.want) || len(part) != c.want[i] {
					t.Errorf("Split() has parts of %v bytes, want %v", sizes(got), c.want)
					break
				}
			}
		})
	}
}

func sizes(parts []string) []int {
	var out []int
	for _, p := range parts {
		out = append(out, len(p))
	}
	return out
}

func TestSplitAny(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{
		"a", " ", "\n", "\n\n", "\r\n", "é", "e\u0301", " \u0301", "😀", "🇮🇩", "👨‍👩‍👧", "ש", "مرحبا ", "\u200d", "\xff", "क्षि", "각",
		strings.Repeat("kata ", 200), strings.Repeat("x", 1500), strings.Repeat("\u0308", 900),
	})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces"), "")
		checkSplit(t, text, Split(text))
	})
}

func FuzzSplit(f *testing.F) {
	f.Add("Bawa KK ke loket.", 1)
	f.Add("👨‍👩‍👧 ", 700)
	f.Add("a\n\n \u0308", 1300)
	f.Add("\xff\x00\r\n", 2000)
	f.Fuzz(func(t *testing.T, text string, times int) {
		if len(text) > 4096 {
			return
		}
		text = strings.Repeat(text, min(max(times, 0), 3000)%(1+16<<10/(1+len(text))))
		checkSplit(t, text, Split(text))
		checkCompose(t, clean(text))
	})
}

// checkCompose holds sends to what Telegram takes: a text that shows anything
// goes out in parts of which none is refused, and nothing that shows is lost.
func checkCompose(t failer, text string) {
	if blank(text) {
		return
	}
	var whole strings.Builder
	for _, send := range Compose(loket.Answer{}, loket.Envelope{}, loket.Content{Text: text}) {
		if err := faketelegram.CheckText(send.Content.Text); err != nil {
			t.Errorf("part %d of %d: %v", send.Part, send.Parts, err)
		}
		whole.WriteString(send.Content.Text)
	}
	if got, want := visible(whole.String()), visible(text); got != want {
		t.Errorf("the sends show %d bytes, want %d", len(got), len(want))
	}
}

// visible leaves out what shows nothing.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if blank(string(r)) {
			return -1
		}
		return r
	}, text)
}

func TestComposeLeavesOutBlankParts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 4096)
	for name, c := range map[string]struct {
		text  string
		parts int
	}{
		"AtTheEnd":    {long + "\n \n", 1},
		"InTheMiddle": {long + strings.Repeat(" ", 4096) + "b", 2},
		"Invisible":   {long + "\u200b\u2060\u2800", 1},
		"Nothing":     {" \n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sends := Compose(loket.Answer{}, loket.Envelope{}, loket.Content{Text: c.text, Buttons: column([]loket.Button{humanButton()})})
			if len(sends) != c.parts || sends[0].Parts != c.parts || len(sends[len(sends)-1].Content.Buttons) != 1 {
				t.Errorf("%d sends, want %d, numbered so and the button under the last", len(sends), c.parts)
			}
			checkCompose(t, c.text)
		})
	}
}

type failer interface {
	Errorf(format string, args ...any)
}

// checkSplit holds parts to what Split promises.
func checkSplit(t failer, text string, parts []string) {
	if strings.Join(parts, "") != text {
		t.Errorf("the parts of %d bytes put together are not the text of %d", len(strings.Join(parts, "")), len(text))
	}
	borders := clusterBorders(text)
	at := 0
	for i, part := range parts {
		if n := len(utf16.Encode([]rune(part))); n > 4096 || (n == 0 && text != "") {
			t.Errorf("part %d of %d has %d UTF-16 units, want 1 to 4096", i+1, len(parts), n)
		}
		at += len(part)
		if _, border := borders[at]; !border && at < len(text) {
			if cluster := clusterAt(text, borders, at); units(cluster) <= partLimit {
				t.Errorf("part %d ends inside %q", i+1, cluster)
			}
			if !utf8.RuneStart(text[at]) && utf8.ValidString(text) {
				t.Errorf("part %d ends inside a code point", i+1)
			}
		}
	}
}

// clusterBorders maps every byte at which a character ends to where it begins.
func clusterBorders(text string) map[int]int {
	borders, at, state := map[int]int{}, 0, -1
	for rest := text; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		borders[at+len(cluster)] = at
		at += len(cluster)
	}
	return borders
}

// clusterAt is the character that a cut at a byte would divide.
func clusterAt(text string, borders map[int]int, at int) string {
	for end, from := range borders {
		if from < at && at < end {
			return text[from:end]
		}
	}
	return ""
}
