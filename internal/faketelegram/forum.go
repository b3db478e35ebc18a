package faketelegram

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"
)

// Topic is one topic of a group that is a forum.
type Topic struct {
	Thread  int64
	Name    string
	Closed  bool
	Deleted bool
}

// forum is a group with topics.
type forum struct {
	manage bool // the bot may make and close topics
	topics map[int64]*Topic
}

// forums are the groups that have topics.
type forums struct {
	mu     sync.Mutex // guards groups
	groups map[int64]*forum
}

// SetForum makes a supergroup a forum; manage tells whether the bot is an
// administrator there who may manage topics. Topics made before stay.
func (s *Server) SetForum(chat int64, manage bool) {
	s.forums.mu.Lock()
	defer s.forums.mu.Unlock()
	if s.forums.groups == nil {
		s.forums.groups = map[int64]*forum{}
	}
	if s.forums.groups[chat] == nil {
		s.forums.groups[chat] = &forum{topics: map[int64]*Topic{}}
	}
	s.forums.groups[chat].manage = manage
}

// Topics lists the topics ever made in a group, in the order they were made.
func (s *Server) Topics(chat int64) (out []Topic) {
	s.forums.mu.Lock()
	defer s.forums.mu.Unlock()
	f := s.forums.groups[chat]
	if f == nil {
		return nil
	}
	for _, t := range f.topics {
		out = append(out, *t)
	}
	slices.SortFunc(out, func(a, b Topic) int { return cmp.Compare(a.Thread, b.Thread) })
	return out
}

// DeleteTopic is a person's deletion of a topic, with all messages in it. The bot
// is not told, as Telegram tells it nothing.
func (s *Server) DeleteTopic(chat, thread int64) {
	s.forums.change(chat, thread, func(t *Topic) { t.Deleted = true })
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	for key, m := range s.outbox.current {
		if key.chat == chat && m.Thread == thread {
			delete(s.outbox.current, key)
		}
	}
}

// CloseTopic is a person's closing of a topic.
func (s *Server) CloseTopic(chat, thread int64) {
	s.forums.change(chat, thread, func(t *Topic) { t.Closed = true })
}

func (f *forums) change(chat, thread int64, change func(*Topic)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if group := f.groups[chat]; group != nil && group.topics[thread] != nil {
		change(group.topics[thread])
	}
}

// enter checks that a message may go into a thread; 0: into the group itself.
func (f *forums) enter(chat, thread int64) error {
	if thread == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	group := f.groups[chat]
	if group == nil || group.topics[thread] == nil || group.topics[thread].Deleted {
		return badRequest("message thread not found")
	}
	if group.topics[thread].Closed && !group.manage {
		return badRequest("TOPIC_CLOSED")
	}
	return nil
}

// forumTopic is a topic as a call's result.
type forumTopic struct {
	Thread int64  `json:"message_thread_id"`
	Name   string `json:"name"`
	Color  int    `json:"icon_color"`
}

const (
	longestName = 128      // characters of a topic's name
	topicColor  = 0x6FB9F0 // the first of the six Telegram has
)

func (s *Server) createForumTopic(_ context.Context, p params) (any, error) {
	name := p["name"]
	if n := utf8.RuneCountInString(name); n == 0 || n > longestName {
		return nil, badRequest("TOPIC_TITLE_EMPTY")
	}
	s.forums.mu.Lock()
	defer s.forums.mu.Unlock()
	switch group := s.forums.groups[p.chat()]; {
	case group == nil:
		return nil, badRequest("the chat is not a forum")
	case !group.manage:
		return nil, badRequest("not enough rights to create a topic")
	default:
		thread := s.updates.nextMessage()
		group.topics[thread] = &Topic{Thread: thread, Name: name}
		s.outbox.ring()
		return forumTopic{thread, name, topicColor}, nil
	}
}

func (s *Server) closeForumTopic(_ context.Context, p params) (any, error) {
	thread, err := p.integer("message_thread_id", 0, 1, 1<<53)
	if err != nil {
		return nil, err
	}
	s.forums.mu.Lock()
	defer s.forums.mu.Unlock()
	group := s.forums.groups[p.chat()]
	switch {
	case group == nil:
		return nil, badRequest("the chat is not a forum")
	case !group.manage:
		return nil, badRequest("not enough rights to close the topic")
	case group.topics[thread] == nil || group.topics[thread].Deleted:
		return nil, badRequest("TOPIC_ID_INVALID")
	case group.topics[thread].Closed:
		return nil, badRequest("TOPIC_NOT_MODIFIED")
	}
	group.topics[thread].Closed = true
	s.outbox.ring()
	return true, nil
}

// getChat tells of a group whether it is a forum.
func (s *Server) getChat(_ context.Context, p params) (any, error) {
	if p.chat() == 0 {
		return nil, badRequest("chat not found")
	}
	s.forums.mu.Lock()
	defer s.forums.mu.Unlock()
	out := newChat(p.chat(), user{FirstName: "Warga"})
	out.IsForum = s.forums.groups[p.chat()] != nil
	return out, nil
}

// getChatMember tells what the bot itself is in a group; the server knows no
// other members.
func (s *Server) getChatMember(_ context.Context, p params) (any, error) {
	me := s.me()
	switch {
	case p.chat() >= 0:
		return nil, badRequest("chat not found")
	case p["user_id"] != strconv.FormatInt(me.ID, 10):
		return nil, badRequest("user not found")
	}
	s.forums.mu.Lock()
	defer s.forums.mu.Unlock()
	if group := s.forums.groups[p.chat()]; group != nil && group.manage {
		return member{Status: "administrator", User: me, ManageTopics: true}, nil
	}
	return member{Status: "member", User: me}, nil
}
