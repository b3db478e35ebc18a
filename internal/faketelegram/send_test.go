package faketelegram_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	fake "loket/internal/faketelegram"
)

func quoted(text string) string {
	raw, _ := json.Marshal(text)
	return string(raw)
}

func TestSendMessageIsStrict(t *testing.T) {
	t.Parallel()
	s := start(t, fake.Options{Discard: true})
	const bold = `{"type":"bold","offset":0,"length":1}`
	cases := []struct {
		name, body, want string // want: the description; empty: accepted
	}{
		{"Plain", `{"chat_id":1,"text":"halo"}`, ""},
		{"Longest", `{"chat_id":1,"text":` + quoted(strings.Repeat("a", 4096)) + `}`, ""},
		{"TooLong", `{"chat_id":1,"text":` + quoted(strings.Repeat("a", 4097)) + `}`, "message is too long"},
		{"TooLongInUTF16", `{"chat_id":1,"text":` + quoted(strings.Repeat("😀", 2049)) + `}`, "message is too long"},
		{"Empty", `{"chat_id":1,"text":" \n"}`, "message text is empty"},
		{"NoChat", `{"text":"x"}`, "chat not found"},
		{"UnknownParameter", `{"chat_id":1,"text":"x","colour":"red"}`, `unknown parameter "colour"`},
		{"ParseMode", `{"chat_id":1,"text":"x","parse_mode":"MarkdownV2"}`, `unknown parameter "parse_mode"`},
		{"Entity", `{"chat_id":1,"text":"😀x","entities":[{"type":"bold","offset":2,"length":1}]}`, ""},
		{"EntityOutside", `{"chat_id":1,"text":"😀x","entities":[{"type":"bold","offset":2,"length":2}]}`, "entity is outside the text"},
		{"EntityBeginsInACharacter", `{"chat_id":1,"text":"😀x","entities":[{"type":"bold","offset":1,"length":2}]}`, "in a middle of a UTF-16 symbol"},
		{"EntityEndsInACharacter", `{"chat_id":1,"text":"😀x","entities":[{"type":"bold","offset":0,"length":1}]}`, "in a middle of a UTF-16 symbol"},
		{"MostEntities", `{"chat_id":1,"text":"x","entities":[` + strings.Repeat(bold+",", 99) + bold + `]}`, ""},
		{"TooManyEntities", `{"chat_id":1,"text":"x","entities":[` + strings.Repeat(bold+",", 100) + bold + `]}`, "more than 100"},
		{"EntityUnknown", `{"chat_id":1,"text":"x","entities":[{"type":"blink","offset":0,"length":1}]}`, "unsupported entity type blink"},
		{"Preview", `{"chat_id":1,"text":"x","link_preview_options":{"is_disabled":true}}`, ""},
		{"PreviewUnknown", `{"chat_id":1,"text":"x","link_preview_options":{"off":true}}`, "link preview options"},
		{"Button", `{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Ya","callback_data":"1"}]]}}`, ""},
		{"ButtonLongData", `{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Ya","callback_data":"` + strings.Repeat("d", 65) + `"}]]}}`, "BUTTON_DATA_INVALID"},
		{"ButtonNoData", `{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"Ya"}]]}}`, "text buttons are unallowed"},
		{"ButtonNoText", `{"chat_id":1,"text":"x","reply_markup":{"inline_keyboard":[[{"text":"","callback_data":"1"}]]}}`, "text must be non-empty"},
		{"OtherKeyboard", `{"chat_id":1,"text":"x","reply_markup":{"keyboard":[]}}`, "object expected as reply markup"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			e := call(t, s, "sendMessage", c.body)
			if e.OK != (c.want == "") || !strings.Contains(e.Description, c.want) {
				t.Errorf("sendMessage %.80s = %+v, want description with %q", c.body, e, c.want)
			}
		})
	}
}

func TestSent(t *testing.T) {
	t.Parallel()
	t.Run("Record", func(t *testing.T) {
		t.Parallel()
		hooked := make(chan fake.Sent, 1)
		s := start(t, fake.Options{OnSend: func(m fake.Sent) { hooked <- m }})
		e := call(t, s, "sendMessage", `{"chat_id":7,"text":"Pilih","reply_markup":{"inline_keyboard":[[{"text":"Ya","callback_data":"y"}],[]]}}`)
		want := []fake.Sent{{Chat: 7, MessageID: 1, Text: "Pilih", Buttons: [][]fake.Button{{{Text: "Ya", Data: "y"}}}}}
		ignore := cmpopts.IgnoreFields(fake.Sent{}, "At")
		if diff := cmp.Diff(want, s.Sent(), ignore); diff != "" {
			t.Errorf("Sent() differs (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(want[0], <-hooked, ignore); diff != "" {
			t.Errorf("OnSend differs (-want +got):\n%s", diff)
		}
		if want := `"message_id":1`; !strings.Contains(string(e.Result), want) {
			t.Errorf("result = %s, want it to contain %s", e.Result, want)
		}
	})
	t.Run("Wait", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		done := make(chan error, 2)
		go func() { done <- s.WaitSent(t.Context(), 2) }()
		go func() {
			done <- s.WaitFor(t.Context(), func(all []fake.Sent) bool { return len(all) > 0 && all[len(all)-1].Text == "2" })
		}()
		for i := range 3 {
			call(t, s, "sendMessage", fmt.Sprintf(`{"chat_id":1,"text":"%d"}`, i))
		}
		for range 2 {
			if err := <-done; err != nil {
				t.Errorf("wait: %v", err)
			}
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.WaitSent(gone, 99); err == nil {
			t.Error("WaitSent after the end of its context = nil, want an error")
		}
	})
}

func TestOtherCalls(t *testing.T) {
	t.Parallel()
	t.Run("EditAndDelete", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		call(t, s, "sendMessage", `{"chat_id":1,"text":"satu"}`)
		steps := []struct{ method, body, want string }{
			{"editMessageText", `{"chat_id":1,"message_id":1,"text":"satu"}`, "message is not modified"},
			{"editMessageText", `{"chat_id":1,"message_id":1,"text":"dua"}`, ""},
			{"editMessageText", `{"chat_id":1,"message_id":2,"text":"dua"}`, "message to edit not found"},
			{"deleteMessage", `{"chat_id":1,"message_id":1}`, ""},
			{"deleteMessage", `{"chat_id":1,"message_id":1}`, "message to delete not found"},
		}
		for _, step := range steps {
			if e := call(t, s, step.method, step.body); e.OK != (step.want == "") || !strings.Contains(e.Description, step.want) {
				t.Errorf("%s %s = %+v, want %q", step.method, step.body, e, step.want)
			}
		}
		if _, found := s.Message(1, 1); found || len(s.Edits()) != 1 || s.Edits()[0].Text != "dua" {
			t.Errorf("after delete: found %v, edits %+v, want gone and one edit to dua", found, s.Edits())
		}
	})
	t.Run("CallbackLeaveAction", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		id := s.Deliver(fake.Callback(1, 5, "x"))[0].CallbackID
		for i, want := range []bool{true, false} {
			if e := call(t, s, "answerCallbackQuery", `{"callback_query_id":"`+id+`"}`); e.OK != want {
				t.Errorf("answer %d of %s = %+v, want ok %v", i+1, id, e, want)
			}
		}
		for body, want := range map[string]bool{`{"chat_id":-5}`: true, `{"chat_id":5}`: false} {
			if e := call(t, s, "leaveChat", body); e.OK != want {
				t.Errorf("leaveChat %s = %+v, want ok %v", body, e, want)
			}
		}
		for action, want := range map[string]bool{"typing": true, "dancing": false} {
			if e := call(t, s, "sendChatAction", `{"chat_id":5,"action":"`+action+`"}`); e.OK != want {
				t.Errorf("sendChatAction %s = %+v, want ok %v", action, e, want)
			}
		}
		if diff := cmp.Diff([]int64{-5}, s.Left()); diff != "" || len(s.Answered()) != 1 {
			t.Errorf("Left() = %v, Answered() = %v, want one of each", s.Left(), s.Answered())
		}
	})
}

func TestAddressing(t *testing.T) {
	t.Parallel()
	s := start(t, fake.Options{})
	cases := []struct {
		name, token, method string
		want                int
	}{
		{"Good", s.Token(), "getMe", 200},
		{"WrongToken", "700000001:other", "getMe", 401},
		{"MalformedToken", "nonsense", "getMe", 404},
		{"UnknownMethod", s.Token(), "getYou", 404},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, _, err := post(t.Context(), s, c.token, c.method, `{}`); err != nil || got != c.want {
				t.Errorf("%s with %s = %d, %v, want %d", c.method, c.token, got, err, c.want)
			}
		})
	}
	t.Run("FormAndQuery", func(t *testing.T) {
		t.Parallel()
		resp, err := http.PostForm(s.URL()+"/bot"+s.Token()+"/sendMessage?chat_id=3", map[string][]string{"text": {"formulir"}})
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("sendMessage as a form = %v, %v, want 200", resp, err)
		}
		_ = resp.Body.Close()
	})
}

func BenchmarkSendMessage(b *testing.B) {
	s := fake.New(fake.Options{Discard: true})
	defer s.Close()
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	url := s.URL() + "/bot" + s.Token() + "/sendMessage"
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			resp, err := client.Post(url, "application/json", strings.NewReader(`{"chat_id":1,"text":"Syarat KTP-el hilang"}`))
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			_ = resp.Body.Close()
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
}
