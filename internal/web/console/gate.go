package console

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"loket/internal/loket"
	"loket/internal/web"
)

// How long a session lasts.
const (
	idleLimit     = 30 * time.Minute // without a request of the person's own
	absoluteLimit = 12 * time.Hour   // from signing in
	touchEvery    = time.Minute      // how exactly the last request is remembered
	halfLimit     = 10 * time.Minute // between the password and the second factor
)

// What a session holds.
const (
	keyStaff = "staff" // loket.StaffID of who is signed in
	keyHalf  = "half"  // instead: of who gave the password, and still has to show the second factor
	keySince = "since" // when the person signed in, Unix ms
	keySeen  = "seen"  // the last request of the person's own, Unix ms
	keyMark  = "mark"  // fingerprint of what ends sessions when it changes

	keyBrowser = "browser" // family of the browser, for its owner to tell it by
	keyFrom    = "from"    // range of addresses it was begun from
)

// Accounts finds members of staff. Both return loket.ErrNotFound when there is
// none, and disabled accounts as they are.
type Accounts interface {
	StaffByLogin(ctx context.Context, login string) (loket.Staff, error)
	StaffByID(ctx context.Context, id loket.StaffID) (loket.Staff, error)
}

// Gate knows who is signed in: sessions in the ledger, found by the SHA-256 of
// a random token that only the browser's cookie holds. Every request reads the
// account anew, so that a disabled one is out at once.
type Gate struct {
	Accounts Accounts
	Factors  Factors // nil: the password alone opens an account
	Sessions SessionStore
	Now      func() time.Time
	ClientIP func(*http.Request) string // for throttling; see web.ClientIP
	Audit    Auditing                   // nil: nobody keeps who signs in

	tries     throttle
	passwords verifier
	ending    sync.Mutex // what two clicks end at once is noted once
}

var _ web.Gate = (*Gate)(nil)

var errSignedOut = loket.Errorf(loket.CodeUnauthorized, "Anda belum masuk, atau sesi Anda sudah habis. Silakan masuk.")

// manager is the session library's view of the store. It is made per call,
// without scs.New, whose default store starts a goroutine nobody waits for;
// idle time is kept here, since a list that reloads itself is no activity.
func (g *Gate) manager() *scs.SessionManager {
	return &scs.SessionManager{
		Lifetime:         absoluteLimit,
		Store:            g.Sessions,
		Codec:            scs.GobCodec{},
		HashTokenInStore: true,
	}
}

// Staff implements web.Gate.
func (g *Gate) Staff(w http.ResponseWriter, r *http.Request) (loket.Staff, error) {
	token := tokenOf(r)
	if token == "" {
		return loket.Staff{}, errSignedOut
	}
	m := g.manager()
	ctx, err := m.Load(r.Context(), token)
	if err != nil {
		return loket.Staff{}, fmt.Errorf("load session: %w", err)
	}
	if m.Exists(ctx, keyHalf) {
		return loket.Staff{}, errSignedOut
	}
	staff, err := g.holder(ctx, m, keyStaff)
	switch {
	case errors.Is(err, errSignedOut):
		return loket.Staff{}, errors.Join(err, g.end(w, r))
	case err != nil:
		return loket.Staff{}, err
	}
	return staff, g.touch(r, time.UnixMilli(m.GetInt64(ctx, keySeen)))
}

// half returns who gave the right password in this browser and has not shown the
// second factor; errHalfOver: nobody.
func (g *Gate) half(r *http.Request) (loket.Staff, error) {
	m := g.manager()
	ctx, err := m.Load(r.Context(), tokenOf(r))
	if err != nil {
		return loket.Staff{}, fmt.Errorf("load session: %w", err)
	}
	staff, err := g.holder(ctx, m, keyHalf)
	late := g.Now().Sub(time.UnixMilli(m.GetInt64(ctx, keySince))) >= halfLimit
	if errors.Is(err, errSignedOut) || late || g.Factors == nil {
		return loket.Staff{}, errHalfOver
	}
	return staff, err
}

// holder returns the account a loaded session belongs to, or errSignedOut when
// the session or the account is over.
func (g *Gate) holder(ctx context.Context, m *scs.SessionManager, key string) (loket.Staff, error) {
	id := loket.StaffID(m.GetString(ctx, key))
	since, seen := time.UnixMilli(m.GetInt64(ctx, keySince)), time.UnixMilli(m.GetInt64(ctx, keySeen))
	now := g.Now()
	if id == "" || now.Sub(since) >= absoluteLimit || now.Sub(seen) >= idleLimit {
		return loket.Staff{}, errSignedOut
	}
	staff, err := g.Accounts.StaffByID(ctx, id)
	switch {
	case errors.Is(err, loket.ErrNotFound):
		return loket.Staff{}, errSignedOut
	case err != nil:
		return loket.Staff{}, fmt.Errorf("find account: %w", err)
	case !staff.Active() || mark(staff) != m.GetString(ctx, keyMark):
		return loket.Staff{}, errSignedOut
	}
	return staff, nil
}

// touch remembers that the person was there, at most once a minute. A page
// that reloads itself says so and does not count. It changes only what it has
// read: it neither brings back a session that was ended meanwhile, here or at
// another replica, nor takes back a later request of the person's.
func (g *Gate) touch(r *http.Request, seen time.Time) error {
	now, key := g.Now(), hashed(tokenOf(r))
	for now.Sub(seen) >= touchEvery && !r.URL.Query().Has(autoParam) {
		was, found, err := g.Sessions.FindCtx(r.Context(), key)
		if err != nil {
			return fmt.Errorf("load session: %w", err)
		}
		if !found {
			return errSignedOut
		}
		until, held, err := scs.GobCodec{}.Decode(was)
		if err != nil {
			return fmt.Errorf("read a session: %w", err)
		}
		if seen = momentOf(held[keySeen]); now.Sub(seen) < touchEvery {
			break
		}
		held[keySeen] = now.UnixMilli()
		is, err := scs.GobCodec{}.Encode(until, held)
		if err != nil {
			return fmt.Errorf("write a session: %w", err)
		}
		swapped, err := g.Sessions.SwapCtx(r.Context(), key, was, is)
		if err != nil {
			return fmt.Errorf("refresh session: %w", err)
		}
		if swapped {
			break
		}
	}
	return nil
}

// begin opens a session for staff under a new token and hands it to the
// browser; the session the browser had before is gone. Key is keyStaff or keyHalf.
func (g *Gate) begin(w http.ResponseWriter, r *http.Request, staff loket.Staff, key string) error {
	m := g.manager()
	ctx, err := m.Load(r.Context(), tokenOf(r))
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	if err := m.Clear(ctx); err != nil {
		return fmt.Errorf("clear session: %w", err)
	}
	if err := m.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew session: %w", err)
	}
	now := g.Now()
	limit := absoluteLimit
	if key == keyHalf {
		limit = halfLimit
	}
	m.SetDeadline(ctx, now.Add(limit))
	m.Put(ctx, key, string(staff.ID))
	m.Put(ctx, keySince, now.UnixMilli())
	m.Put(ctx, keySeen, now.UnixMilli())
	m.Put(ctx, keyMark, mark(staff))
	g.describe(ctx, m, r)
	token, _, err := m.Commit(ctx)
	if err != nil {
		return fmt.Errorf("store session: %w", err)
	}
	http.SetCookie(w, cookie(r, token))
	return nil
}

// end deletes the request's session, if there is one, and its cookie.
func (g *Gate) end(w http.ResponseWriter, r *http.Request) error {
	m := g.manager()
	ctx, err := m.Load(r.Context(), tokenOf(r))
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	if err := m.Destroy(ctx); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	gone := cookie(r, "")
	gone.MaxAge = -1
	http.SetCookie(w, gone)
	return nil
}

// cookie makes the session's cookie: for this browser session, this host, no
// script. On this very machine over plain http it does without Secure, which
// not every browser accepts there, and so without the __Host- prefix.
func cookie(r *http.Request, token string) *http.Cookie {
	return &http.Cookie{
		Name: cookieName(r), Value: token, Path: "/",
		Secure: web.Encrypted(r), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	}
}

func cookieName(r *http.Request) string {
	if web.Encrypted(r) {
		return "__Host-loket"
	}
	return "loket"
}

// tokenOf returns the session token the browser sent; empty: none.
func tokenOf(r *http.Request) string {
	c, err := r.Cookie(cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// mark is a fingerprint of the account's password hash and session epoch: when
// either changes, the sessions from before are over.
func mark(staff loket.Staff) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", staff.SessionEpoch, staff.PasswordHash))
	return hex.EncodeToString(sum[:8])
}
