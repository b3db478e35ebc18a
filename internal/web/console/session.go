package console

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// SessionStore keeps sessions, and lists them. Tokens arrive hashed.
type SessionStore interface {
	scs.CtxStore
	scs.IterableCtxStore
	// SwapCtx replaces the data of a session that still holds was; swapped is false of
	// one that holds something else, or has ended.
	SwapCtx(ctx context.Context, token string, was, is []byte) (swapped bool, err error)
}

// session is one of a member's that has not ended.
type session struct {
	key           string // what the ledger finds it by
	id            string // names it in a form, and opens nothing
	browser, from string
	since, seen   time.Time
	here          bool // the one that asks
}

// sessionView is one in the list on the page of one's account.
type sessionView struct {
	ID            string
	Browser, From string
	Since, Seen   words.Text
	Here          bool
}

var errNoSession = loket.Errorf(loket.CodeNotFound, "Sesi itu sudah berakhir. Daftar di bawah ini sudah diperbarui.")

// mine lists the sessions of a member that have not ended, this browser's first, then
// the one used last.
func (g *Gate) mine(r *http.Request, staff loket.Staff) (all []session, err error) {
	kept, err := g.Sessions.AllCtx(r.Context())
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	here, now := hashed(tokenOf(r)), g.Now()
	for key, data := range kept {
		_, held, err := scs.GobCodec{}.Decode(data)
		if err != nil {
			return nil, fmt.Errorf("read a session: %w", err)
		}
		if held[keyStaff] != string(staff.ID) || held[keyMark] != mark(staff) {
			continue
		}
		s := session{key: key, id: hashed(key)[:16], here: key == here}
		s.browser, _ = held[keyBrowser].(string) // none: begun by a version that kept none
		s.from, _ = held[keyFrom].(string)
		s.since, s.seen = momentOf(held[keySince]), momentOf(held[keySeen])
		if now.Sub(s.since) < absoluteLimit && now.Sub(s.seen) < idleLimit {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b session) int {
		if a.here != b.here {
			if a.here {
				return -1
			}
			return 1
		}
		return b.seen.Compare(a.seen)
	})
	return all, nil
}

// endOne ends one of a member's sessions; errNoSession: they have none of that id.
func (g *Gate) endOne(r *http.Request, staff loket.Staff, id string) error {
	g.ending.Lock()
	defer g.ending.Unlock()
	all, err := g.mine(r, staff)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(s session) bool { return s.id == id })
	if i < 0 {
		return errNoSession
	}
	if err := g.note(r, staff, "staff.session", ""); err != nil {
		return err
	}
	if err := g.Sessions.DeleteCtx(r.Context(), all[i].key); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// describe keeps with a session what its owner tells it by.
func (g *Gate) describe(ctx context.Context, m *scs.SessionManager, r *http.Request) {
	m.Put(ctx, keyBrowser, browserOf(r.UserAgent()))
	m.Put(ctx, keyFrom, rangeOf(g.ClientIP(r)))
}

func (s session) view(now time.Time, zone *time.Location) sessionView {
	view := sessionView{
		ID: s.id, Browser: s.browser, From: s.from, Since: web.When(s.since, now, zone), Seen: web.When(s.seen, now, zone), Here: s.here,
	}
	if view.Browser == "" {
		view.Browser = otherBrowser
	}
	return view
}

// hashed is how the session library writes a token into its store.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func momentOf(held any) time.Time {
	ms, _ := held.(int64) // none: long ago
	return time.UnixMilli(ms)
}

// rangeOf is the neighbourhood of an address: enough to tell the office from a café,
// too little to find a person. Empty: there is no address.
func rangeOf(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return ""
	}
	bits := 48
	if ip = ip.Unmap().WithZone(""); ip.Is4() {
		bits = 24
	}
	around, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return around.String()
}

// otherBrowser is what a browser is called that says nothing known.
const otherBrowser = "Peramban lain"

// browserOf names the family of a browser and of what it runs on, by what it says of
// itself. Those that also say the name of another stand before it.
func browserOf(agent string) string {
	pick := func(names [][2]string, other string) string {
		for _, n := range names {
			if strings.Contains(agent, n[0]) {
				return n[1]
			}
		}
		return other
	}
	browser := pick([][2]string{
		{"Edg", "Edge"},
		{"OPR/", "Opera"},
		{"SamsungBrowser", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"FxiOS", "Firefox"},
		{"Chrome/", "Chrome"},
		{"CriOS", "Chrome"},
		{"Safari/", "Safari"},
	}, otherBrowser)
	system := pick([][2]string{
		{"Android", "Android"},
		{"iPhone", "iPhone"},
		{"iPad", "iPad"},
		{"Windows", "Windows"},
		{"Mac OS X", "macOS"},
		{"CrOS", "ChromeOS"},
		{"Linux", "Linux"},
	}, "")
	if system == "" {
		return browser
	}
	return browser + " di " + system
}
