package testserver

import (
	"context"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
)

func TestRedis(t *testing.T) {
	t.Setenv("LOKET_TEST_REDIS", "")
	t.Run("Answers", func(t *testing.T) {
		addr := addrOf(t, Redis(t))
		if got := redisSays(t, addr, "PING"); got != "+PONG" {
			t.Errorf("PING = %q, want +PONG", got)
		}
	})
	t.Run("KeepsNothingOnDisk", func(t *testing.T) {
		addr := addrOf(t, Redis(t))
		for setting, want := range map[string]string{"save": "", "appendonly": "no"} {
			if got := redisSays(t, addr, "CONFIG GET "+setting); got != want {
				t.Errorf("CONFIG GET %s = %q, want %q", setting, got, want)
			}
		}
	})
	t.Run("OneForEachTest", func(t *testing.T) {
		first, second := Redis(t), Redis(t)
		if first == second {
			t.Errorf("two calls of Redis() = %q twice, want two servers", first)
		}
	})
	t.Run("GoneWithTheTest", func(t *testing.T) {
		var addr string
		t.Run("Inner", func(t *testing.T) { addr = addrOf(t, Redis(t)) })
		if alive("tcp", addr) {
			t.Errorf("redis at %s still answers after its test ended", addr)
		}
	})
}

func TestStartRedis(t *testing.T) {
	t.Parallel()
	t.Run("SameAddressAgain", func(t *testing.T) {
		t.Parallel()
		first, err := StartRedis("")
		if err != nil {
			t.Fatal(err)
		}
		if err := first.Stop(); err != nil {
			t.Fatal(err)
		}
		again, err := StartRedis(first.Addr())
		if err != nil {
			t.Fatalf("StartRedis(%s) after Stop = %v, want no error", first.Addr(), err)
		}
		if again.URL() != first.URL() {
			t.Errorf("URL() = %q, want the former %q", again.URL(), first.URL())
		}
		if err := errors.Join(again.Stop(), again.Stop()); err != nil {
			t.Errorf("Stop() twice = %v, want no error", err)
		}
	})
	t.Run("AddressTaken", func(t *testing.T) {
		t.Parallel()
		l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		if _, err := StartRedis(l.Addr().String()); !errors.Is(err, errEnded) {
			t.Errorf("StartRedis(a taken address) = %v, want errEnded", err)
		}
	})
	t.Run("NoAddress", func(t *testing.T) {
		t.Parallel()
		if _, err := StartRedis("nonsense"); err == nil {
			t.Error("StartRedis(nonsense) = nil, want an error")
		}
	})
}

// redisSays returns the last line of Redis's answer to an inline command.
func redisSays(t *testing.T, addr, command string) string {
	t.Helper()
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(command + "\r\nQUIT\r\n")); err != nil {
		t.Fatal(err)
	}
	said, err := io.ReadAll(conn) // to the end: QUIT hangs up
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(said), "\r\n+OK\r\n"), "\r\n")
	return lines[len(lines)-1]
}

func addrOf(t *testing.T, server string) string {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// alive reports whether somebody takes connections there.
func alive(network, addr string) bool {
	conn, err := new(net.Dialer).DialContext(context.Background(), network, addr)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}
