package faketelegram_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	fake "loket/internal/faketelegram"
)

// step is a call and a part of the refusal it gets; empty: it is accepted.
type step struct{ method, body, want string }

func walk(t *testing.T, s *fake.Server, steps ...step) {
	t.Helper()
	for _, step := range steps {
		if e := call(t, s, step.method, step.body); e.OK != (step.want == "") || !strings.Contains(e.Description, step.want) {
			t.Errorf("%s %s = %+v, want %q", step.method, step.body, e, step.want)
		}
	}
}

func TestForum(t *testing.T) {
	t.Parallel()
	const group = -1_000_000_000_007
	open := func(t *testing.T, topics int) *fake.Server {
		s := start(t, fake.Options{})
		s.SetForum(group, true)
		for i := range topics {
			walk(t, s, step{"createForumTopic", fmt.Sprintf(`{"chat_id":%d,"name":"T%d"}`, group, i), ""})
		}
		return s
	}
	t.Run("CreateIsStrict", func(t *testing.T) {
		t.Parallel()
		s := open(t, 0)
		walk(
			t, s,
			step{"createForumTopic", `{"chat_id":-1000000000008,"name":"x"}`, "the chat is not a forum"},
			step{"createForumTopic", `{"chat_id":-1000000000007,"name":""}`, "TOPIC_TITLE_EMPTY"},
			step{"createForumTopic", `{"chat_id":-1000000000007,"name":"` + strings.Repeat("x", 129) + `"}`, "TOPIC_TITLE_EMPTY"},
			step{"createForumTopic", `{"chat_id":-1000000000007,"name":"x","title":"x"}`, "unknown parameter"},
			step{"createForumTopic", `{"chat_id":-1000000000007,"name":"` + strings.Repeat("é", 128) + `"}`, ""},
		)
		s.SetForum(group, false)
		walk(t, s, step{"createForumTopic", `{"chat_id":-1000000000007,"name":"x"}`, "not enough rights to create a topic"})
	})
	t.Run("AMessageNeedsItsTopic", func(t *testing.T) {
		t.Parallel()
		s := open(t, 2) // threads 1 and 2
		walk(
			t, s,
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"a","message_thread_id":1}`, ""}, // message 3
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"b","message_thread_id":9}`, "message thread not found"},
			step{"sendMessage", `{"chat_id":5,"text":"b","message_thread_id":1}`, "message thread not found"},
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"b","message_thread_id":2,"reply_parameters":{"message_id":3}}`, "message to be replied not found"},
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"b","message_thread_id":1,"reply_parameters":{"message_id":3}}`, ""},
		)
		if m, _ := s.Message(group, 3); m.Thread != 1 {
			t.Errorf("the message stands in topic %d, want 1", m.Thread)
		}
		s.DeleteTopic(group, 1)
		walk(
			t, s,
			step{"editMessageText", `{"chat_id":-1000000000007,"message_id":3,"text":"c"}`, "message to edit not found"},
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"b","message_thread_id":1}`, "message thread not found"},
		)
	})
	t.Run("Close", func(t *testing.T) {
		t.Parallel()
		s := open(t, 1)
		walk(
			t, s,
			step{"closeForumTopic", `{"chat_id":-1000000000007,"message_thread_id":5}`, "TOPIC_ID_INVALID"},
			step{"closeForumTopic", `{"chat_id":-1000000000007,"message_thread_id":1}`, ""},
			step{"closeForumTopic", `{"chat_id":-1000000000007,"message_thread_id":1}`, "TOPIC_NOT_MODIFIED"},
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"an administrator may","message_thread_id":1}`, ""},
		)
		s.SetForum(group, false)
		walk(
			t, s,
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"a member may not","message_thread_id":1}`, "TOPIC_CLOSED"},
			step{"closeForumTopic", `{"chat_id":-1000000000007,"message_thread_id":1}`, "not enough rights"},
		)
		if diff := cmp.Diff([]fake.Topic{{Thread: 1, Name: "T0", Closed: true}}, s.Topics(group)); diff != "" {
			t.Errorf("Topics() differs (-want +got):\n%s", diff)
		}
	})
	t.Run("WhatTheBotMayAsk", func(t *testing.T) {
		t.Parallel()
		s := open(t, 0)
		for body, want := range map[string]string{`{"chat_id":-1000000000007}`: `"is_forum":true`, `{"chat_id":-1000000000008}`: `"supergroup"`} {
			if e := call(t, s, "getChat", body); !strings.Contains(string(e.Result), want) {
				t.Errorf("getChat %s = %+v, want %s", body, e, want)
			}
		}
		me := `{"chat_id":-1000000000007,"user_id":700000001}`
		if e := call(t, s, "getChatMember", me); !strings.Contains(string(e.Result), `"can_manage_topics":true`) {
			t.Errorf("getChatMember = %+v, want an administrator of topics", e)
		}
		walk(t, s, step{"getChatMember", `{"chat_id":-1000000000007,"user_id":5}`, "user not found"}, step{"getChat", `{}`, "chat not found"})
	})
	t.Run("TopicsCountAgainstTheGroupsLimit", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{Limits: fake.Limits{GroupPerMinute: 2}})
		s.SetForum(group, true)
		walk(
			t, s,
			step{"createForumTopic", `{"chat_id":-1000000000007,"name":"x"}`, ""},
			step{"sendMessage", `{"chat_id":-1000000000007,"text":"a","message_thread_id":1}`, ""},
			step{"createForumTopic", `{"chat_id":-1000000000007,"name":"y"}`, "Too Many Requests"},
		)
	})
}
