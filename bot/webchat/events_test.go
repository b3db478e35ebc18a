package webchat_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/bot"
	"loket/internal/loket"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	t.Run("Line/ArrivesWhenAnnounced", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		l := v.listen(0, "")
		if lines := l.upToReady(); len(lines) != 0 {
			t.Errorf("a new visitor is shown %+v, want nothing", lines)
		}
		v.post(firstID, "halo")
		got := l.line()
		if want := (shown{Seq: 1, Mine: true, ClientID: firstID, Kind: "text", Text: "halo"}); !cmp.Equal(want, got) {
			t.Errorf("own line: %s", cmp.Diff(want, got))
		}
		rows := [][]loket.Button{{{Label: "Ya", Data: "y"}}, {{Label: "Petugas", Data: "p"}}}
		s.handler.Announce(s.say(v.holder, loket.Line{Answer: loket.AnswerAsk, Text: "Maksud Anda?", Check: "7F3Q9KXM", Buttons: rows}))
		got = l.line()
		if want := (shown{Seq: 2, Kind: "ask", Text: "Maksud Anda?", Check: "7F3Q-9KXM", Buttons: rows}); !cmp.Equal(want, got) {
			t.Errorf("our line: %s", cmp.Diff(want, got))
		}
	})
	t.Run("Line/TellsHiddenButNoNames", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		s.say(v.holder, loket.Line{FromCitizen: true, MessageKind: loket.MessageText, OriginKey: "t:1", Text: "NIK …1234", Hidden: []string{"NIK"}})
		s.say(v.holder, loket.Line{Answer: loket.AnswerReply, Text: "Baik", Author: "Nama Petugas", Entry: "kk-hilang", Send: "SEND1"})
		l := v.listen(0, "")
		if got := l.line(); !cmp.Equal(got.Hidden, []string{"NIK"}) || got.ClientID != "" {
			t.Errorf("own line = %+v, want hidden NIK and no client id", got)
		}
		e, err := l.next()
		if err != nil || !strings.Contains(e.data, `"kind":"reply"`) {
			t.Fatalf("reply = %+v, %v", e, err)
		}
		for _, secret := range []string{"Nama Petugas", "kk-hilang", "SEND1"} {
			if strings.Contains(e.data, secret) {
				t.Errorf("reply %s tells %q", e.data, secret)
			}
		}
	})
	t.Run("Visitors/NeverSeeEachOther", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		a, b := s.visitor(t), s.visitor(t)
		ears := b.listen(0, "")
		ears.upToReady()
		a.post(firstID, "rahasia A")
		s.handler.Announce(s.say(a.holder, loket.Line{Answer: loket.AnswerQuote, Text: "jawaban A"}))
		s.handler.Announce(s.say(b.holder, loket.Line{Answer: loket.AnswerQuote, Text: "jawaban B"}))
		if got := ears.line(); got.Text != "jawaban B" || got.Seq != 1 {
			t.Errorf("B is shown %+v first, want B's own line", got)
		}
		if again := b.listen(0, "").upToReady(); len(again) != 1 {
			t.Errorf("B's transcript = %+v, want one line", again)
		}
	})
}

func TestEventsResume(t *testing.T) { //nolint:tparallel // a visitor has five streams at most
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	const said = 450
	for n := range said {
		s.say(v.holder, loket.Line{Answer: loket.AnswerQuote, Text: fmt.Sprint(n + 1)})
	}
	for name, c := range map[string]struct {
		after  int64
		lastID string
		want   int // lines, the last of them being the last said
	}{
		"Fresh/Last200":        {0, "", 200},
		"After/OverSeveral":    {1, "", said - 1},
		"After/OneLeft":        {said - 1, "", 1},
		"After/None":           {said, "", 0},
		"After/Ahead":          {said + 7, "", 0},
		"LastEventID":          {0, "440", 10},
		"LastEventID/Newer":    {3, "449", 1},
		"LastEventID/Outdated": {449, "3", 1},
	} {
		t.Run(name, func(t *testing.T) {
			l := v.listen(c.after, c.lastID)
			defer l.hangUp()
			lines := l.upToReady()
			if len(lines) != c.want {
				t.Fatalf("events after %d, %q: %d lines, want %d", c.after, c.lastID, len(lines), c.want)
			}
			for i, line := range lines {
				if want := int64(said - c.want + i + 1); line.Seq != want {
					t.Fatalf("line %d has number %d, want %d", i, line.Seq, want)
				}
			}
		})
	}
	for _, query := range []string{"?after=x", "?after=-1", "?after=99999999999999999999"} {
		wantFailure(t, v.do(http.MethodGet, "/events"+query, "", nil), 400, loket.CodeInvalid)
	}
	wantFailure(t, v.do(http.MethodGet, "/events", "", map[string]string{"Last-Event-ID": "x"}), 400, loket.CodeInvalid)
}

func TestEventsEnd(t *testing.T) {
	t.Parallel()
	t.Run("Close/EndsStreamsAndRefusesNew", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		l := v.listen(0, "")
		l.upToReady()
		s.handler.Close()
		if e, err := l.next(); !errors.Is(err, io.EOF) {
			t.Errorf("after Close: %+v, %v, want the end of the stream", e, err)
		}
		wantFailure(t, v.do(http.MethodGet, "/events", "", nil), 503, loket.CodeUnavailable)
	})
	t.Run("SixthTab/EndsTheFirst", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		first := v.listen(0, "")
		first.upToReady()
		for range 5 {
			v.listen(0, "").upToReady()
		}
		if e, err := first.next(); err != nil || e.name != "replaced" {
			t.Errorf("first tab reads %+v, %v, want to be told that it was replaced", e, err)
		}
		if e, err := first.next(); !errors.Is(err, io.EOF) {
			t.Errorf("first tab reads %+v, %v, want the end", e, err)
		}
	})
	t.Run("LedgerDown/EndsSoTheClientComesBack", func(t *testing.T) {
		t.Parallel()
		s := newSite(t)
		v := s.visitor(t)
		l := v.listen(0, "")
		l.upToReady()
		s.setDown(errors.New("gone"))
		s.handler.Announce(s.say(v.holder, loket.Line{Answer: loket.AnswerQuote, Text: "satu"}))
		if e, err := l.next(); !errors.Is(err, io.EOF) {
			t.Errorf("with the ledger down: %+v, %v, want the end", e, err)
		}
		s.setDown(nil)
		if lines := v.listen(0, "").upToReady(); len(lines) != 1 {
			t.Errorf("after coming back: %+v, want the line said meanwhile", lines)
		}
	})
}

func TestSend(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	t.Run("Text/IsNamedByItsSend", func(t *testing.T) {
		t.Parallel()
		id, err := s.handler.Send(t.Context(), loket.Send{ID: "S1", Op: loket.OpSend, Target: loket.ToConversation})
		if id != "S1" || err != nil {
			t.Errorf("Send = %q, %v, want S1", id, err)
		}
		if id, err = s.handler.Send(t.Context(), loket.Send{ID: "S2", Op: loket.OpFile, Target: loket.ToConversation}); id != "S2" || err != nil {
			t.Errorf("Send of a file = %q, %v, want S2", id, err)
		}
	})
	t.Run("Other/NeverWillBe", func(t *testing.T) {
		t.Parallel()
		for _, send := range []loket.Send{
			{Op: loket.OpEdit}, {Op: loket.OpDelete}, {Op: loket.OpSend, Target: loket.ToStaffGroup},
		} {
			_, err := s.handler.Send(context.Background(), send)
			if e, ok := errors.AsType[*bot.SendError](err); !ok || e.Fate != bot.Never {
				t.Errorf("Send(%q to %q) = %v, want never", send.Op, send.Target, err)
			}
		}
	})
	t.Run("Announce/NobodyThere", func(t *testing.T) {
		t.Parallel()
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 1000 {
				s.handler.Announce(loket.Send{Channel: channel, Address: "siapa"})
			}
		}()
		select {
		case <-done:
		case <-time.After(patience):
			t.Error("Announce waits for somebody")
		}
	})
}
