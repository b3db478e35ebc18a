package webchat_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

const firstID = "pesan-0001"

func TestPost(t *testing.T) {
	t.Parallel()
	t.Run("Message/IsStoredBeforeTheAnswer", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		got := v.post(firstID, "  syarat ktp?\r\nuntuk anak\x00 saya ")
		if want := `{"seq":1,"duplicate":false}` + "\n"; got.status != http.StatusOK || got.body != want {
			t.Fatalf("post = %d %q, want 200 %q", got.status, got.body, want)
		}
		want := []loket.Inbound{{
			Channel: channel, OriginKey: "w:" + v.person + ":" + firstID, Person: v.person, Address: v.person,
			Kind: loket.MessageText, Text: "syarat ktp?\nuntuk anak saya", SentAt: opening,
		}}
		if diff := cmp.Diff(want, s.received()); diff != "" {
			t.Errorf("received (-want +got):\n%s", diff)
		}
	})
	t.Run("Message/SameIDFiveTimesAtOnce", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		var all sync.WaitGroup
		answers := make([]answer, 5)
		for i := range answers {
			all.Go(func() { answers[i] = v.post(firstID, "halo") })
		}
		all.Wait()
		fresh := 0
		for _, got := range answers {
			if got.status != http.StatusOK || !strings.Contains(got.body, `"seq":1,`) {
				t.Errorf("post = %d %q, want 200 with seq 1", got.status, got.body)
			}
			fresh += strings.Count(got.body, `"duplicate":false`)
		}
		if held := s.transcript(v.holder); len(held) != 1 || fresh != 1 {
			t.Errorf("five posts of one id: %d lines, %d of them new, want one and one", len(held), fresh)
		}
	})
	t.Run("Message/SameIDOfTwoVisitors", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		a, b := s.visitor(t), s.visitor(t)
		a.post(firstID, "dari A")
		b.post(firstID, "dari B")
		if n := len(s.received()); n != 2 {
			t.Errorf("two visitors, one id each: %d messages, want 2", n)
		}
	})
	t.Run("Kind", func(t *testing.T) {
		t.Parallel()
		for text, want := range map[string]loket.MessageKind{
			"/start": loket.MessageCommand, "/cek ABC": loket.MessageCommand, "/start\nlagi": loket.MessageCommand,
			"/ 2": loket.MessageText, "1": loket.MessageText, "KK/KTP": loket.MessageText, "/7": loket.MessageText,
		} {
			s := newSite(t)
			s.visitor(t).post(firstID, text)
			if got := s.received(); len(got) != 1 || got[0].Kind != want {
				t.Errorf("post %q is received as %+v, want one %s", text, got, want)
			}
		}
	})
	t.Run("Button/CarriesDataAndLabel", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		body := encode(t, map[string]string{"client_id": firstID, "button": "q:kk-hilang", "text": "KK hilang"})
		if got := v.do(http.MethodPost, "/messages", body, nil); got.status != http.StatusOK {
			t.Fatalf("post button = %d %s, want 200", got.status, got.body)
		}
		in := s.received()[0]
		if in.Kind != loket.MessageButton || in.Data != "q:kk-hilang" || in.Text != "KK hilang" {
			t.Errorf("button is received as %+v, want its data and its label", in)
		}
	})
}

func TestPostRefused(t *testing.T) {
	t.Parallel()
	message := func(text string) string { return encode(t, map[string]string{"client_id": firstID, "text": text}) }
	button := func(data string) string { return encode(t, map[string]string{"client_id": firstID, "button": data}) }
	named := func(id string) string { return encode(t, map[string]string{"client_id": id, "text": "halo"}) }
	for name, c := range map[string]struct {
		body string
		want int
		code loket.Code
	}{
		"Broken/JSON":         {`{"client_id": "`, 400, loket.CodeInvalid},
		"Broken/Empty":        {``, 400, loket.CodeInvalid},
		"Broken/Null":         {`null`, 400, loket.CodeInvalid},
		"Broken/Trailing":     {message("halo") + "{}", 400, loket.CodeInvalid},
		"Broken/Nested":       {strings.Repeat("[", 20_000), 400, loket.CodeInvalid},
		"Broken/WrongType":    {`{"client_id": 12345678, "text": "halo"}`, 400, loket.CodeInvalid},
		"ID/Missing":          {named(""), 400, loket.CodeInvalid},
		"ID/Short":            {named("1234567"), 400, loket.CodeInvalid},
		"ID/Long":             {named(strings.Repeat("a", 65)), 400, loket.CodeInvalid},
		"ID/Colon":            {named("w:1234567"), 400, loket.CodeInvalid},
		"ID/LineBreak":        {named("12345678\n"), 400, loket.CodeInvalid},
		"Text/Blank":          {message(" \n\t "), 400, loket.CodeInvalid},
		"Text/TooLong":        {message(strings.Repeat("é", 10_001)), 413, loket.CodeTooLarge},
		"Body/TooLarge":       {message(strings.Repeat("a", 64<<10)), 413, loket.CodeTooLarge},
		"Button/TooLong":      {button(strings.Repeat("a", 65)), 400, loket.CodeInvalid},
		"Button/ControlBytes": {button("q:\x00"), 400, loket.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			got := s.visitor(t).do(http.MethodPost, "/messages", c.body, nil)
			wantFailure(t, got, c.want, c.code)
			if n := len(s.received()); n != 0 {
				t.Errorf("%d messages received after a refusal, want none", n)
			}
		})
	}
	t.Run("Text/LongestIsTaken", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		if got := s.visitor(t).post(firstID, strings.Repeat("字", 10_000)); got.status != http.StatusOK {
			t.Errorf("post of 10,000 characters = %d %s, want 200", got.status, got.body)
		}
	})
}

// wantFailure checks a refusal: status, code, and a sentence with a cure.
func wantFailure(t *testing.T, got answer, status int, code loket.Code) {
	t.Helper()
	var f struct {
		Code    loket.Code
		Message string
	}
	if err := json.Unmarshal([]byte(got.body), &f); err != nil {
		t.Errorf("refusal %q is not JSON: %v", got.body, err)
	}
	if got.status != status || f.Code != code || !strings.HasSuffix(f.Message, ".") {
		t.Errorf("refusal = %d %+v, want %d %s with a sentence", got.status, f, status, code)
	}
	if retry := got.header.Get("Retry-After"); (retry != "") != (status == 503 || status == 429) {
		t.Errorf("refusal %d has Retry-After %q", got.status, retry)
	}
}

func TestPostByWhom(t *testing.T) {
	t.Parallel()
	body := `{"client_id": "pesan-0001", "text": "halo"}`
	t.Run("Cookie/MissingOrForged", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		for _, token := range []string{"", "x", "AAAAAAAAAAAAAAAAAAAAAB", strings.Repeat("A", 64), "../../../etc/passwd+=="} {
			v := s.visitor(t)
			v.client.Jar = nil
			header := map[string]string{}
			if token != "" {
				header["Cookie"] = "loket_chat=" + token
			}
			wantFailure(t, v.do(http.MethodPost, "/messages", body, header), 401, loket.CodeUnauthorized)
			wantFailure(t, v.do(http.MethodPost, "/seen", `{"seq": 1}`, header), 401, loket.CodeUnauthorized)
			wantFailure(t, v.do(http.MethodGet, "/events", "", header), 401, loket.CodeUnauthorized)
		}
	})
	t.Run("Origin/Foreign", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		for _, header := range []map[string]string{
			{"Sec-Fetch-Site": "cross-site"},
			{"Sec-Fetch-Site": "same-site"},
			{"Origin": "https://jahat.example"},
			{"Origin": "null"},
		} {
			wantFailure(t, v.do(http.MethodPost, "/messages", body, header), 403, loket.CodeForbidden)
			wantFailure(t, v.do(http.MethodPost, "/seen", `{"seq": 1}`, header), 403, loket.CodeForbidden)
		}
		if n := len(s.received()); n != 0 {
			t.Errorf("%d messages received from foreign pages, want none", n)
		}
		own := map[string]string{"Sec-Fetch-Site": "same-origin", "Origin": s.url}
		if got := v.do(http.MethodPost, "/messages", body, own); got.status != http.StatusOK {
			t.Errorf("post of our own page = %d %s, want 200", got.status, got.body)
		}
	})
	t.Run("Agency/Unknown", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		wantFailure(t, v.do(http.MethodPost, "-lain/messages", body, nil), 404, loket.CodeNotFound)
		wantFailure(t, v.do(http.MethodGet, "-lain/events", "", nil), 404, loket.CodeNotFound)
	})
}

func TestPostLedger(t *testing.T) {
	t.Parallel()
	t.Run("Down/NothingIsAcknowledged", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		s.setDown(errors.New("disk full at /var/lib"))
		for _, got := range []answer{
			v.post(firstID, "halo"),
			v.do(http.MethodPost, "/seen", `{"seq": 1}`, nil),
			v.do(http.MethodGet, "/events", "", nil),
		} {
			wantFailure(t, got, 503, loket.CodeUnavailable)
			if strings.Contains(got.body, "disk") {
				t.Errorf("refusal %q tells the citizen of our disk", got.body)
			}
		}
		s.setDown(nil)
		if got := v.post(firstID, "halo"); got.status != http.StatusOK || !strings.Contains(got.body, `"duplicate":false`) {
			t.Errorf("post again = %d %s, want 200 and new", got.status, got.body)
		}
	})
	t.Run("Refuses/ItsWordsAreShown", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		for code, want := range map[loket.Code]int{
			loket.CodeTooMany: 429, loket.CodeForbidden: 403, loket.CodeConflict: 409, loket.CodeUnavailable: 503,
		} {
			s.setDown(loket.Errorf(code, "Tunggu satu menit, lalu kirim lagi."))
			got := v.post(firstID, "halo")
			wantFailure(t, got, want, code)
			if !strings.Contains(got.body, "Tunggu satu menit") {
				t.Errorf("refusal %q hides the ledger's words", got.body)
			}
		}
	})
}

func TestSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	s.say(v.holder, loket.Line{Answer: loket.AnswerQuote, Text: "satu"})
	s.say(v.holder, loket.Line{Answer: loket.AnswerQuote, Text: "dua"})
	if got := v.do(http.MethodPost, "/seen", `{"seq": 1}`, nil); got.status != http.StatusNoContent {
		t.Fatalf("seen = %d %s, want 204", got.status, got.body)
	}
	if got := s.glance(v.holder); got != 1 {
		t.Errorf("ledger knows %d as seen, want 1", got)
	}
	lines := v.listen(0, "").upToReady()
	if len(lines) != 2 || !lines[0].Seen || lines[1].Seen {
		t.Errorf("transcript = %+v, want the first line seen and the second not", lines)
	}
	for _, body := range []string{`{"seq": 0}`, `{"seq": -1}`, `{"seq": "1"}`, `{"seq": 1e99}`, `x`, `{"seq":` + strings.Repeat("[", 8000)} {
		wantFailure(t, v.do(http.MethodPost, "/seen", body, nil), 400, loket.CodeInvalid)
	}
}

// FuzzPost posts any bytes: what is taken keeps the rules, the rest is refused,
// and nothing counts as our fault.
func FuzzPost(f *testing.F) {
	for _, body := range []string{
		`{"client_id":"pesan-0001","text":"syarat ktp?"}`,
		`{"client_id":"pesan-0001","button":"q:kk","text":"KK"}`,
		`{"client_id":"pesan-0001","text":"\u0000\ud800 \u202e/start"}`,
		`{"CLIENT_ID":"pesan-0001","text":"/cek A"}`, `[]`, `null`, `{"client_id":"`,
	} {
		f.Add([]byte(body))
	}
	form := regexp.MustCompile(`^w:[0-9a-f]{64}:[A-Za-z0-9_-]{8,64}$`)
	f.Fuzz(func(t *testing.T, body []byte) {
		o := newOffice()
		_, mux := newMux(o, kupangRoom())
		req := httptest.NewRequest(http.MethodPost, "/chat/"+kupang+"/messages", bytes.NewReader(body))
		req.AddCookie(&http.Cookie{Name: "loket_chat", Value: "AAAAAAAAAAAAAAAAAAAAAA"})
		rec := httptest.NewRecorder()
		mux.ServeHTTP(rec, req)
		got := o.received()
		switch rec.Code {
		case 400, 413:
			if len(got) != 0 {
				t.Errorf("post %q = %d, yet %+v was received", body, rec.Code, got)
			}
		case 200:
			in := got[0]
			text := in.Text
			printable := strings.IndexFunc(text+in.Data, func(r rune) bool {
				return unicode.IsControl(r) && r != '\n' && r != '\t'
			}) < 0
			if !form.MatchString(in.OriginKey) || !utf8.ValidString(text) || !printable ||
				utf8.RuneCountInString(text) > 10_000 || len(in.Data) > 64 || text+in.Data == "" {
				t.Errorf("post %q was received as %+v, which breaks a rule", body, in)
			}
		default:
			t.Errorf("post %q = %d %s, want 200, 400 or 413", body, rec.Code, rec.Body)
		}
	})
}
