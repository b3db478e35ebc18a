package faketelegram

import (
	"context"
	"net/url"
	"regexp"
)

var secretToken = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// webhookInfo is the result of getWebhookInfo.
type webhookInfo struct {
	URL            string   `json:"url"`
	Custom         bool     `json:"has_custom_certificate"`
	Pending        int      `json:"pending_update_count"`
	LastErrorDate  int64    `json:"last_error_date,omitempty"`
	LastError      string   `json:"last_error_message,omitempty"`
	MaxConnections int      `json:"max_connections,omitempty"`
	Allowed        []string `json:"allowed_updates,omitempty"`
}

// setWebhook turns delivery by POST on. Plain http is accepted, which Telegram
// would refuse: the receiver is on the same machine.
func (s *Server) setWebhook(ctx context.Context, p params) (any, error) {
	target, secret := p["url"], p["secret_token"]
	if target == "" {
		return s.deleteWebhook(ctx, params{"drop_pending_updates": p["drop_pending_updates"]})
	}
	if u, err := url.Parse(target); err != nil || u.Host == "" {
		return nil, badRequest("bad webhook: invalid URL")
	}
	if secret != "" && !secretToken.MatchString(secret) {
		return nil, badRequest("secret token contains unallowed characters")
	}
	connections, err := p.integer("max_connections", 40, 1, 100)
	if err != nil {
		return nil, err
	}
	if err := s.updates.allow(p); err != nil {
		return nil, err
	}
	waiting, err := s.unhook(p)
	if err != nil {
		return nil, err
	}
	s.polls.oust(pollOusted)
	s.hook.start(s, target, secret, int(connections))
	s.updates.pour(waiting, s.hook.push)
	return true, nil
}

func (s *Server) deleteWebhook(_ context.Context, p params) (any, error) {
	waiting, err := s.unhook(p)
	if err != nil {
		return nil, err
	}
	s.updates.pour(waiting, nil)
	return true, nil
}

// unhook stops deliveries and returns what a webhook had not taken yet.
func (s *Server) unhook(p params) ([]entry, error) {
	drop, err := p.boolean("drop_pending_updates")
	if err != nil {
		return nil, err
	}
	s.updates.pour(nil, nil)
	waiting := s.hook.stop()
	if drop {
		s.updates.take(1<<31-1, 0)
		waiting = nil
	}
	return waiting, nil
}

// pour puts entries before those that wait and sends all of them, and what
// comes later, into sink; without one they wait to be polled.
func (q *updates) pour(entries []entry, sink func([]entry)) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.entries, q.sink = append(entries, q.entries...), sink
	if sink != nil {
		sink(q.entries)
		q.entries = nil
	}
}

func (s *Server) getWebhookInfo(context.Context, params) (any, error) {
	pending := s.Pending()
	s.updates.mu.Lock()
	allowed := s.updates.allowed
	s.updates.mu.Unlock()
	info := s.hook.info()
	info.Pending, info.Allowed = pending, allowed
	return info, nil
}
