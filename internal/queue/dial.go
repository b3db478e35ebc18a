package queue

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
)

// Trust is which servers the queue speaks with. With the zero Trust: in plain text
// those of this machine, and over TLS whom the system's authorities vouch for.
type Trust struct {
	Authorities []byte   // certificates in PEM that vouch in the place of the system's; empty: the system's
	Plain       []string // hosts of other machines that are reached in plain text, in lower case
}

// Why a server is not spoken with. Nothing was sent to it, the password least of all.
var (
	ErrPlain      = errors.New("another machine is not reached without TLS")
	ErrDistrusted = errors.New("the server cannot show that it is the one")
)

// Unprotected lists the hosts of other machines that the address names and that it
// reaches without TLS, in lower case. Of an address that Open refuses there are none.
func Unprotected(url string) (hosts []string) {
	a, err := parseAddress(url)
	if err != nil || a.tls {
		return nil
	}
	for _, addr := range a.hosts {
		if host := hostOf(addr); !loket.Loopback(host) && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// hostOf is the host of an address in lower case; empty: it is none.
func hostOf(addr string) string {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return ""
	}
	return strings.ToLower(host)
}

// dialer makes every connection of a client. The servers of the configured address
// are only the first it is asked for: a Cluster and a Sentinel name others.
type dialer struct {
	tls   *tls.Config // nil: plain text
	plain []string
}

// dialer makes one for an address with TLS or without.
func (t Trust) dialer(encrypted bool) (*dialer, error) {
	if !encrypted {
		return &dialer{plain: t.Plain}, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if len(t.Authorities) > 0 {
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(t.Authorities) {
			return nil, errors.New("the authorities hold no certificate in PEM")
		}
	}
	return &dialer{tls: c}, nil
}

// dial connects. Over TLS the server must hold a certificate for the very host it
// was asked for under.
func (d *dialer) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	connect := net.Dialer{
		Timeout: batchTime, KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 30 * time.Second, Interval: 5 * time.Second, Count: 3},
	}
	host := hostOf(addr)
	if d.tls == nil {
		if !loket.Loopback(host) && !slices.Contains(d.plain, host) {
			return nil, fmt.Errorf("reach %s: %w", host, ErrPlain)
		}
		return connect.DialContext(ctx, network, addr)
	}
	conn, err := (&tls.Dialer{NetDialer: &connect, Config: d.tls}).DialContext(ctx, network, addr)
	if _, refused := errors.AsType[*tls.CertificateVerificationError](err); refused {
		err = fmt.Errorf("reach %s: %w: %w", host, ErrDistrusted, err)
	}
	return conn, err
}
