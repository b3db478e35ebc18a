package telegram_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/bot/telegram"
	"loket/internal/faketelegram"
)

func TestProbeGroup(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	for _, c := range []struct {
		name  string
		group int64
		want  telegram.Group
	}{
		{"Supergroup", -1000000000007, telegram.Group{Title: "Grup", Is: true, Member: true}},
		{"Group", -7, telegram.Group{Title: "Grup", Is: true, Member: true}},
		{"Person", 41, telegram.Group{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := telegram.ProbeGroup(t.Context(), fake.URL(), fake.Token(), c.group, 5*time.Second); err != nil || got != c.want {
				t.Errorf("ProbeGroup() = %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		_, err := telegram.ProbeGroup(t.Context(), fake.URL(), "700000001:rahasia", -7, 5*time.Second)
		if err == nil || strings.Contains(err.Error(), "rahasia") {
			t.Errorf("ProbeGroup(a dead token) = %v, want an error without the token", err)
		}
	})
}

// TestProbeGroupMember: what the bot is in a group tells whether it is in it.
func TestProbeGroupMember(t *testing.T) {
	t.Parallel()
	for status, want := range map[string]bool{
		`"status":"creator"`: true, `"status":"administrator"`: true, `"status":"member"`: true, `"status":"left"`: false, `"status":"kicked"`: false,
		`"status":"restricted","is_member":true`: true, `"status":"restricted","is_member":false`: false,
	} {
		api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			answer := `{"ok":true,"result":{"type":"group","title":"Petugas"}}`
			if strings.HasSuffix(r.URL.Path, "/getChatMember") {
				answer = `{"ok":true,"result":{` + status + `}}`
			}
			_, _ = w.Write([]byte(answer))
		}))
		t.Cleanup(api.Close)
		if got, err := telegram.ProbeGroup(t.Context(), api.URL, "1:a", -5, 5*time.Second); err != nil || got.Member != want {
			t.Errorf("a bot with %s: %+v, %v, want a member: %v", status, got, err, want)
		}
	}
}
