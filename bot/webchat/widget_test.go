package webchat_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"loket/bot/webchat"
	"loket/internal/loket"
)

const official = "https://contoh.go.id"

func siteAllowing(t *testing.T, origins ...string) *site {
	t.Helper()
	room := kupangRoom()
	room.Sites = origins
	return newSiteOf(t, room)
}

func TestWidgetScript(t *testing.T) {
	t.Parallel()
	allowed := siteAllowing(t, official)
	resp := allowed.get(t, "/chat/"+kupang+"/widget.js", nil)
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/javascript") ||
		resp.Header.Get("Cross-Origin-Resource-Policy") != "cross-origin" || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the script = %d %v, want it for every site's page", resp.StatusCode, resp.Header)
	}
	if len(resp.Cookies()) != 0 {
		t.Errorf("the script sets %v", resp.Cookies())
	}
	for _, none := range []*site{newSite(t), allowed} {
		path := "/chat/" + kupang + "/widget.js"
		if none == allowed {
			path = "/chat/dinas-lain/widget.js"
		}
		if resp := none.get(t, path, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s of an office without a widget = %d, want 404", path, resp.StatusCode)
		}
	}
}

func TestFramedPage(t *testing.T) {
	t.Parallel()
	s := siteAllowing(t, official, "http://localhost:8000")
	path := "/chat/" + kupang + "/sisip?situs="
	for name, c := range map[string]struct {
		asked   string
		status  int
		framers string
	}{
		"Allowed":     {official, http.StatusOK, official},
		"Local":       {"http://localhost:8000", http.StatusOK, "http://localhost:8000"},
		"Foreign":     {"https://penipu.example", http.StatusForbidden, "'none'"},
		"Nobody":      {"", http.StatusForbidden, "'none'"},
		"Prefix":      {"https://contoh.go.id.penipu.example", http.StatusForbidden, "'none'"},
		"Directives":  {"https://contoh.go.id%20*", http.StatusForbidden, "'none'"},
		"OtherScheme": {"http://contoh.go.id", http.StatusForbidden, "'none'"},
	} {
		resp := s.get(t, path+c.asked, nil)
		policy := resp.Header.Get("Content-Security-Policy")
		if resp.StatusCode != c.status || !strings.HasSuffix(policy, "frame-ancestors "+c.framers) {
			t.Errorf("%s = %d, %q; want %d and framed by %s", name, resp.StatusCode, policy, c.status, c.framers)
		}
		body := read(t, resp)
		if cookies := resp.Cookies(); (len(cookies) == 1) != (c.status == http.StatusOK) {
			t.Errorf("%s sets %v", name, cookies)
		}
		if c.status != http.StatusOK && (!strings.Contains(body, "belum diizinkan") || strings.Contains(body, "penipu")) {
			t.Errorf("%s says %q, want why and the cure", name, body)
		}
	}
	if resp := s.get(t, "/chat/"+kupang, nil); !strings.HasSuffix(resp.Header.Get("Content-Security-Policy"), "frame-ancestors 'self'") {
		t.Error("the chat's own page may be framed by the sites")
	}
	if resp := s.get(t, "/chat/dinas-lain/sisip?situs="+official, nil); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the frame of no office = %d, want 403", resp.StatusCode)
	}
}

// TestFramedVisitor: a frame has a cookie of its own that only TLS carries, unless the
// browser sends the page's, and either names the visitor.
func TestFramedVisitor(t *testing.T) {
	t.Parallel()
	s := siteAllowing(t, official)
	framed := s.get(t, "/chat/"+kupang+"/sisip?situs="+official, nil).Cookies()[0]
	if framed.Name != "loket_sisip" || !framed.Secure || !framed.HttpOnly || !framed.Partitioned || framed.SameSite != http.SameSiteNoneMode {
		t.Errorf("the frame's cookie is %v, want it apart, secure and out of reach", framed)
	}
	with := func(cookies ...*http.Cookie) func(*http.Request) {
		return func(r *http.Request) {
			for _, c := range cookies {
				r.AddCookie(c)
			}
		}
	}
	again := s.get(t, "/chat/"+kupang+"/sisip?situs="+official, with(framed)).Cookies()
	if len(again) != 1 || again[0].Value != framed.Value {
		t.Errorf("a known visitor is given %v, want their own", again)
	}
	own := s.get(t, "/chat/"+kupang, nil).Cookies()[0]
	if more := s.get(t, "/chat/"+kupang+"/sisip?situs="+official, with(own)).Cookies(); len(more) != 0 {
		t.Errorf("where the page's cookie comes along the frame sets %v, want none", more)
	}
	if page := s.get(t, "/chat/"+kupang, with(framed)).Cookies()[0]; page.Value == framed.Value {
		t.Error("the page takes over the frame's token")
	}
	for name, cookies := range map[string][]*http.Cookie{"Framed": {framed}, "Own": {own}, "Both": {own, framed}} {
		req := httptest.NewRequest(http.MethodPost, "/chat/"+kupang+"/messages", strings.NewReader(`{"client_id":"pesan-0001","text":"`+name+`"}`))
		with(cookies...)(req)
		rec := httptest.NewRecorder()
		s.mux.ServeHTTP(rec, req)
		if rec.Code != http.StatusOK {
			t.Errorf("%s: a message = %d, want 200", name, rec.Code)
		}
	}
	if n := len(s.visitors()); n != 2 {
		t.Errorf("%d visitors wrote, want two", n)
	}
	cross := httptest.NewRequest(http.MethodPost, "/chat/"+kupang+"/messages", strings.NewReader(`{"client_id":"pesan-0002","text":"x"}`))
	cross.AddCookie(framed)
	cross.Header.Set("Sec-Fetch-Site", "cross-site")
	rec := httptest.NewRecorder()
	if s.mux.ServeHTTP(rec, cross); rec.Code != http.StatusForbidden {
		t.Errorf("a site's own page writes in the visitor's name: %d, want 403", rec.Code)
	}
}

// visitors are those who wrote.
func (s *site) visitors() map[string]bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]bool{}
	for _, in := range s.inbound {
		all[in.Person] = true
	}
	return all
}

// looks is how often a frame asked for lines.
func (s *site) looks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}

// referrers are what requests to each path told of the page they came from.
func (s *site) referrers() map[string]string {
	all := map[string]string{}
	s.asked.Range(func(path, referrer any) bool {
		all[path.(string)] = referrer.(string)
		return true
	})
	return all
}

// glanced is how far a visitor has seen.
func (s *site) glanced(by holder) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.glances[by]
}

// writeInFrame clicks into the box of a frame that fills a phone and writes, as hands do:
// the page around it cannot. The browser may not know yet where the frame is.
func (b *tab) writeInFrame(words string) {
	b.t.Helper()
	b.poll("the frame has the focus", func() bool {
		b.run("click", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
				click := input.DispatchMouseEventParams{Type: kind, X: 150, Y: 705, Button: input.MouseButtonLeft, ClickCount: 1}
				if _, err := cdp.Call(ctx, target, input.DispatchMouseEvent, click); err != nil {
					return err
				}
			}
			return nil
		}))
		return eval[bool](b, `document.getElementById('loket-widget').shadowRoot.activeElement?.tagName === 'IFRAME'`)
	})
	b.run("write", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: words})
		return err
	}))
	b.enter(0)
}

// hostPage is an office's site with as strict a policy as there is.
func hostPage(t *testing.T, chat string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; img-src data:; script-src "+chat+"; frame-src "+chat+"; require-trusted-types-for 'script'; trusted-types 'none'")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(`<!doctype html><html lang="id"><title>Situs dinas</title><link rel="icon" href="data:,"><body><h1>Situs dinas</h1>` +
			`<script src="` + chat + `/chat/` + kupang + `/widget.js" data-label="Tanya Disdukcapil"></script></body></html>`))
	}))
	t.Cleanup(server.Close)
	server.URL = strings.Replace(server.URL, "127.0.0.1", "localhost", 1) // another site than the chat's
	return server
}

// TestWidgetOnAForeignPage puts the chat on a page of another site with a strict policy,
// in a real Chromium: it works, tells what is unread, and leaks nothing.
func TestWidgetOnAForeignPage(t *testing.T) {
	t.Parallel()
	room := kupangRoom()
	s := newSiteOf(t, room)
	host := hostPage(t, s.url)
	stranger := hostPage(t, s.url)
	room.Sites = []string{host.URL}
	s.handler.Channels = func(loket.AgencyID) (webchat.Room, bool) { return room, true }
	s.answer = s.echo
	tab := newTab(t)
	tab.run("open the site", chromedp.EmulateViewport(360, 740), chromedp.Navigate(host.URL+"/warga/keluarga?nik=rahasia"))
	const root = `document.getElementById('loket-widget').shadowRoot`
	tab.until("has the button", root+`.querySelector('.open').textContent === 'Tanya Disdukcapil'`)
	if n := s.looks(); n != 0 {
		t.Errorf("%d frames were loaded before anybody pressed", n)
	}
	eval[bool](tab, root+`.querySelector('.open').click() || true`)
	tab.poll("the frame is connected", func() bool { return s.looks() > 0 })
	tab.writeInFrame("halo dari situs")
	tab.poll("the message has come", func() bool { return len(s.visitors()) == 1 })
	tab.poll("the answer is seen", func() bool { return s.glanced(tab.holder(s)) == 2 })
	tab.until("is not counted while it is looked at", root+`.querySelector('.count').hidden`)

	eval[bool](tab, root+`.querySelector('.close').click() || true`)
	eval[bool](tab, `(window.postMessage({loket: 'unread', count: 7}, '*'), true)`) // anybody may say so
	s.handler.Announce(s.say(tab.holder(s), loket.Line{Answer: loket.AnswerReply, Text: "Balasan petugas"}))
	tab.until("counts what came meanwhile", root+`.querySelector('.count').textContent === '1' && !`+root+`.querySelector('.count').hidden`)
	eval[bool](tab, root+`.querySelector('.open').click() || true`)
	tab.until("is read", root+`.querySelector('.count').hidden`)

	for path, referrer := range s.referrers() {
		if strings.Contains(referrer, "warga") || strings.Contains(referrer, "rahasia") || strings.HasSuffix(path, "/sisip") && referrer != "" {
			t.Errorf("%s is asked for with the referrer %q, want none of the site's page", path, referrer)
		}
	}
	if kept := eval[int](tab, `localStorage.length + sessionStorage.length`); kept != 0 {
		t.Errorf("the widget keeps %d things in the site's storage, want none", kept)
	}
	if left := eval[string](tab, `Object.keys(window).filter(name => /loket/i.test(name)).join(' ')`); left != "" {
		t.Errorf("the widget leaves %s in the site's page", left)
	}
	if got := eval[string](tab, `document.cookie`); got != "" {
		t.Errorf("the site's page reads the cookie %q", got)
	}
	tab.run("look at the cookies", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		given, err := cdp.Call(ctx, target, network.GetCookies, network.GetCookiesParams{URLs: []string{host.URL}})
		if err == nil && len(given.Cookies) != 0 {
			t.Errorf("the site was given %d cookies", len(given.Cookies))
		}
		return err
	}))
	if reached := eval[bool](tab, `(() => { try { return !!`+root+`.querySelector('iframe').contentDocument } catch { return false } })()`); reached {
		t.Error("the site's page reads the frame")
	}
	if got := eval[string](tab, root+`.querySelector('iframe').sandbox.value`); strings.Contains(got, "top-navigation") || strings.Contains(got, "modals") {
		t.Errorf("the frame may do %q with the site's page", got)
	}
	tab.wantQuiet() // the strict policy had nothing to refuse

	tab.run("open a site that is not allowed", chromedp.Navigate(stranger.URL))
	eval[bool](tab, `(() => { const frame = document.createElement('iframe'); frame.src = '`+s.url+`/chat/`+kupang+`/sisip?situs=`+host.URL+`'; document.body.append(frame); return true })()`)
	tab.poll("the browser refuses the frame", func() bool {
		select {
		case alarm := <-tab.alarms:
			return strings.Contains(alarm, "frame-ancestors")
		default:
			return false
		}
	})
}
