package webchat_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/bot/webchat"
	"loket/internal/loket"
)

// opening is when the clock of the tests stands.
var opening = time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)

// The one chat box of the tests.
const (
	kupang  = "disdukcapil-kota-kupang"
	channel = loket.ChannelID("web-kpg")
)

// patience bounds what a test waits for; only a failing test waits that long.
const patience = 20 * time.Second

// site is a chat box under test with its ledger.
type site struct {
	*office
	handler *webchat.Handler
	mux     *http.ServeMux
	url     string
	asked   *sync.Map                                                            // by whom each path was last asked for over the network: the referrer
	dial    func(ctx context.Context, network, address string) (net.Conn, error) // nil: TCP
}

func newMux(o *office, room webchat.Room) (*webchat.Handler, *http.ServeMux) {
	h := &webchat.Handler{
		Channels: func(agency loket.AgencyID) (webchat.Room, bool) { return room, agency == room.Agency.ID },
		Receiver: o,
		Ledger:   o,
		Now:      func() time.Time { return opening },
		Log:      slog.New(slog.DiscardHandler),
	}
	mux := http.NewServeMux()
	h.Mount(mux)
	return h, mux
}

func kupangRoom() webchat.Room {
	return webchat.Room{
		Channel:     channel,
		Agency:      loket.Agency{ID: kupang, Code: "KPG", Name: "Disdukcapil Kota Kupang", Zone: "Asia/Makassar"},
		Greeting:    "Selamat datang. Ada yang bisa dibantu?",
		Suggestions: []string{"Syarat KTP baru", "Jam buka kantor"},
	}
}

func newSite(t *testing.T) *site {
	t.Helper()
	return newSiteOf(t, kupangRoom())
}

func newSiteOf(t *testing.T, room webchat.Room) *site {
	t.Helper()
	o := newOffice()
	h, mux := newMux(o, room)
	asked := &sync.Map{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.URL.Path, r.Referer())
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		h.Close()
		server.Close()
	})
	return &site{office: o, handler: h, mux: mux, url: server.URL, asked: asked}
}

// visitor is a browser without a page: cookies and requests.
type visitor struct {
	t      *testing.T
	site   *site
	client *http.Client
	holder
}

// visitor opens the chat page and keeps its cookie.
func (s *site) visitor(t *testing.T) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DialContext: s.dial}
	t.Cleanup(transport.CloseIdleConnections)
	v := &visitor{t: t, site: s, client: &http.Client{Jar: jar, Transport: transport}}
	if got := v.do(http.MethodGet, "", "", nil); got.status != http.StatusOK {
		t.Fatalf("GET page = %d, want 200", got.status)
	}
	at, _ := url.Parse(s.url + "/chat/" + kupang)
	cookies := jar.Cookies(at)
	if len(cookies) != 1 {
		t.Fatalf("cookies after the page = %v, want one", cookies)
	}
	sum := sha256.Sum256([]byte(cookies[0].Value))
	v.holder = holder{channel, hex.EncodeToString(sum[:])}
	return v
}

// answer is a whole response.
type answer struct {
	status int
	header http.Header
	body   string
}

// do makes a request below the chat's address, with the cookie.
func (v *visitor) do(method, path, body string, header map[string]string) answer {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, v.site.url+"/chat/"+kupang+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	for name, value := range header {
		req.Header.Set(name, value)
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatalf("%s %s: read body: %v", method, path, err)
	}
	return answer{resp.StatusCode, resp.Header, string(got)}
}

// post sends words under a client id and returns what the server made of it.
func (v *visitor) post(id, text string) answer {
	v.t.Helper()
	return v.do(http.MethodPost, "/messages", encode(v.t, map[string]string{"client_id": id, "text": text}), nil)
}

func encode(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
