package past_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
)

// now is when the histories of these tests are read.
func now() time.Time { return time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC) }

func office() past.Office {
	return past.Office{
		Agency: "kantor", Channels: map[string]loket.ChannelID{"web": "kantor/web"}, Units: []loket.UnitID{"akta"}, Now: now(),
	}
}

func namer(use, name string) (raw [16]byte) {
	sum := sha256.Sum256([]byte(use + "\x00" + name))
	return [16]byte(sum[:16])
}

// line writes a line of conversation c at a minute past nine, with further fields.
func line(minute int, event, more string) string {
	return in("c", minute, event, more)
}

func in(conversation string, minute int, event, more string) string {
	at := time.Date(2026, 3, 2, 9, minute, 0, 0, time.UTC).Format(time.RFC3339)
	if more != "" {
		more = "," + more
	}
	return fmt.Sprintf(`{"at":%q,"conversation":%q,"contact":"w-%s","channel":"web","event":%q%s}`, at, conversation, conversation, event, more)
}

// follow reads a history; wrongs are its lines that were refused.
func follow(t testing.TB, text string) (steps []past.Step, wrongs []*past.LineError, timeline *past.Timeline) {
	t.Helper()
	timeline = past.NewTimeline(office(), namer)
	r := past.NewReader(strings.NewReader(text))
	for {
		l, err := r.Next()
		if errors.Is(err, io.EOF) {
			return steps, wrongs, timeline
		}
		var step past.Step
		if err == nil {
			step, err = timeline.Follow(l, r.Raw())
		}
		if wrong, ok := errors.AsType[*past.LineError](err); ok {
			wrong.Line = r.Number()
			wrongs = append(wrongs, wrong)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		steps = append(steps, step)
	}
}

// TestWrong has one history for each way a line can be wrong: the last line is, and
// it says so.
func TestWrong(t *testing.T) {
	t.Parallel()
	asked, handed := line(0, "message", ""), line(1, "handoff", "")
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"NotJSON":          {[]string{`{"at":`}, "bukan JSON yang utuh"},
		"NotAnObject":      {[]string{`[1]`}, "bukan objek JSON"},
		"TwoObjects":       {[]string{asked + asked}, "satu objek per baris"},
		"NotUTF8":          {[]string{"{\"text\":\"\xff\"}"}, "bukan UTF-8"},
		"UnknownField":     {[]string{line(0, "message", `"nama":"x"`)}, `bagian "nama" tidak dikenal`},
		"UnknownEvent":     {[]string{line(0, "masuk", "")}, `event "masuk" tidak dikenal`},
		"NoEvent":          {[]string{line(0, "", "")}, "event kosong"},
		"BadTime":          {[]string{strings.Replace(asked, "T09", " 09", 1)}, "RFC 3339"},
		"NoTime":           {[]string{`{"conversation":"c","contact":"w","channel":"web","event":"message"}`}, "at kosong"},
		"Future":           {[]string{strings.Replace(asked, "2026", "2027", 1)}, "masa depan"},
		"LongAgo":          {[]string{strings.Replace(asked, "2026", "1926", 1)}, "sebelum tahun 1990"},
		"NoConversation":   {[]string{in("", 0, "message", "")}, "conversation kosong"},
		"NoChannel":        {[]string{strings.Replace(asked, `"web"`, `""`, 1)}, "channel kosong"},
		"BadChannel":       {[]string{strings.Replace(asked, `"web"`, `"Web Kami"`, 1)}, "bukan nama saluran"},
		"UnknownUnit":      {[]string{asked, line(1, "handoff", `"unit":"pajak"`)}, `unit "pajak" tidak ada`},
		"UnknownKind":      {[]string{asked, line(1, "handoff", `"kind":"curhat"`)}, `kind "curhat" tidak dikenal`},
		"ValueAsText":      {[]string{asked, line(1, "rating", `"value":"4"`)}, "angka bulat"},
		"ValueOutOfRange":  {[]string{asked, line(1, "rating", `"value":5`)}, "1 sampai 4"},
		"NoValue":          {[]string{asked, line(1, "rating", "")}, "value kosong"},
		"NoUntil":          {[]string{asked, handed, line(2, "promise", "")}, "until kosong"},
		"UntilBefore":      {[]string{asked, handed, line(2, "promise", `"until":"2026-03-02T08:00:00Z"`)}, "until sebelum at"},
		"NoBy":             {[]string{asked, handed, line(2, "close", "")}, "by kosong"},
		"UnknownBy":        {[]string{asked, handed, line(2, "close", `"by":"robot"`)}, `by "robot" tidak dikenal`},
		"FieldOfAnother":   {[]string{line(0, "message", `"staff":"ani"`)}, "staff tidak dipakai pada event message"},
		"TopicIsWords":     {[]string{line(0, "message", `"topic":"KTP saya hilang"`)}, "topic bukan nama"},
		"TopicIsANumber":   {[]string{line(0, "message", `"topic":"5371012345678901"`)}, "topic bukan nama"},
		"ReplyFirst":       {[]string{line(0, "reply", "")}, "reply sebelum ada message"},
		"BackInTime":       {[]string{line(5, "message", ""), line(4, "message", "")}, "lebih awal"},
		"OtherContact":     {[]string{asked, strings.Replace(asked, "w-c", "w-d", 1)}, "contact atau channel lain"},
		"ClaimOfNothing":   {[]string{asked, line(1, "claim", "")}, "claim tanpa tiket"},
		"UnknownTicket":    {[]string{asked, handed, line(2, "claim", `"ticket":"t9"`)}, "claim tanpa tiket"},
		"HandedTwice":      {[]string{asked, handed, line(2, "handoff", "")}, "tiketnya sudah ada"},
		"NamedTwice":       {[]string{asked, line(1, "handoff", `"ticket":"t1"`), line(2, "handoff", `"ticket":"t1"`)}, "tiketnya sudah ada"},
		"ClosedTwice":      {[]string{asked, handed, line(2, "close", `"by":"staff"`), line(3, "close", `"by":"staff"`)}, "sudah ditutup"},
		"ClaimOfClosed":    {[]string{asked, handed, line(2, "close", `"by":"staff"`), line(3, "claim", "")}, "sudah ditutup"},
		"ReopenOfOpen":     {[]string{asked, handed, line(2, "reopen", "")}, "masih terbuka"},
		"RatedTwice":       {[]string{asked, line(1, "rating", `"value":4`), line(2, "rating", `"value":3`)}, "rating kedua"},
		"IDTwice":          {[]string{line(0, "message", `"id":"1"`), line(1, "message", `"id":"1"`)}, `id "1" sudah dipakai`},
		"AnswersUnknown":   {[]string{asked, line(1, "quote", `"answers":"9"`)}, `answers "9" bukan id`},
		"ControlCharacter": {[]string{strings.Replace(asked, `"c"`, `"c\u0001"`, 1)}, "huruf kendali"},
		"TooLong":          {[]string{line(0, "message", `"text":"`+strings.Repeat("a", past.MostBytes)+`"`)}, "1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, wrongs, _ := follow(t, strings.Join(c.lines, "\n")+"\n")
			if len(wrongs) != 1 || len(steps) != len(c.lines)-1 {
				t.Fatalf("%d lines taken, refused %v, want the last alone refused", len(steps), wrongs)
			}
			if w := wrongs[0]; w.Line != int64(len(c.lines)) || !strings.Contains(w.Why, c.want) || !strings.HasSuffix(w.Why, ".") {
				t.Errorf("refused: %v, want line %d to say %q", w, len(c.lines), c.want)
			}
		})
	}
}

// told writes events in short: kind, minute past nine, and what else a test looks at.
func told(events []loket.Event) (out []string) {
	for _, e := range events {
		text := fmt.Sprintf("%s@%g", e.Kind, e.At.Sub(time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)).Minutes())
		if e.Kind == loket.EventClose || e.Kind == loket.EventReply {
			text += " by " + string(e.ActorKind)
		}
		if e.Value != 0 {
			text += fmt.Sprintf(" %d", e.Value)
		}
		out = append(out, text)
	}
	return out
}

func all(steps []past.Step) (events []loket.Event) {
	for _, s := range steps {
		events = append(append(events, s.Before...), s.Events...)
	}
	return events
}

// TestBecomes says what lines become.
func TestBecomes(t *testing.T) {
	t.Parallel()
	const day = 24 * 60
	for name, c := range map[string]struct {
		lines []string
		want  string
	}{
		"Quote": {[]string{line(0, "message", ""), line(1, "quote", `"entry":"ktp-hilang"`)}, "received@0 quote@1 delivered@1"},
		"WholeTicket": {
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(2, "claim", `"staff":"ani"`),
				line(3, "reply", `"staff":"ani"`), line(4, "close", `"by":"staff"`), line(5, "rating", `"value":4`),
			},
			"received@0 handoff@1 claim@2 reply@3 by staff delivered@3 close@4 by staff rating@5 4",
		},
		"PromiseKept": {
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(1, "promise", `"until":"2026-03-02T09:30:00Z"`),
				line(9, "reply", ""),
			},
			"received@0 handoff@1 promise@1 reply@9 by staff delivered@9 promise_kept@9",
		},
		"PromiseRenewedThenBroken": {
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(1, "promise", `"until":"2026-03-02T09:30:00Z"`),
				line(20, "promise", `"until":"2026-03-02T10:00:00Z"`), line(70, "reply", ""),
			},
			"received@0 handoff@1 promise@1 promise_renewed@20 1772443800000 promise_broken@60 1 reply@70 by staff delivered@70",
		},
		"PromiseBrokenByClosing": {
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(1, "promise", `"until":"2026-03-02T09:30:00Z"`),
				line(5, "close", `"by":"timeout"`),
			},
			"received@0 handoff@1 promise@1 close@5 by timeout promise_broken@5",
		},
		"CitizenBringsItBack": {
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "waiting_citizen", ""), line(9, "message", "")},
			"received@0 handoff@1 await@2 received@9 wake@9",
		},
		"WaitForCitizenEnds": {
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(2, "waiting_citizen", `"until":"2026-03-02T09:05:00Z"`),
				line(9, "reply", ""),
			},
			"received@0 handoff@1 await@2 wake@5 reply@9 by staff delivered@9",
		},
		"ADayOfSilenceEndsIt": {
			[]string{line(0, "message", ""), line(1, "quote", ""), line(day+9, "message", "")},
			fmt.Sprintf("received@0 quote@1 delivered@1 close@%d by bot received@%d", day+1, day+9),
		},
		"LateCloseIsNotDoubled": {
			[]string{line(0, "message", ""), line(1, "quote", ""), line(3*day, "close", `"by":"timeout"`)},
			fmt.Sprintf("received@0 quote@1 delivered@1 close@%d by timeout", 3*day),
		},
		"TakenBack": {
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "abandon", ""), line(2, "close", `"by":"citizen"`)},
			"received@0 handoff@1 abandon@2 close@2 by citizen",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, wrongs, _ := follow(t, strings.Join(c.lines, "\r\n"))
			if len(wrongs) > 0 {
				t.Fatalf("refused %v", wrongs)
			}
			if got := strings.Join(told(all(steps)), " "); got != c.want {
				t.Errorf("became\n%s, want\n%s", got, c.want)
			}
		})
	}
}

// TestBurst attaches the answer to a burst to its first message: the wait is the
// longest one.
func TestBurst(t *testing.T) {
	t.Parallel()
	steps, _, _ := follow(t, strings.Join([]string{
		line(0, "message", ""), line(1, "message", ""), line(2, "message", ""), line(3, "quote", ""), line(4, "message", ""), line(5, "ask", ""),
	}, "\n"))
	for answer, message := range map[int]int{3: 0, 5: 4} {
		if got, want := steps[answer].Own().Message, steps[message].Own().Message; got != want {
			t.Errorf("line %d answers %s, want line %d's %s", answer+1, got, message+1, want)
		}
	}
}

// TestNames: equal lines are told apart by how many stand before them, and an
// identifier of ours stays what it is.
func TestNames(t *testing.T) {
	t.Parallel()
	id := loket.NewID[string]()
	text := strings.Join([]string{
		line(0, "message", ""), line(0, "message", ""), line(0, "message", `"text":"a"`), line(0, "message", ""),
		line(1, "message", `"id":"`+id+`"`), line(1, "handoff", `"ticket":"`+id+`"`),
	}, "\n")
	first, wrongs, timeline := follow(t, text)
	again, _, _ := follow(t, text)
	if len(wrongs) > 0 {
		t.Fatal(wrongs)
	}
	seen := map[loket.EventID]bool{}
	for i, s := range first {
		if got := s.Own().ID; seen[got] || got != again[i].Own().ID {
			t.Errorf("line %d is %s, then %s; want one id of its own", i+1, got, again[i].Own().ID)
		}
		seen[s.Own().ID] = true
	}
	if got := first[4].Own().ID; string(got) != id {
		t.Errorf("own id = %s, want %s kept", got, id)
	}
	for k := range timeline.Tickets() {
		if string(k.ID) != id {
			t.Errorf("ticket = %s, want %s kept", k.ID, id)
		}
	}
}

// TestRest says what happens by itself after the last line.
func TestRest(t *testing.T) {
	t.Parallel()
	_, _, timeline := follow(t, strings.Join([]string{
		line(0, "message", ""), line(1, "quote", ""),
		in("d", 0, "message", ""), in("d", 1, "handoff", ""), in("d", 1, "promise", `"until":"2026-03-02T09:30:00Z"`),
		in("e", 24*60+2, "message", ""), in("f", 24*60+2, "message", ""),
	}, "\n"))
	var rest []loket.Event
	for events := range timeline.Rest() {
		rest = append(rest, events...)
	}
	if got, want := strings.Join(told(rest), " "), "close@1441 by bot promise_broken@30"; got != want {
		t.Errorf("rest = %s, want %s", got, want)
	}
	n := 0
	for k := range timeline.Tickets() {
		n++
		if !k.ClosedAt.IsZero() || k.OpenedAt.IsZero() || k.Unit != loket.DefaultUnit || k.Kind != loket.KindQuestion {
			t.Errorf("ticket = %+v, want an open question of the first desk", k)
		}
	}
	if n != 1 {
		t.Errorf("%d tickets, want 1", n)
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	id := loket.NewID[loket.EventID]()
	raw, ours := loket.ParseID(string(id))
	if got := loket.IDOf[loket.EventID](raw); !ours || got != id {
		t.Errorf("ParseID(%s) = %s, %v; want itself", id, got, ours)
	}
	for _, text := range []string{"", "6281234567890", strings.Repeat("Z", 26), strings.ToLower(string(id))} {
		if _, ours := loket.ParseID(text); ours {
			t.Errorf("ParseID(%q) = true, want false", text)
		}
	}
}

// FuzzRead: whatever stands in a file, reading ends, no line is lost, and what is
// taken has one event of its own with everything figures need.
func FuzzRead(f *testing.F) {
	f.Add(line(0, "message", "") + "\n" + line(1, "handoff", `"ticket":"t"`) + "\n" + line(2, "reply", `"ticket":"t","text":"a"`))
	f.Add(line(0, "message", `"id":"1"`) + "\n" + line(1, "quote", `"answers":"1"`) + "\n\n" + line(2, "close", `"by":"bot"`))
	f.Add(line(0, "message", "") + "\n" + line(1, "handoff", "") + "\n" + line(1, "promise", `"until":"2026-03-02T09:30:00Z"`) + "\n" +
		line(2, "waiting_citizen", "") + "\n" + line(3, "abandon", "") + "\n" + line(4, "reopen", "") + "\n" + line(5, "rating", `"value":2`))
	f.Add("\xef\xbb\xbf{}\r\n[]\n{\"at\":1}\n")
	f.Fuzz(func(t *testing.T, text string) {
		steps, wrongs, timeline := follow(t, text)
		lines := 0
		for _, one := range strings.Split(strings.TrimPrefix(text, "\xef\xbb\xbf"), "\n") {
			if len(strings.TrimSpace(one)) > 0 {
				lines++
			}
		}
		if len(steps)+len(wrongs) != lines {
			t.Fatalf("%d taken and %d refused of %d lines", len(steps), len(wrongs), lines)
		}
		for _, w := range wrongs {
			if w.Why == "" || w.Line == 0 {
				t.Fatalf("refused without a reason: %+v", w)
			}
		}
		last := map[string]time.Time{}
		for _, s := range steps {
			for _, e := range append(s.Before, s.Events...) {
				if e.ID == "" || e.Agency == "" || e.Channel == "" || e.Conversation == "" || e.Episode == "" || e.At.IsZero() || e.ActorKind == "" {
					t.Fatalf("an event lacks something: %+v", e)
				}
			}
			if own := s.Own(); own.At.Before(last[s.Line.Conversation]) {
				t.Fatalf("%s at %v is before %v", own.ID, own.At, last[s.Line.Conversation])
			}
			last[s.Line.Conversation] = s.Own().At
		}
		for range timeline.Rest() {
			lines++
		}
	})
}
