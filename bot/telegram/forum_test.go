package telegram_test

import (
	"testing"

	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

const forumGroup = -1_000_000_000_042

func inTopic(op loket.SendOp, thread, text string) loket.Send {
	return loket.Send{Address: "-1000000000042", Thread: thread, Op: op, Content: loket.Content{Text: text}}
}

func TestSendToTopics(t *testing.T) {
	t.Parallel()
	t.Run("OpenedWrittenToAndClosed", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.SetForum(forumGroup, true)
		must := func(s loket.Send) string {
			t.Helper()
			id, err := c.Send(t.Context(), s)
			if err != nil {
				t.Fatalf("Send(%s) = %v", s.Op, err)
			}
			return id
		}
		thread := must(inTopic(loket.OpOpenTopic, "", "KPG-1"))
		card := must(inTopic(loket.OpSend, thread, "menunggu"))
		if m := c.fake.Sent()[0]; thread != "1" || m.Thread != 1 || card == thread {
			t.Errorf("topic %q, card %q in topic %d, want topic 1 and a card in it", thread, card, m.Thread)
		}
		for range 2 { // the second time there is nothing left to do
			if got := must(inTopic(loket.OpCloseTopic, thread, "")); got != thread {
				t.Errorf("closing topic %s = %q", thread, got)
			}
		}
		if topics := c.fake.Topics(forumGroup); len(topics) != 1 || topics[0].Name != "KPG-1" || !topics[0].Closed {
			t.Errorf("topics %+v, want KPG-1, closed", topics)
		}
	})
	t.Run("WhatIsMissing", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		missing := func(s loket.Send, want loket.Missing) {
			t.Helper()
			if _, err := c.Send(t.Context(), s); fateOf(t, err).Missing != want {
				t.Errorf("Send(%s) = %v, want %q missing", s.Op, err, want)
			}
		}
		missing(inTopic(loket.OpOpenTopic, "", "x"), loket.MissingRight)
		c.fake.SetForum(forumGroup, true)
		thread, err := c.Send(t.Context(), inTopic(loket.OpOpenTopic, "", "x"))
		if err != nil {
			t.Fatal(err)
		}
		edit := inTopic(loket.OpEdit, thread, "y")
		if edit.ChannelMessageID, err = c.Send(t.Context(), inTopic(loket.OpSend, thread, "x")); err != nil {
			t.Fatal(err)
		}
		c.fake.DeleteTopic(forumGroup, 1)
		missing(edit, loket.MissingCard)
		missing(inTopic(loket.OpSend, thread, "x"), loket.MissingTopic)
		missing(inTopic(loket.OpCloseTopic, thread, ""), loket.MissingTopic)
		c.fake.SetForum(forumGroup, false)
		missing(inTopic(loket.OpOpenTopic, "", "x"), loket.MissingRight)
		missing(inTopic(loket.OpSend, "", ""), "")
	})
	t.Run("ClosedToABotWithoutTheRight", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.SetForum(forumGroup, true)
		if _, err := c.Send(t.Context(), inTopic(loket.OpOpenTopic, "", "x")); err != nil {
			t.Fatal(err)
		}
		c.fake.CloseTopic(forumGroup, 1)
		c.fake.SetForum(forumGroup, false)
		if _, err := c.Send(t.Context(), inTopic(loket.OpSend, "1", "x")); fateOf(t, err).Missing != loket.MissingTopic {
			t.Errorf("Send to a closed topic = %v, want a missing topic", err)
		}
	})
}

func TestForum(t *testing.T) {
	t.Parallel()
	c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.StaffChat = forumGroup })
	want := func(want loket.Forum) {
		t.Helper()
		if got, err := c.Forum(t.Context()); got != want || err != nil {
			t.Errorf("Forum() = %q, %v, want %q", got, err, want)
		}
	}
	want(loket.ForumNone)
	c.fake.SetForum(forumGroup, false)
	want(loket.ForumBarred)
	c.fake.SetForum(forumGroup, true)
	want(loket.ForumOpen)
	c.fake.Inject(fake.Rule{Method: "getChat", Fault: fake.ChatNotFound()})
	if _, err := c.Forum(t.Context()); err == nil {
		t.Error("Forum() of an unknown group = nil, want an error")
	}
}
