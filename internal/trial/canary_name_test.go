package trial_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// firstNamed is the chat of the first person whose name is a secret.
const firstNamed = 9500

// sendNames has people write whose names on Telegram are secrets, in every way
// each is written, cut into a first and a last name at every space, and returns
// how many messages each person sent. Each asks for a copy of what is kept of
// them: there the name is shown.
func sendNames(fake *faketelegram.Server, all []canary) map[string]int {
	want, chat := map[string]int{}, int64(firstNamed)
	for _, one := range all {
		for _, name := range one.written {
			words := strings.Split(name, " ")
			for cut := range words {
				first, last := strings.Join(words[:cut], " "), strings.Join(words[cut:], " ")
				if first == "" {
					first, last = last, ""
				}
				fake.Deliver(faketelegram.Text(chat, "petugas").By(chat, first, last))
				fake.Deliver(faketelegram.Command(chat, "/data").By(chat, first, last))
				want[fmt.Sprint(chat)] = 2
				chat++
			}
		}
	}
	return want
}

// wantNamesHidden holds the copies that citizens got to showing each name with
// its secret replaced: a name that is not shown at all proves nothing.
func wantNamesHidden(t *testing.T, fake *faketelegram.Server, people int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err := fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool { return len(namesShown(sent)) == people })
	if err != nil {
		t.Errorf("%d copies show a name, want %d: %v", len(namesShown(fake.Sent())), people, err)
	}
	for _, name := range namesShown(fake.Sent()) {
		if !strings.Contains(name, "[") {
			t.Errorf("a copy shows the name %q, want its secret replaced", name)
		}
	}
}

// namesShown are the names in the copies that the people of sendNames got.
func namesShown(sent []faketelegram.Sent) (names []string) {
	for _, s := range sent {
		_, rest, told := strings.Cut(s.Text, "Nama di Telegram: ")
		if name, _, _ := strings.Cut(rest, "\n"); told && s.Chat >= firstNamed {
			names = append(names, name)
		}
	}
	return names
}

// readNames writes the name of everybody in the ledger as it is when opened.
func readNames(t *testing.T, c *counter) []byte {
	t.Helper()
	ledger := c.ledger()
	events, err := ledger.Events(t.Context(), 0, 100_000)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	seen := map[loket.ConversationID]bool{}
	for _, e := range events {
		if e.Conversation == "" || seen[e.Conversation] {
			continue
		}
		seen[e.Conversation] = true
		s, err := ledger.Situation(t.Context(), e.Conversation)
		if err != nil {
			t.Fatal(err)
		}
		out.WriteString(s.Contact.Name + "\n")
	}
	return out.Bytes()
}

// readBackup makes a backup and unpacks it: in the file itself nothing would be
// found.
func readBackup(t *testing.T, c *counter) []byte {
	t.Helper()
	path := filepath.Join(c.dir, "cadangan")
	c.command("backup", "--out", path)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(io.LimitReader(file, info.Size()-sha256.Size))
	var out bytes.Buffer
	for range 2 { // what it is, and its manifest
		line, err := in.ReadBytes('\n')
		if err != nil {
			t.Fatal(err)
		}
		out.Write(line)
	}
	rows, err := gzip.NewReader(in)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(&out, rows); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// wantNoKey looks for the master key in a backup, in every form it is written.
func wantNoKey(t *testing.T, c *counter, backup []byte) {
	t.Helper()
	written, err := os.ReadFile(filepath.Join(c.env["LOKET_DATA_DIR"], "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimSpace(string(written))
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) != 32 {
		t.Fatalf("the key file holds %d bytes, %v, want 32", len(raw), err)
	}
	for _, form := range []string{text, string(raw), hex.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw)} {
		if bytes.Contains(backup, []byte(form)) {
			t.Error("the backup holds the master key")
		}
	}
}
