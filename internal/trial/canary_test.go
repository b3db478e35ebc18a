package trial_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loket/internal/faketelegram"
	"loket/internal/testserver"
)

// canary is a made-up secret that exists nowhere else: any trace of it in what
// the program leaves behind came from a message.
type canary struct {
	kind    string
	written []string // as it is sent, one message each
	traces  []string // none of these may be found
}

// canaries draws one of every kind.
func canaries() []canary {
	digits := func(n int) string {
		var out strings.Builder
		for range n {
			out.WriteByte(byte('0' + rand.IntN(10)))
		}
		return out.String()
	}
	number := func(kind, head string) canary {
		n := head + digits(16-len(head))
		spaced := n[:4] + " " + n[4:8] + " " + n[8:12] + " " + n[12:]
		return canary{kind, []string{
			kind + " saya " + n, "tolong cek " + spaced + " ya", strings.Join(strings.Split(n, ""), "."),
		}, []string{n[:12], n[4:], spaced[:14], spaced[5:]}}
	}
	phone, otp, mail := "81"+digits(9), "9"+digits(7), "kenari."+digits(8)
	return []canary{
		number("NIK", "5371014503"), number("no KK", "5371012104"), number("kartu", "4"),
		{"telepon", []string{"wa 0" + phone, "hubungi +62 " + phone[:3] + "-" + phone[3:7] + "-" + phone[7:]}, []string{phone, phone[:3] + "-" + phone[3:7]}},
		{"OTP", []string{"kode OTP saya " + otp}, []string{otp}},
		{"email", []string{"email saya " + mail + "@contoh.com"}, []string{mail}},
	}
}

// traces are all that may not be found, in the forms databases keep bytes in.
func traces(all []canary) (out [][]byte) {
	for _, c := range all {
		for _, trace := range c.traces {
			out = append(out, []byte(trace), []byte(hex.EncodeToString([]byte(trace))))
		}
	}
	return out
}

// TestCanaries sends secrets through every door of the running program and then
// looks for them, byte by byte, in everything it leaves behind.
func TestCanaries(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		scanAfter(t, nil, nil)
	})
	t.Run("PostgresAndRedis", func(t *testing.T) {
		t.Parallel()
		server, err := testserver.StartPostgres("")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := server.Stop(); err != nil {
				t.Error(err)
			}
		})
		address := server.Database(t)
		scanAfter(t, map[string]string{"LOKET_DATABASE_URL": address, "LOKET_REDIS_URL": testserver.Redis(t)}, []string{server.Dir()})
	})
}

func scanAfter(t *testing.T, env map[string]string, folders []string) {
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.log.limit = 64 << 20
	for k, v := range env {
		c.env[k] = v
	}
	c.start()
	all := canaries()
	ledger := c.ledger()
	settled(t, ledger, "disdukcapil-kota-kupang/telegram", sendByTelegram(t, fake, all))
	named := sendNames(fake, all)
	settled(t, ledger, "disdukcapil-kota-kupang/telegram", named)
	settled(t, ledger, "disdukcapil-kota-kupang/web", sendByWebChat(t, c, all))

	sinks := map[string][]byte{"log": []byte(c.log.tail()), "backup": readBackup(t, c), "names": readNames(t, c)}
	wantNoKey(t, c, sinks["backup"])
	for _, command := range [][]string{{"report", "--json"}, {"faq", "export", "--format", "yaml", "--out", filepath.Join(c.dir, "export")}, {"key", "status"}, {"staff", "list", "--json"}} {
		sinks["loket "+strings.Join(command, " ")] = []byte(c.command(command...))
	}
	for _, page := range []string{"/", "/healthz", "/readyz", "/metrics", "/laporan", "/chat/disdukcapil-kota-kupang"} {
		_, body := c.get(page)
		sinks["page "+page] = []byte(body)
	}
	wantNamesHidden(t, fake, len(named))
	var said, read bytes.Buffer
	for _, s := range fake.Sent() {
		said.WriteString(s.Text + "\n")
	}
	sinks["what citizens were told"] = said.Bytes()
	readByStaff(t, c, &read)
	sinks["what staff read"] = read.Bytes()
	if address := env["LOKET_REDIS_URL"]; address != "" {
		sinks["Redis"] = dumpRedis(t, address)
	}
	readFiles(t, sinks, append(folders, c.dir)...) // while running: with the write-ahead log
	c.stop()
	sinks["log at the end"] = []byte(c.log.tail())
	fake.Close()
	sinks["loket doctor"] = []byte(c.refused("doctor")) // tells why Telegram cannot be reached
	readFiles(t, sinks, c.dir)
	_, token, _ := strings.Cut(fake.Token(), ":")
	search(t, sinks, append(all, canary{kind: "bot token", traces: []string{token}}))
}

// search looks into every sink. What is known to stand in the clear must be
// found: a search that finds nothing proves nothing.
func search(t *testing.T, sinks map[string][]byte, all []canary) {
	t.Helper()
	size, control, hits := 0, 0, 0
	for name, content := range sinks {
		size += len(content)
		if bytes.Contains(content, []byte("Disdukcapil Kota Kupang")) {
			control++
		}
		for _, trace := range traces(all) {
			if bytes.Contains(content, trace) {
				hits++
				t.Errorf("%s holds %q", name, trace)
			}
		}
	}
	t.Logf("%d secrets in %d sinks, %d bytes: %d traces", len(all), len(sinks), size, hits)
	if control < 3 {
		t.Errorf("the office's name is found in %d sinks: the search looks in the wrong place", control)
	}
}

// sendByTelegram sends every secret as text, and the first of each in the other
// ways there are, and returns how many messages each person sent.
func sendByTelegram(t *testing.T, fake *faketelegram.Server, all []canary) map[string]int {
	t.Helper()
	want := map[string]int{}
	for i, one := range all {
		chat := int64(9000 + i)
		send := func(u faketelegram.Update) faketelegram.Ref {
			want[fmt.Sprint(chat)]++
			return fake.Deliver(u.By(chat, "Warga", one.written[0]))[0]
		}
		var last faketelegram.Ref
		for _, words := range one.written {
			last = send(faketelegram.Text(chat, words))
		}
		send(faketelegram.Edit(chat, last.MessageID, "maaf, maksud saya "+one.written[0]+", berapa lama?"))
		send(faketelegram.Command(chat, "/start "+one.written[0]))
		send(faketelegram.Command(chat, "/data"))
		send(faketelegram.Photo(chat, one.written[0]))
		send(faketelegram.Document(chat, one.written[0]+".pdf", one.written[0]))
		send(faketelegram.Contact(chat, one.written[0]))
		send(faketelegram.Callback(chat, last.MessageID, clipped(one.written[0])))
		fake.Deliver(faketelegram.Raw(chat, `{"message":{"message_id":"`+one.written[0]+`"}}`)) // nobody can read this
	}
	return want
}

// clipped is at most what a button carries.
func clipped(text string) string { return text[:min(len(text), 64)] }

func sendByWebChat(t *testing.T, c *counter, all []canary) map[string]int {
	t.Helper()
	want := map[string]int{}
	for _, one := range all {
		v := newVisitor(t, c)
		for _, words := range append(one.written, "/lain "+one.written[0], "halo petugas "+one.written[0]) {
			v.posts++
			body, err := json.Marshal(map[string]string{"client_id": fmt.Sprintf("client-id-%04d", v.posts), "text": words})
			if err != nil {
				t.Fatal(err)
			}
			v.post(t, c, body)
			want[v.person]++
		}
	}
	return want
}

// readByStaff writes what the pages of the desk are made from.
func readByStaff(t *testing.T, c *counter, to *bytes.Buffer) {
	t.Helper()
	ledger := c.ledger()
	rows, err := ledger.OpenTickets(t.Context(), "disdukcapil-kota-kupang", 1000)
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d tickets, %v, want some", len(rows), err)
	}
	for _, row := range rows {
		view, err := ledger.Ticket(t.Context(), row.Ticket.Agency, row.Ticket.ID)
		if err != nil {
			t.Fatal(err)
		}
		to.WriteString(row.Question + "\n")
		for _, line := range view.Lines {
			fmt.Fprintln(to, line.Text, line.Hidden)
		}
	}
	events, err := ledger.Events(t.Context(), 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(to, "%+v\n", events)
}

// dumpRedis is every key with its value as Redis would write it to disk.
func dumpRedis(t *testing.T, address string) []byte {
	t.Helper()
	options, err := redis.ParseURL(address)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys, err := client.Keys(t.Context(), "*").Result()
	if err != nil || len(keys) == 0 {
		t.Fatalf("%d keys, %v, want some", len(keys), err)
	}
	var out bytes.Buffer
	for _, key := range keys {
		value, err := client.Dump(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(key + "\n" + value + "\n")
	}
	return out.Bytes()
}

// readFiles reads every file below the folders into sinks.
func readFiles(t *testing.T, sinks map[string][]byte, folders ...string) {
	t.Helper()
	stamp := fmt.Sprint(time.Now().UnixNano())
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !d.Type().IsRegular() {
				return ignoreGone(err)
			}
			content, err := os.ReadFile(path)
			if err == nil {
				sinks["file "+path+" "+stamp] = content
			}
			return ignoreGone(err)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// ignoreGone: a running database removes files of its own.
func ignoreGone(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}
