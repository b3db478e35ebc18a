package queue

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// The ways Redis may be reached, as the log names them.
const (
	modeEmbedded = "embedded"
	modeSingle   = "single"
	modeCluster  = "cluster"
	modeSentinel = "sentinel"
)

// address is where Redis is, and how it is asked.
type address struct {
	mode  string
	hosts []string // host:port
	user  string
	pass  string // never logged, never part of an error
	db    int
	tls   bool

	master       string // of Sentinel
	sentinelUser string
	sentinelPass string
}

// parseAddress reads
//
//	embedded
//	redis://[user:password@]host[:port][/db]                (rediss: with TLS)
//	redis://[user:password@]host:port,host:port,…           Cluster; the scheme may be left out
//	redis+sentinel://[user:password@]host:port,…/master[/db]
//	    [?sentinel_username=…&sentinel_password=…]      (rediss+sentinel: with TLS, to the Sentinels too)
//
// User and password are percent-encoded. No error repeats more than the scheme:
// a password that was not encoded may have become any other part.
func parseAddress(raw string) (address, error) {
	if raw == modeEmbedded {
		return address{mode: modeEmbedded}, nil
	}
	scheme, rest, ok := strings.Cut(raw, "://")
	if !ok {
		if !strings.Contains(raw, ",") {
			return address{}, errors.New(`neither "embedded" nor a URL`)
		}
		scheme, rest = "redis", raw
	}
	a, port, err := newAddress(scheme)
	if err != nil {
		return address{}, err
	}
	rest = strings.ReplaceAll(rest, scheme+"://", "") // of the further hosts
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	if i := strings.LastIndex(authority, "@"); i >= 0 {
		if err := a.setUser(authority[:i]); err != nil {
			return address{}, err
		}
		authority = authority[i+1:]
	}
	if err := a.setHosts(authority, port); err != nil {
		return address{}, err
	}
	path, query, _ := strings.Cut(tail, "?")
	return a, errors.Join(a.setPath(path), a.setQuery(query))
}

// newAddress begins an address of the scheme and tells its usual port.
func newAddress(scheme string) (address, string, error) {
	switch scheme {
	case "redis":
		return address{mode: modeSingle}, "6379", nil
	case "rediss":
		return address{mode: modeSingle, tls: true}, "6379", nil
	case "redis+sentinel":
		return address{mode: modeSentinel}, "26379", nil
	case "rediss+sentinel":
		return address{mode: modeSentinel, tls: true}, "26379", nil
	}
	return address{}, "", fmt.Errorf("unknown scheme %q", scheme)
}

func (a *address) setUser(info string) error {
	user, pass, _ := strings.Cut(info, ":")
	var userErr, passErr error
	a.user, userErr = url.PathUnescape(user)
	a.pass, passErr = url.PathUnescape(pass)
	if userErr != nil || passErr != nil {
		return errors.New("user or password is not percent-encoded")
	}
	return nil
}

// setHosts takes the hosts; more than one of them are a cluster.
func (a *address) setHosts(list, port string) error {
	for host := range strings.SplitSeq(list, ",") {
		name, number, err := net.SplitHostPort(host)
		if err != nil {
			name, number = strings.Trim(host, "[]"), port
		}
		if n, err := strconv.Atoi(number); err != nil || n < 1 || n > 65535 || name == "" {
			return errors.New("a host is missing or its port is none")
		}
		a.hosts = append(a.hosts, net.JoinHostPort(name, number))
	}
	if a.mode == modeSingle && len(a.hosts) > 1 {
		a.mode = modeCluster
	}
	return nil
}

// setPath takes the master's name and the number of the database.
func (a *address) setPath(path string) error {
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	if a.mode == modeSentinel {
		if len(parts) == 0 {
			return errors.New("the name of the master is missing")
		}
		a.master, parts = parts[0], parts[1:]
	}
	if len(parts) == 0 {
		return nil
	}
	db, err := strconv.Atoi(parts[0])
	if err != nil || db < 0 || len(parts) > 1 || (a.mode == modeCluster && db != 0) {
		return errors.New("the number of the database is none")
	}
	a.db = db
	return nil
}

func (a *address) setQuery(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the part after ? is not percent-encoded")
	}
	for name := range values {
		switch {
		case a.mode == modeSentinel && name == "sentinel_username":
			a.sentinelUser = values.Get(name)
		case a.mode == modeSentinel && name == "sentinel_password":
			a.sentinelPass = values.Get(name)
		default:
			return errors.New("there is an unknown setting after ?")
		}
	}
	return nil
}

// ioTime bounds what the client does by itself, such as asking a cluster for its
// slots. Each of our calls has a budget of its own besides, and a shorter one.
const ioTime = 10 * time.Second

// options makes the client's settings. No call is repeated: its caller has the
// ledger to turn to, and only so does a budget hold. RESP2, because its replies
// are the same on every server. The client itself knows nothing of TLS: every
// connection, to servers it is told of later as well, comes from the dialer.
func (a *address) options(trust Trust) (*redis.UniversalOptions, error) {
	dialer, err := trust.dialer(a.tls)
	if err != nil {
		return nil, err
	}
	return &redis.UniversalOptions{
		Dialer: dialer.dial,
		Addrs:  a.hosts, Username: a.user, Password: a.pass, DB: a.db,
		MasterName: a.master, SentinelUsername: a.sentinelUser, SentinelPassword: a.sentinelPass,
		IsClusterMode:         a.mode == modeCluster,
		Protocol:              2,
		DisableIdentity:       true,
		MaxRetries:            -1,
		DialerRetries:         1,
		DialTimeout:           batchTime,
		ReadTimeout:           ioTime,
		WriteTimeout:          ioTime,
		ContextTimeoutEnabled: true,
	}, nil
}
