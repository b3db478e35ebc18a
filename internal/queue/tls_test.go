package queue_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/queue"
	"loket/internal/testserver"
)

// password is what must stand in no error, and reach nobody but the server.
const password = "rahasia-sekali"

// askLimit is generous: a machine may be busy.
const askLimit = 10 * time.Second

// behind connects to a server over TLS, whoever it is.
func behind(addr string) func() (net.Conn, error) {
	return func() (net.Conn, error) {
		return tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // a man in the middle does not mind
	}
}

// examine asks the Redis at an address that has the password in it.
func examine(t *testing.T, scheme, rest string, trust queue.Trust) (queue.Health, error) {
	t.Helper()
	h, err := queue.Examine(t.Context(), scheme+"://default:"+password+"@"+rest, trust, askLimit)
	if err != nil && strings.Contains(err.Error(), password) {
		t.Errorf("the error tells the password: %v", err)
	}
	return h, err
}

func TestTLS(t *testing.T) {
	t.Parallel()
	authority, other := testserver.NewAuthority(t), testserver.NewAuthority(t)
	right, wrong := queue.Trust{Authorities: authority.PEM()}, queue.Trust{Authorities: other.PEM()}
	redis := authority.Redis("--requirepass", password)

	t.Run("RightAuthority", func(t *testing.T) {
		t.Parallel()
		for _, host := range []string{redis.Addr(), strings.Replace(redis.Addr(), "127.0.0.1", "localhost", 1)} {
			if h, err := examine(t, "rediss", host, right); err != nil || h.Policy != "noeviction" {
				t.Errorf("Examine(%s) = %+v, %v, want its policy", host, h, err)
			}
		}
	})
	t.Run("SystemsAuthorities", func(t *testing.T) {
		t.Parallel()
		if h, err := examine(t, "rediss", redis.Addr(), queue.Trust{}); !errors.Is(err, queue.ErrDistrusted) {
			t.Errorf("Examine(an authority nobody told us of) = %+v, %v, want ErrDistrusted", h, err)
		}
	})
	for name, c := range map[string]struct {
		shown   *tls.Config
		trust   queue.Trust
		want    error  // nil: only an error
		says    string // in it; empty: it is let in
		answers bool
	}{
		"Middle/OtherAuthority": {&tls.Config{Certificates: []tls.Certificate{other.Issue("127.0.0.1")}}, right, queue.ErrDistrusted, "unknown authority", false},
		"Middle/OtherName":      {&tls.Config{Certificates: []tls.Certificate{authority.Issue("redis.lain")}}, right, queue.ErrDistrusted, "127.0.0.1", false},
		"Middle/TLS11": {&tls.Config{
			MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11, Certificates: []tls.Certificate{authority.Issue("127.0.0.1")},
		}, right, nil, "version", false},
		// What the cases above rest on: whom we trust would read all of it.
		"Middle/Believed": {&tls.Config{Certificates: []tls.Certificate{other.Issue("127.0.0.1")}}, wrong, nil, "", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			middle := testserver.NewInterloper(t, c.shown, behind(redis.Addr()))
			h, err := examine(t, "rediss", middle.Addr(), c.trust)
			if c.answers != (err == nil) || c.want != nil && !errors.Is(err, c.want) || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("Examine() = %+v, %v, want %v …%s…", h, err, c.want, c.says)
			}
			if heard := middle.Heard(); c.answers != (heard > 0) {
				t.Errorf("the man in the middle heard %d bytes, want some: %v", heard, c.answers)
			}
		})
	}
	t.Run("NoCertificateInPEM", func(t *testing.T) {
		t.Parallel()
		if _, err := examine(t, "rediss", redis.Addr(), queue.Trust{Authorities: []byte("bukan PEM")}); err == nil || !strings.Contains(err.Error(), "PEM") {
			t.Errorf("Examine(no authorities) = %v, want an error that says so", err)
		}
	})
	t.Run("PlainToTLS", func(t *testing.T) {
		t.Parallel()
		if h, err := examine(t, "redis", redis.Addr(), right); err == nil {
			t.Errorf("Examine(in plain text) = %+v, want an error", h)
		}
	})
}

// A Cluster's nodes are named by the Cluster: each of them must show who it is.
func TestTLSCluster(t *testing.T) {
	t.Parallel()
	authority := testserver.NewAuthority(t)
	trust := queue.Trust{Authorities: authority.PEM()}
	node := authority.Redis("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--tls-cluster", "yes", "--bind", "127.0.0.1", "127.0.0.2")
	cli := func(args ...string) string {
		t.Helper()
		_, port, _ := net.SplitHostPort(node.Addr())
		said, err := testserver.RedisCLI(append([]string{"--tls", "--cacert", authority.File(), "-p", port}, args...)...)
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	if said := cli("cluster", "addslotsrange", "0", "16383"); said != "OK" {
		t.Fatalf("cluster addslotsrange = %s", said)
	}
	address := "rediss://" + node.Addr() + "," + node.Addr()
	if h, err := queue.Examine(t.Context(), address, trust, askLimit); err != nil || h.Mode != "cluster" || h.Policy != "noeviction" {
		t.Errorf("Examine(%s) = %+v, %v", address, h, err)
	}
	if said := cli("config", "set", "cluster-announce-ip", "127.0.0.2"); said != "OK" {
		t.Fatalf("config set = %s", said)
	}
	if h, err := queue.Examine(t.Context(), address, trust, askLimit); !errors.Is(err, queue.ErrDistrusted) {
		t.Errorf("Examine(a cluster whose node stands where its certificate does not say) = %+v, %v, want ErrDistrusted", h, err)
	}
}

// A Sentinel names the master: with TLS both must show who they are; without, the
// master must not stand on another machine.
func TestTLSSentinel(t *testing.T) {
	t.Parallel()
	authority := testserver.NewAuthority(t)
	trust := queue.Trust{Authorities: authority.PEM()}
	sentinel := authority.RedisSentinel(authority.Redis(), time.Minute)
	address := "rediss+sentinel://" + sentinel + "/loket"
	if h, err := queue.Examine(t.Context(), address, trust, askLimit); err != nil || h.Mode != "sentinel" || h.Policy != "noeviction" {
		t.Errorf("Examine(%s) = %+v, %v", address, h, err)
	}
	middle := testserver.NewInterloper(t, &tls.Config{Certificates: []tls.Certificate{authority.Issue("redis.lain")}}, behind(sentinel))
	if h, err := examine(t, "rediss+sentinel", middle.Addr()+"/loket", trust); err == nil || middle.Heard() > 0 {
		t.Errorf("Examine(a man before the sentinel) = %+v, %v, who heard %d bytes; want an error", h, err, middle.Heard())
	}
}

func TestPlain(t *testing.T) {
	t.Parallel()
	// Whoever answers there must not be asked: the address is of no machine.
	const elsewhere = "192.0.2.7"
	node := ownRedisWith(t, "--cluster-enabled", "yes", "--cluster-announce-ip", elsewhere)
	_, port, _ := net.SplitHostPort(node.Addr())
	if said, err := testserver.RedisCLI("-p", port, "cluster", "addslotsrange", "0", "16383"); said != "OK" || err != nil {
		t.Fatalf("cluster addslotsrange = %s, %v", said, err)
	}
	cluster := fmt.Sprintf("%s,%s", node.Addr(), node.Addr())
	if h, err := examine(t, "redis", cluster, queue.Trust{}); err == nil {
		t.Errorf("Examine(a cluster on another machine) = %+v, want an error", h)
	}
	if h, err := queue.Examine(t.Context(), "redis://"+cluster, queue.Trust{}, askLimit); !errors.Is(err, queue.ErrPlain) {
		t.Errorf("Examine(a cluster on another machine) = %+v, %v, want ErrPlain", h, err)
	}
	for _, trust := range []queue.Trust{{Plain: []string{"lain"}}, {Plain: []string{"192.0.2.70"}}} {
		if h, err := queue.Examine(t.Context(), "redis://"+elsewhere, trust, askLimit); !errors.Is(err, queue.ErrPlain) {
			t.Errorf("Examine(%s, trusting %q) = %+v, %v, want ErrPlain", elsewhere, trust.Plain, h, err)
		}
	}
	// The one address that is none of the loopback and yet leads to this machine.
	anywhere := "redis://" + strings.Replace(ownRedis(t).Addr(), "127.0.0.1", "0.0.0.0", 1)
	if h, err := queue.Examine(t.Context(), anywhere, queue.Trust{}, askLimit); !errors.Is(err, queue.ErrPlain) {
		t.Errorf("Examine(%s) = %+v, %v, want ErrPlain", anywhere, h, err)
	}
	if h, err := queue.Examine(t.Context(), anywhere, queue.Trust{Plain: []string{"lain", "0.0.0.0"}}, askLimit); err != nil || h.Policy != "noeviction" {
		t.Errorf("Examine(%s, which is named) = %+v, %v, want it to be reached", anywhere, h, err)
	}
}

func TestUnprotected(t *testing.T) {
	t.Parallel()
	for address, want := range map[string][]string{
		"embedded": nil, "nonsense": nil, "redis://": nil,
		"redis://127.0.0.1": nil, "redis://localhost:1": nil, "redis://[::1]:1/2": nil, "redis://u:p@127.9.9.9:1": nil,
		"rediss://redis.kantor": nil, "rediss://a,b:2": nil, "rediss+sentinel://a,b/m": nil,
		"redis://Redis.Kantor":          {"redis.kantor"},
		"redis://:p%40q@10.8.0.2:1/3":   {"10.8.0.2"},
		"redis://[fd00::1]:1":           {"fd00::1"},
		"redis://0.0.0.0":               {"0.0.0.0"},
		"localhost:1,b:2,b:3,C:4":       {"b", "c"},
		"redis+sentinel://:p@a,::1,b/m": {"a", "b"},
	} {
		if got := queue.Unprotected(address); !slices.Equal(got, want) {
			t.Errorf("Unprotected(%q) = %q, want %q", address, got, want)
		}
	}
}
