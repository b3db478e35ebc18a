package setup

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"loket/internal/loket"
	"loket/internal/web"
)

// visitLimit is how long who has used the token may take.
const visitLimit = time.Hour

// keyDraft is what a session of the room holds.
const keyDraft = "mulai"

// draft is what was said so far. The bot's token and the password are no part of it.
type draft struct {
	Done     int // steps that were taken
	Opening  loket.Opening
	Bot      loket.BotAnswer
	Verified loket.Verification
}

// visit is one request of who has used the token.
type visit struct {
	draft
	room *Setup
	w    http.ResponseWriter
	r    *http.Request
}

// manager is the session library's view of the store.
func (s *Setup) manager() *scs.SessionManager {
	return &scs.SessionManager{Lifetime: visitLimit, Store: s.Sessions, Codec: scs.GobCodec{}, HashTokenInStore: true}
}

// visited lets in who has used the token; of anybody else the token is asked. A step
// is open when those before it were taken.
func (s *Setup) visited(next func(*visit) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, known, err := s.visit(w, r)
		if err != nil {
			return err
		}
		to := "/mulai"
		if known {
			s.turn.Lock()
			defer s.turn.Unlock()
			to = s.steps()[min(v.Done, len(s.steps())-1)].Path
			for i, step := range s.steps() {
				if i <= v.Done && step.Path == r.URL.Path {
					return next(v)
				}
			}
		}
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
}

// visit returns the visit that the browser's cookie names.
func (s *Setup) visit(w http.ResponseWriter, r *http.Request) (v *visit, known bool, err error) {
	v = &visit{room: s, w: w, r: r}
	if !web.Private(r) {
		return v, false, nil
	}
	m := s.manager()
	ctx, err := m.Load(r.Context(), tokenOf(r))
	if err != nil {
		return v, false, fmt.Errorf("load the visit: %w", err)
	}
	text := m.GetString(ctx, keyDraft)
	if text == "" {
		return v, false, nil
	}
	if err := json.Unmarshal([]byte(text), &v.draft); err != nil {
		return v, false, fmt.Errorf("read the visit: %w", err)
	}
	return v, true, nil
}

// begin opens a visit under a new token and hands it to the browser.
func (s *Setup) begin(w http.ResponseWriter, r *http.Request, d draft) error {
	m := s.manager()
	ctx, err := m.Load(r.Context(), "")
	if err != nil {
		return fmt.Errorf("begin the visit: %w", err)
	}
	m.SetDeadline(ctx, s.Now().Add(visitLimit))
	return s.keep(w, r.WithContext(ctx), d)
}

// keep writes what was said into the session of the request's context.
func (s *Setup) keep(w http.ResponseWriter, r *http.Request, d draft) error {
	text, err := json.Marshal(d)
	if err != nil {
		return fmt.Errorf("write the visit: %w", err)
	}
	m := s.manager()
	m.Put(r.Context(), keyDraft, string(text))
	token, _, err := m.Commit(r.Context())
	if err != nil {
		return fmt.Errorf("store the visit: %w", err)
	}
	http.SetCookie(w, &http.Cookie{
		Name: cookieName(r), Value: token, Path: "/", Secure: web.Encrypted(r), HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	return nil
}

// taken remembers a step and leads to the next.
func (v *visit) taken(step int, told string) error {
	v.Done = max(v.Done, step+1)
	m := v.room.manager()
	ctx, err := m.Load(v.r.Context(), tokenOf(v.r))
	if err != nil {
		return fmt.Errorf("load the visit: %w", err)
	}
	if err := v.room.keep(v.w, v.r.WithContext(ctx), v.draft); err != nil {
		return err
	}
	if err := v.note([]string{"setup.office", "setup.telegram", "setup.verify"}[step], told); err != nil {
		return err
	}
	http.Redirect(v.w, v.r, v.room.steps()[step+1].Path, http.StatusSeeOther)
	return nil
}

// note has the audit log tell of a step.
func (v *visit) note(action, reason string) error {
	return v.room.Ledger.Audit(v.r.Context(), loket.AuditEntry{
		Actor: loket.ByStaff, ActorID: "setup", Action: action, Object: "setup", ID: string(v.Opening.Agency.ID),
		Reason: reason, Origin: v.room.ClientIP(v.r),
	})
}

func cookieName(r *http.Request) string {
	if web.Encrypted(r) {
		return "__Host-loket-mulai"
	}
	return "loket-mulai"
}

func tokenOf(r *http.Request) string {
	c, err := r.Cookie(cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}
