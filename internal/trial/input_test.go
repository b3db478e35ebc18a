package trial_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/testserver"
)

// input is one line of the file of messages.
type input struct {
	citizen int
	kind    string
	words   string
}

// inputLines is how many lines of the file are sent at least.
const inputLines = 60

// readInput reads the file of messages.
func readInput(t *testing.T) []input {
	t.Helper()
	content, err := os.ReadFile("testdata/messages.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []input
	citizen := 0
	for line := range strings.Lines(string(content)) {
		kind, words, ok := strings.Cut(strings.TrimRight(line, "\n"), "|")
		switch {
		case strings.HasPrefix(line, "#"):
		case !ok:
			citizen++
		case kind == "long":
			out = append(out, input{citizen, "text", strings.Repeat(words, 8000/len(words)+1)[:8000]})
		default:
			out = append(out, input{citizen, kind, words})
		}
	}
	if len(out) < inputLines {
		t.Fatalf("%d lines of messages, want at least %d", len(out), inputLines)
	}
	return out
}

// TestRealInput sends realistic messages through every door; each must get
// exactly one settled outcome, and every citizen something to read.
func TestRealInput(t *testing.T) {
	t.Parallel()
	t.Run("TelegramPolling", func(t *testing.T) {
		t.Parallel()
		throughTelegram(t, nil)
	})
	t.Run("TelegramPolling/PostgresAndRedis", func(t *testing.T) {
		t.Parallel()
		throughTelegram(t, map[string]string{
			"LOKET_DATABASE_URL": testserver.Postgres(t), "LOKET_REDIS_URL": testserver.Redis(t),
		})
	})
	t.Run("TelegramWebhook", func(t *testing.T) {
		t.Parallel()
		throughTelegram(t, webhookMode(t))
	})
	t.Run("WebChat", func(t *testing.T) {
		t.Parallel()
		throughWebChat(t)
	})
}

const webhookSecret = "trial-secret-trial-secret-trial-secret"

// webhookMode sets the program up for deliveries to a port that is free now.
func webhookMode(t *testing.T) map[string]string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"LOKET_HTTP_ADDR": addr, "LOKET_TELEGRAM_MODE": "webhook", "LOKET_TELEGRAM_WEBHOOK_SECRET": webhookSecret,
		"LOKET_TELEGRAM_WEBHOOK_URL": "http://" + addr + "/telegram",
	}
}

func throughTelegram(t *testing.T, env map[string]string) {
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	for k, v := range env {
		c.env[k] = v
	}
	c.env["LOKET_QUIET"] = "200ms"
	c.start()
	want := map[string]int{}
	var before input
	var ref faketelegram.Ref
	for _, in := range readInput(t) {
		chat := int64(5000 + in.citizen)
		person := fmt.Sprint(chat)
		switch in.kind {
		case "again":
			fake.Deliver(raw(chat, ref.MessageID, time.Now(), before.words))
			continue
		case "late":
			fake.Deliver(raw(chat, lateID, time.Now().Add(-time.Minute), in.words))
		case "edit":
			fake.Deliver(faketelegram.Edit(chat, ref.MessageID, in.words))
		default:
			ref = fake.Deliver(update(t, in, chat))[0]
		}
		before = in
		want[person]++
	}
	ledger := c.ledger()
	channel := loket.ChannelID("disdukcapil-kota-kupang/telegram")
	settled(t, ledger, channel, want)
	if took := c.stop(); took > 10*time.Second {
		t.Errorf("stopping took %v, want at most 10s", took)
	}
}

// lateID is an id that Telegram gives no message here.
const lateID = 99

// raw is a message under an id of our choice: one that is delivered again, or
// out of order.
func raw(chat, id int64, at time.Time, words string) faketelegram.Update {
	text, err := json.Marshal(words)
	if err != nil {
		panic(err)
	}
	return faketelegram.Raw(chat, fmt.Sprintf(
		`{"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"first_name":"Warga"},"text":%s}}`,
		id, at.Unix(), chat, chat, text))
}

// update makes what Telegram would send for a line.
func update(t *testing.T, in input, chat int64) faketelegram.Update {
	t.Helper()
	switch in.kind {
	case "text":
		return faketelegram.Text(chat, in.words)
	case "command":
		return faketelegram.Command(chat, in.words)
	case "photo":
		return faketelegram.Photo(chat, in.words)
	case "document":
		return faketelegram.Document(chat, "berkas.pdf", in.words)
	case "video":
		return faketelegram.Video(chat, in.words)
	case "voice":
		return faketelegram.Voice(chat)
	case "sticker":
		return faketelegram.Sticker(chat)
	case "location":
		return faketelegram.Location(chat, -10.17, 123.6)
	case "contact":
		return faketelegram.Contact(chat, "+6281200000000")
	}
	t.Fatalf("unknown kind of message %q", in.kind)
	return faketelegram.Update{}
}

// settled waits until every message has its outcome, and then counts.
func settled(t *testing.T, ledger *store.Store, channel loket.ChannelID, want map[string]int) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(60 * time.Second)
	for person, messages := range want {
		for {
			problem := outcomes(t, ledger, channel, person, messages)
			if problem == "" {
				break
			}
			select {
			case <-limit:
				t.Fatalf("citizen %s: %s", person, problem)
			case <-tick.C:
			}
		}
	}
}

// outcomes tells what is missing in a citizen's transcript.
func outcomes(t *testing.T, ledger *store.Store, channel loket.ChannelID, person string, want int) string {
	t.Helper()
	lines, err := ledger.Lines(t.Context(), channel, person, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	theirs, ours := 0, 0
	for _, line := range lines {
		switch {
		case !line.FromCitizen:
			ours++
		case line.Outcome == "":
			return fmt.Sprintf("message %q has no outcome", line.Text)
		case strings.Contains(line.Text, "5371014503900001") || strings.Contains(line.Text, "081234567890"):
			t.Fatalf("personal data was stored: %q", line.Text)
		default:
			theirs++
		}
	}
	if theirs != want || ours == 0 {
		return fmt.Sprintf("%d messages stored, %d answers delivered, want %d messages and an answer", theirs, ours, want)
	}
	return ""
}

// visitor is a citizen at the web chat.
type visitor struct {
	client http.Client
	person string
	posts  int
}

func throughWebChat(t *testing.T) {
	c := newCounter(t, map[string]string{"LOKET_QUIET": "200ms"})
	c.start()
	visitors := map[int]*visitor{}
	want := map[string]int{}
	var last []byte
	for _, in := range readInput(t) {
		v := visitors[in.citizen]
		if v == nil {
			v = newVisitor(t, c)
			visitors[in.citizen] = v
		}
		if in.kind == "again" {
			v.post(t, c, last)
			continue
		}
		words := in.words
		if words == "" {
			words = "👍"
		}
		v.posts++
		body, err := json.Marshal(map[string]string{"client_id": fmt.Sprintf("client-id-%04d", v.posts), "text": words})
		if err != nil {
			t.Fatal(err)
		}
		v.post(t, c, body)
		want[v.person]++
		last = body
	}
	settled(t, c.ledger(), "disdukcapil-kota-kupang/web", want)
	c.stop()
}

// newVisitor opens the page, as a browser does, and keeps its cookie.
func newVisitor(t *testing.T, c *counter) *visitor {
	t.Helper()
	r, err := http.Get(c.base + "/chat/disdukcapil-kota-kupang")
	if err != nil {
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if len(r.Cookies()) != 1 {
		t.Fatalf("the page set %d cookies, want 1", len(r.Cookies()))
	}
	cookie := r.Cookies()[0]
	sum := sha256.Sum256([]byte(cookie.Value))
	v := &visitor{person: hex.EncodeToString(sum[:])}
	v.client.Transport = withCookie{cookie}
	return v
}

type withCookie struct{ cookie *http.Cookie }

// RoundTrip implements http.RoundTripper.
func (w withCookie) RoundTrip(r *http.Request) (*http.Response, error) {
	r.AddCookie(w.cookie)
	return http.DefaultTransport.RoundTrip(r)
}

func (v *visitor) post(t *testing.T, c *counter, body []byte) {
	t.Helper()
	r, err := v.client.Post(c.base+"/chat/disdukcapil-kota-kupang/messages", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	answer, _ := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if r.StatusCode != http.StatusOK {
		t.Fatalf("POST %.80s = %d %s, want 200", body, r.StatusCode, answer)
	}
}
