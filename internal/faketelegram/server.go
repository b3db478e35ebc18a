package faketelegram

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options sets a Server up. Its zero value is a strict server without faults
// on a free local port, with the wall clock.
type Options struct {
	Token    string           // default "700000001:fake-token-for-tests-only"
	Username string           // of the bot, without @; default "loket_fake_bot"
	Addr     string           // default "127.0.0.1:0"
	Now      func() time.Time // dates, expiry, limits; default time.Now
	Second   time.Duration    // real time that one second of waiting takes (long poll, back-off); default one second

	Discard    bool   // keep no message that was sent, for long loads: only OnSend sees it
	Duplicates int    // copies of every update beyond the first, under the same ids
	Reorder    int    // updates delivered in one call change places within this distance; their messages keep their numbers
	Seed       uint64 // of reordering and of faults by rate
	Limits     Limits

	OnSend  func(Sent)       // after each accepted sendMessage; called concurrently, must not block
	OnCall  func(Call) Fault // asked before every call; the zero Fault lets it pass
	OnTaken func(int64)      // with the id of each update the bot has confirmed, by offset or by a webhook's 2xx; as OnSend, and must not call the Server
}

// Server is a Bot API server for one bot. Close it when done.
type Server struct {
	opts    Options
	url     string
	http    *http.Server
	methods map[string]method
	done    sync.WaitGroup // of the listener

	updates updates
	polls   polls
	hook    hook
	outbox  outbox
	forums  forums
	shelf   shelf
	menus   menus
	faults  faults
	limits  limiter
}

// method is one call of the Bot API: what it accepts, what it does.
type method struct {
	params []string
	run    func(ctx context.Context, p params) (any, error)
}

// New starts a server. It panics when the address is taken.
func New(opts Options) *Server {
	opts = withDefaults(opts)
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", opts.Addr)
	if err != nil {
		panic("faketelegram: " + err.Error())
	}
	s := &Server{opts: opts, url: "http://" + listener.Addr().String()}
	s.updates.init(opts)
	s.outbox.init(opts)
	s.faults.init(opts)
	s.limits = limiter{Limits: opts.Limits, second: opts.Second}
	s.methods = s.table()
	s.http = &http.Server{Handler: s, ErrorLog: log.New(io.Discard, "", 0), ReadHeaderTimeout: 10 * time.Second}
	s.done.Go(func() { _ = s.http.Serve(listener) })
	return s
}

func withDefaults(o Options) Options {
	if o.Token == "" {
		o.Token = "700000001:fake-token-for-tests-only"
	}
	if o.Username == "" {
		o.Username = "loket_fake_bot"
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.OnTaken == nil {
		o.OnTaken = func(int64) {}
	}
	if o.Second == 0 {
		o.Second = time.Second
	}
	return o
}

// URL is the server's address, as a bot's API address: "http://127.0.0.1:39121".
func (s *Server) URL() string { return s.url }

// Token is the one token the server accepts.
func (s *Server) Token() string { return s.opts.Token }

// Username is the bot's name, without @.
func (s *Server) Username() string { return s.opts.Username }

// Close ends deliveries and connections and waits for both.
func (s *Server) Close() {
	s.updates.pour(nil, nil)
	s.hook.stop()
	_ = s.http.Close()
	s.done.Wait()
}

func (s *Server) table() map[string]method {
	return map[string]method{
		"getMe":               {nil, s.getMe},
		"getUpdates":          {[]string{"offset", "limit", "timeout", "allowed_updates"}, s.getUpdates},
		"setWebhook":          {[]string{"url", "ip_address", "max_connections", "allowed_updates", "drop_pending_updates", "secret_token"}, s.setWebhook},
		"deleteWebhook":       {[]string{"drop_pending_updates"}, s.deleteWebhook},
		"getWebhookInfo":      {nil, s.getWebhookInfo},
		"sendMessage":         {sendParams(), s.sendMessage},
		"sendPhoto":           {fileParams("photo"), s.sendPhoto},
		"sendDocument":        {fileParams("document"), s.sendDocument},
		"getFile":             {[]string{"file_id"}, s.getFile},
		"editMessageText":     {[]string{"chat_id", "message_id", "text", "entities", "link_preview_options", "reply_markup"}, s.editMessageText},
		"deleteMessage":       {[]string{"chat_id", "message_id"}, s.deleteMessage},
		"answerCallbackQuery": {[]string{"callback_query_id", "text", "show_alert", "url", "cache_time"}, s.answerCallbackQuery},
		"setMessageReaction":  {[]string{"chat_id", "message_id", "reaction", "is_big"}, s.setMessageReaction},
		"sendChatAction":      {[]string{"chat_id", "message_thread_id", "action"}, s.sendChatAction},
		"leaveChat":           {[]string{"chat_id"}, s.leaveChat},
		"getChat":             {[]string{"chat_id"}, s.getChat},
		"getChatMember":       {[]string{"chat_id", "user_id"}, s.getChatMember},
		"createForumTopic":    {[]string{"chat_id", "name", "icon_color", "icon_custom_emoji_id"}, s.createForumTopic},
		"getMyCommands":       {[]string{"scope", "language_code"}, s.getMyCommands},
		"setMyCommands":       {[]string{"commands", "scope", "language_code"}, s.setMyCommands},
		"closeForumTopic":     {[]string{"chat_id", "message_thread_id"}, s.closeForumTopic},
	}
}

// ServeHTTP answers one call: "/bot<token>/<method>".
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if path, fetches := strings.CutPrefix(r.URL.Path, "/file/bot"); fetches {
		s.download(w, path)
		return
	}
	path, found := strings.CutPrefix(r.URL.Path, "/bot")
	token, name, slash := strings.Cut(path, "/")
	if !found || !slash || !strings.Contains(token, ":") {
		writeReply(w, nil, &apiError{Code: http.StatusNotFound, Description: "Not Found"})
		return
	}
	p, err := readParams(r)
	if err != nil {
		writeReply(w, nil, badRequest("can't parse the request: "+err.Error()))
		return
	}
	call := s.faults.count(Call{Method: name, Chat: p.chat(), Text: p["text"]})
	if token != s.opts.Token || s.faults.isRevoked() {
		writeReply(w, nil, &apiError{Code: http.StatusUnauthorized, Description: "Unauthorized"})
		return
	}
	s.suffer(w, r, call, p)
}

// suffer makes the call under the fault that is due.
func (s *Server) suffer(w http.ResponseWriter, r *http.Request, call Call, p params) {
	if err := s.limits.heed(call.Chat, isSend(call.Method), s.opts.Now()); err != nil {
		writeReply(w, nil, err)
		return
	}
	fault := s.faults.next(call)
	if fault.Delay > 0 && !pause(r.Context(), fault.Delay) {
		return
	}
	if fault.DropRequest {
		panic(http.ErrAbortHandler)
	}
	if fault.Status != 0 {
		if fault.Status == http.StatusTooManyRequests {
			s.limits.hold(call.Chat, fault, s.opts.Now())
		}
		fault.write(w)
		return
	}
	result, err := s.run(r.Context(), call, p)
	if fault.DropResponse {
		panic(http.ErrAbortHandler)
	}
	writeReply(w, result, err)
}

// isSend tells whether a method counts against the limits. What changes a topic
// leaves a message in it.
func isSend(method string) bool {
	return strings.HasPrefix(method, "send") || strings.HasPrefix(method, "edit") || strings.HasSuffix(method, "ForumTopic")
}

// run carries a call out.
func (s *Server) run(ctx context.Context, call Call, p params) (any, error) {
	m, known := s.methods[call.Method]
	if !known {
		return nil, &apiError{Code: http.StatusNotFound, Description: "Not Found: method not found"}
	}
	if err := p.only(m.params); err != nil {
		return nil, err
	}
	if isSend(call.Method) {
		if err := s.limits.take(call.Chat, s.opts.Now()); err != nil {
			return nil, err
		}
	}
	return m.run(ctx, p)
}

func (s *Server) getMe(context.Context, params) (any, error) {
	return s.me(), nil
}

func (s *Server) me() user { return s.opts.me() }

// me is the bot.
func (o Options) me() user {
	id, _, _ := strings.Cut(o.Token, ":")
	number, _ := strconv.ParseInt(id, 10, 64)
	return user{ID: number, IsBot: true, FirstName: "Loket", Username: o.Username}
}

// pause waits in real time; false when ctx ended first.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// writeReply writes the envelope every answer of the Bot API comes in.
func writeReply(w http.ResponseWriter, result any, err error) {
	w.Header().Set("Content-Type", "application/json")
	if err != nil {
		writeError(w, asAPIError(err))
		return
	}
	body, marshalErr := json.Marshal(struct {
		OK     bool `json:"ok"`
		Result any  `json:"result"`
	}{true, result})
	if marshalErr != nil {
		writeError(w, &apiError{Code: http.StatusInternalServerError, Description: marshalErr.Error()})
		return
	}
	_, _ = w.Write(body)
}
