package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Probed is what one call of getMe tells.
type Probed struct {
	State    State     // working, unauthorized or unreachable
	Username string    // of the bot, without @
	Date     time.Time // the server's clock, to the second; zero: it did not tell
}

// Probe asks Telegram once who the token belongs to, within limit. It needs no
// adapter, and what it returns holds no token.
func Probe(ctx context.Context, apiURL, token string, limit time.Duration) (p Probed, err error) {
	cfg := withDefaults(Config{APIURL: apiURL, Token: token})
	if p.State = StateUnauthorized; !tokenForm.MatchString(token) {
		return p, errors.New("the token must look like 123456:ABC")
	}
	a := &Adapter{Config: cfg, wire: newWire(cfg.Now)}
	defer a.Close()
	var reply struct {
		Result struct {
			Username string `json:"username"`
		} `json:"result"`
	}
	e, err := a.callWithin(ctx, limit, func(ctx context.Context) error {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, cfg.APIURL+"/bot"+token+"/getMe", nil)
		if err != nil {
			return errors.New("make request") // its error would show the URL
		}
		resp, err := a.wire.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return errors.New("refused")
		}
		return json.NewDecoder(resp.Body).Decode(&reply)
	})
	if date, err := http.ParseTime(e.header.Get("Date")); err == nil {
		p.Date = date
	}
	if err != nil {
		p.State = stateOf(err)
		return p, fmt.Errorf("ask telegram: %w", err)
	}
	p.State, p.Username = StateWorking, reply.Result.Username
	return p, nil
}
