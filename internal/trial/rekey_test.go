package trial_test

import (
	"bufio"
	"context"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/testserver"
)

// TestRekey changes the master key beside the running program while people
// write; the change is killed once and begun again. Everybody is answered, once,
// and what was written before can be read under the new key alone.
func TestRekey(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) {
		t.Parallel()
		rekeyBeside(t, nil)
	})
	t.Run("Postgres", func(t *testing.T) {
		t.Parallel()
		rekeyBeside(t, map[string]string{"LOKET_DATABASE_URL": testserver.Postgres(t)})
	})
}

func rekeyBeside(t *testing.T, env map[string]string) {
	const before, during = 60, 60
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	for k, v := range env {
		c.env[k] = v
	}
	c.start()
	first := askAll(fake, 0, before)
	waitAnswered(t, fake, before)

	c.killedAtFirstWord("key", "rotate")
	writing := make(chan struct{})
	go func() {
		defer close(writing)
		askAll(fake, before, during)
	}()
	out := c.command("key", "rotate")
	<-writing
	if !strings.Contains(out, "Melanjutkan penggantian") || !strings.Contains(out, "Selesai.") {
		t.Errorf("loket key rotate says\n%s\nwant it to go on and end", out)
	}
	waitAnswered(t, fake, before+during)
	for chat, ref := range first {
		fake.Deliver(raw(chat, ref.MessageID, time.Now(), question)) // the channel repeats itself
	}
	fake.Deliver(faketelegram.Text(1, "biayanya berapa?"))
	waitAnswered(t, fake, before+during+1)
	c.stop()
	if sent := fake.Count(); sent != before+during+1 {
		t.Errorf("%d answers, want %d: a repetition was answered", sent, before+during+1)
	}
	c.start()
	if status := c.command("key", "status"); strings.Contains(status, "kunci lama") || !strings.Contains(status, "kunci sekarang") {
		t.Errorf("loket key status says\n%s\nwant the new key alone", status)
	}
	lines, err := c.ledger().Lines(t.Context(), "disdukcapil-kota-kupang/telegram", "1", 0, 10)
	if err != nil || len(lines) != 4 || lines[0].Text != question {
		t.Errorf("the first citizen's conversation = %+v, %v, want both questions and answers", lines, err)
	}
}

// askAll asks the question in chats of their own.
func askAll(fake *faketelegram.Server, from, n int) map[int64]faketelegram.Ref {
	refs := map[int64]faketelegram.Ref{}
	for i := range n {
		chat := int64(from + i + 1)
		refs[chat] = fake.Deliver(faketelegram.Text(chat, question))[0]
	}
	return refs
}

func waitAnswered(t *testing.T, fake *faketelegram.Server, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := fake.WaitSent(ctx, n); err != nil {
		t.Fatalf("%d of %d answers: %v", fake.Count(), n, err)
	}
}

// killedAtFirstWord runs a command beside the server and kills it when it says
// the first thing.
func (c *counter) killedAtFirstWord(args ...string) {
	c.t.Helper()
	cmd := c.invocation(args...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	bufio.NewScanner(out).Scan()
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}
