package webchat_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// TestReconnect is a client on a bad line: a thousand streams, each cut after
// some lines, while both sides go on writing and every other hint is lost.
func TestReconnect(t *testing.T) {
	t.Parallel()
	synctest.Test(t, reconnect)
}

func reconnect(t *testing.T) {
	s := newPipeSite(t)
	v := s.visitor(t)
	seed := rand.Uint64()
	dice := rand.New(rand.NewPCG(seed, 0))
	var have []int64
	last := func() int64 {
		if len(have) == 0 {
			return 0
		}
		return have[len(have)-1]
	}
	for round := range 1000 {
		var writing sync.WaitGroup
		writing.Go(func() { chatter(v, round) })
		l := v.listen(last()*int64(dice.IntN(2)), fmt.Sprint(last()))
		for range dice.IntN(4) {
			if int64(len(s.transcript(v.holder))) <= last() {
				break // nothing to wait for
			}
			e, err := l.next()
			if err != nil {
				t.Fatalf("seed %d, round %d: %v", seed, round, err)
			}
			if e.name == "line" {
				have = append(have, l.decode(e).Seq)
			}
		}
		l.hangUp()
		writing.Wait()
	}
	for _, line := range v.listen(last(), "").upToReady() {
		have = append(have, line.Seq)
	}
	ledger := s.transcript(v.holder)
	if len(have) != len(ledger) {
		t.Fatalf("seed %d: client has %d lines, ledger %d", seed, len(have), len(ledger))
	}
	for i, seq := range have {
		if seq != ledger[i].Seq {
			t.Fatalf("seed %d: line %d of the client is %d, want %d: a gap or a duplicate", seed, i, seq, ledger[i].Seq)
		}
	}
}

// chatter writes what comes in one round: a message posted twice, and our
// answer, announced every other time.
func chatter(v *visitor, round int) {
	if round%3 == 0 {
		id := fmt.Sprintf("pesan-%04d", round)
		v.post(id, "halo")
		v.post(id, "halo")
	}
	send := v.site.say(v.holder, loket.Line{Answer: loket.AnswerQuote, Text: fmt.Sprint(round)})
	if round%2 == 0 {
		v.site.handler.Announce(send)
	}
}

// TestStreamTime runs a stream over pipes under a clock of its own.
func TestStreamTime(t *testing.T) {
	t.Parallel()
	t.Run("LostHint/OnlyDelays", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := newPipeSite(t)
			v := s.visitor(t)
			l := v.listen(0, "")
			l.upToReady()
			began := time.Now()
			s.say(v.holder, loket.Line{Answer: loket.AnswerQuote, Text: "satu"})
			for {
				e, err := l.next()
				if err != nil {
					t.Fatalf("after %v: %v", time.Since(began), err)
				}
				if e.name == "line" {
					break
				}
			}
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("a line whose hint was lost took %v, want at most 15 s", took)
			}
		})
	})
	t.Run("Quiet/LivesOnBeats", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			v := newPipeSite(t).visitor(t)
			l := v.listen(0, "")
			l.upToReady()
			began := time.Now()
			if e, err := l.next(); err != nil || e.name != "beat" {
				t.Fatalf("after %v: %+v, %v, want a beat", time.Since(began), e, err)
			}
			if took := time.Since(began); took != 15*time.Second {
				t.Errorf("first beat after %v, want 15 s, past the server's own limits", took)
			}
		})
	})
	t.Run("Stuck/ClientIsLetGo", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			s := newPipeSite(t)
			conn, err := s.dial(t.Context(), "", "")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			const request = "GET /chat/" + kupang + "/events HTTP/1.1\r\nHost: pipe.example\r\nCookie: loket_chat=AAAAAAAAAAAAAAAAAAAAAA\r\n\r\n"
			if _, err := io.WriteString(conn, request); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Minute) // and nothing is read
			_ = conn.SetReadDeadline(time.Now().Add(time.Second))
			if rest, err := io.ReadAll(conn); err != nil {
				t.Errorf("after a minute without reading: %q, %v, want a connection that was closed", rest, err)
			}
		})
	})
}

// pipes is a listener whose connections are pipes, so that a stream can live
// inside a synctest bubble.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

// dial may be asked for a connection that nobody waits for any more, when the
// client has found another: it must not outlive the listener.
func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case p.conns <- theirs:
		return ours, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// newPipeSite is newSite over pipes, behind a server that is as strict about
// time as the real one.
func newPipeSite(t *testing.T) *site {
	t.Helper()
	o := newOffice()
	h, mux := newMux(o, kupangRoom())
	listener := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: mux, ReadTimeout: 10 * time.Second, WriteTimeout: 12 * time.Second}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) })
	t.Cleanup(func() {
		h.Close()
		_ = server.Close()
		serving.Wait()
	})
	return &site{office: o, handler: h, mux: mux, url: "http://pipe.example", dial: listener.dial}
}
