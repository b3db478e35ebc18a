package telegram_test

import (
	"strings"
	"testing"
	"time"

	"loket/bot/telegram"
	"loket/internal/faketelegram"
)

func TestProbe(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	gone := faketelegram.New(faketelegram.Options{})
	gone.Close()
	cases := []struct {
		name, url, token string
		want             telegram.State
	}{
		{"Known", fake.URL(), fake.Token(), telegram.StateWorking},
		{"Dead", fake.URL(), "700000001:another", telegram.StateUnauthorized},
		{"NoToken", fake.URL(), "rahasia", telegram.StateUnauthorized},
		{"NobodyThere", gone.URL(), fake.Token(), telegram.StateUnreachable},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, err := telegram.Probe(t.Context(), c.url, c.token, 5*time.Second)
			if p.State != c.want || (err == nil) != (c.want == telegram.StateWorking) {
				t.Errorf("Probe() = %+v, %v, want %s", p, err, c.want)
			}
			if _, secret, _ := strings.Cut(c.token, ":"); err != nil && secret != "" && strings.Contains(err.Error(), secret) {
				t.Errorf("the error %v holds the token", err)
			}
			if c.want == telegram.StateWorking && (p.Username != fake.Username() || time.Since(p.Date).Abs() > time.Minute) {
				t.Errorf("Probe() = %+v, want the bot's name and the server's time", p)
			}
		})
	}
}
