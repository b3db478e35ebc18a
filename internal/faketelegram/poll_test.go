package faketelegram_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	fake "loket/internal/faketelegram"
)

func TestGetUpdates(t *testing.T) {
	t.Parallel()
	t.Run("Offset/ConfirmsLowerIDs", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		refs := s.Deliver(fake.Text(1, "a"), fake.Text(1, "b"), fake.Text(1, "c"))
		for range 2 {
			if got, want := texts(poll(t, s, `{}`)), []string{"a", "b", "c"}; !slices.Equal(got, want) {
				t.Errorf("poll without offset = %q, want %q", got, want)
			}
		}
		confirm := fmt.Sprintf(`{"offset":%d}`, refs[1].UpdateID+1)
		if got, want := texts(poll(t, s, confirm)), []string{"c"}; !slices.Equal(got, want) {
			t.Errorf("poll %s = %q, want %q", confirm, got, want)
		}
		if got, want := texts(poll(t, s, `{"offset":1}`)), []string{"c"}; !slices.Equal(got, want) {
			t.Errorf("poll with a low offset = %q, want %q: what is confirmed is gone", got, want)
		}
	})
	t.Run("Offset/TellsWhatIsConfirmed", func(t *testing.T) {
		t.Parallel()
		var taken []int64 // one poll at a time
		s := start(t, fake.Options{OnTaken: func(id int64) { taken = append(taken, id) }})
		refs := s.Deliver(fake.Text(1, "a"), fake.Text(1, "b"), fake.Text(1, "c"))
		poll(t, s, `{}`)
		poll(t, s, fmt.Sprintf(`{"offset":%d}`, refs[1].UpdateID+1))
		if want := []int64{refs[0].UpdateID, refs[1].UpdateID}; !slices.Equal(taken, want) {
			t.Errorf("confirmed %v, want %v", taken, want)
		}
	})
	t.Run("Offset/Negative", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		s.Deliver(fake.Text(1, "a"), fake.Text(1, "b"), fake.Text(1, "c"))
		for _, body := range []string{`{"offset":-2}`, `{}`} {
			if got, want := texts(poll(t, s, body)), []string{"b", "c"}; !slices.Equal(got, want) {
				t.Errorf("poll %s = %q, want %q", body, got, want)
			}
		}
	})
	t.Run("Offset/StaleAfterRestart", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		s.RestartIDs(1000)
		s.Deliver(fake.Text(1, "low"))
		if got := poll(t, s, `{"offset":900000000}`); len(got) != 0 || s.Pending() != 0 {
			t.Errorf("poll with a stale offset = %v, %d pending, want nothing and 0: that is the trap", got, s.Pending())
		}
	})
	t.Run("Limit", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		for range 150 {
			s.Deliver(fake.Text(1, "x"))
		}
		for body, want := range map[string]int{`{}`: 100, `{"limit":7}`: 7} {
			if got := len(poll(t, s, body)); got != want {
				t.Errorf("poll %s returned %d, want %d", body, got, want)
			}
		}
		for _, body := range []string{`{"limit":101}`, `{"limit":0}`, `{"timeout":51}`, `{"offset":"x"}`, `{"poll":1}`} {
			if e := call(t, s, "getUpdates", body); e.Code != 400 {
				t.Errorf("getUpdates %s = %d %s, want 400", body, e.Code, e.Description)
			}
		}
	})
	t.Run("Expiry/After24Hours", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		s := start(t, fake.Options{Now: c.now})
		s.Deliver(fake.Text(1, "old"))
		c.forward(time.Hour)
		s.Deliver(fake.Text(1, "young"))
		c.forward(23 * time.Hour)
		if got, want := texts(poll(t, s, `{}`)), []string{"young"}; !slices.Equal(got, want) {
			t.Errorf("poll a day later = %q, want %q", got, want)
		}
	})
	t.Run("AllowedUpdates", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		poll(t, s, `{"allowed_updates":["edited_message"]}`)
		s.Deliver(fake.Text(1, "not allowed"), fake.Edit(1, 5, "allowed"))
		if got := poll(t, s, `{}`); len(got) != 1 || got[0].Message.Text != "" {
			t.Errorf("poll = %v, want the one edit: the setting holds for later calls", got)
		}
	})
}

func TestLongPoll(t *testing.T) {
	t.Parallel()
	t.Run("WokenByDelivery", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		came := make(chan []got)
		go func() { came <- poll(t, s, `{"timeout":50}`) }()
		s.Deliver(fake.Text(1, "wake up"))
		if got, want := texts(<-came), []string{"wake up"}; !slices.Equal(got, want) {
			t.Errorf("long poll = %q, want %q", got, want)
		}
	})
	t.Run("EmptyAfterTimeout", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{Second: time.Millisecond})
		if got := poll(t, s, `{"timeout":5}`); len(got) != 0 {
			t.Errorf("long poll = %v, want nothing", got)
		}
	})
	t.Run("SecondPollerEndsTheFirst", func(t *testing.T) {
		t.Parallel()
		entered := make(chan struct{}, 2)
		s := start(t, fake.Options{OnCall: func(fake.Call) fake.Fault { entered <- struct{}{}; return fake.Fault{} }})
		ended := make(chan int, 2)
		for range 2 {
			go func() {
				code, _, _ := post(t.Context(), s, s.Token(), "getUpdates", `{"timeout":50}`)
				ended <- code
			}()
		}
		<-entered
		<-entered
		if got := <-ended; got != 409 {
			t.Errorf("the first of two pollers ended with %d, want 409", got)
		}
		s.Deliver(fake.Text(1, "for the one that stayed"))
		if got := <-ended; got != 200 {
			t.Errorf("the second of two pollers ended with %d, want 200", got)
		}
	})
	t.Run("EndedBySetWebhook", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		call(t, s, "setWebhook", `{"url":"http://127.0.0.1:1/hook"}`)
		if e := call(t, s, "getUpdates", `{}`); e.Code != 409 || !strings.Contains(e.Description, "webhook is active") {
			t.Errorf("getUpdates while a webhook is set = %+v, want 409", e)
		}
	})
}

func TestDeliver(t *testing.T) {
	t.Parallel()
	t.Run("Shapes", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		s := start(t, fake.Options{Now: c.now})
		s.Deliver(
			fake.Command(5, "/start@loket_fake_bot abc"), fake.Photo(5, "KTP saya"), fake.Document(5, "a.pdf", ""),
			fake.Video(5, ""), fake.Voice(5), fake.Sticker(5), fake.Location(5, -10.17, 123.6), fake.Contact(5, "+62811"),
			fake.Edit(5, 1, "baru"), fake.Callback(5, 9, "pilih:1"), fake.MyChatMember(-100, "left", "member"),
			fake.Text(-1001234567890, "halo").By(77, "Petugas", ""), fake.Raw(5, `{}`), fake.Raw(5, ` {"message":{"chat":"x"}}`),
		)
		var list []map[string]json.RawMessage
		e := call(t, s, "getUpdates", `{}`)
		if err := json.Unmarshal(e.Result, &list); err != nil {
			t.Fatalf("decode %s: %v", e.Result, err)
		}
		wants := []string{
			`{"type":"bot_command","offset":0,"length":21}`, `"caption":"KTP saya"`, `"file_name":"a.pdf"`,
			`"video":{`, `"voice":{`, `"sticker":{`, `"longitude":123.6`, `"phone_number":"+62811"`,
			`"edit_date":1795395600`, `"data":"pilih:1"`, `"new_chat_member":{"status":"member"`,
			`"from":{"id":77,"is_bot":false,"first_name":"Petugas"},"chat":{"id":-1001234567890,"type":"supergroup"`, ``, `{"chat":"x"}`,
		}
		for i, want := range wants {
			all, _ := json.Marshal(list[i])
			if !strings.Contains(string(all), want) {
				t.Errorf("update %d = %s, want it to contain %s", i, all, want)
			}
		}
	})
	t.Run("Duplicates", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{Duplicates: 2})
		ref := s.Deliver(fake.Text(1, "x"))[0]
		list := poll(t, s, `{}`)
		if len(list) != 3 || list[0].ID != ref.UpdateID || !cmp.Equal(list[0], list[2]) {
			t.Errorf("poll = %v, want %+v three times", list, ref)
		}
	})
	t.Run("Reorder/MessagesKeepTheirNumbers", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{Reorder: 3, Seed: 1})
		var batch []fake.Update
		for i := range 50 {
			batch = append(batch, fake.Text(1, fmt.Sprintf("%02d", i)))
		}
		refs := s.Deliver(batch...)
		list := poll(t, s, `{}`)
		if !slices.IsSortedFunc(list, func(a, b got) int { return int(a.ID - b.ID) }) {
			t.Errorf("update ids = %v, want them rising", list)
		}
		order := texts(list)
		if slices.IsSorted(order) {
			t.Errorf("order = %q, want it changed", order)
		}
		slices.Sort(order)
		for i, ref := range refs {
			if order[i] != fmt.Sprintf("%02d", i) || ref.MessageID != refs[0].MessageID+int64(i) {
				t.Errorf("message %d = %q under %d, want every one, numbered as given", i, order[i], ref.MessageID)
			}
		}
	})
}
