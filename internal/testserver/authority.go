package testserver

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Authority signs the certificates of servers that speak TLS. Nobody trusts it
// unless told to.
type Authority struct {
	t     testing.TB
	owner tls.Certificate
	file  string
}

// NewAuthority makes an authority that lasts as long as t.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{t: t, file: filepath.Join(t.TempDir(), "ca.pem")}
	a.owner = a.sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Authority of a test"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	})
	a.must(os.WriteFile(a.file, a.PEM(), 0o600))
	return a
}

// File is the path of the authority's own certificate in PEM.
func (a *Authority) File() string { return a.file }

// PEM is the authority's own certificate.
func (a *Authority) PEM() []byte { return certificatePEM(a.owner) }

// Issue makes a certificate for a server of these names and IP addresses.
func (a *Authority) Issue(names ...string) tls.Certificate {
	a.t.Helper()
	c := &x509.Certificate{Subject: pkix.Name{CommonName: names[0]}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth}}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			c.IPAddresses = append(c.IPAddresses, ip)
		} else {
			c.DNSNames = append(c.DNSNames, name)
		}
	}
	return a.sign(c)
}

// sign makes a key and a certificate of it for the next hour; the first, the
// authority's own, by itself.
func (a *Authority) sign(c *x509.Certificate) tls.Certificate {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	a.must(err)
	c.SerialNumber, c.NotBefore, c.NotAfter = big.NewInt(time.Now().UnixNano()), time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	signer, parent := any(key), c
	if a.owner.Leaf != nil {
		signer, parent = a.owner.PrivateKey, a.owner.Leaf
	}
	der, err := x509.CreateCertificate(rand.Reader, c, parent, key.Public(), signer)
	a.must(err)
	leaf, err := x509.ParseCertificate(der)
	a.must(err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

func (a *Authority) must(err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatalf("testserver: %v", err)
	}
}

func certificatePEM(c tls.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate[0]})
}

// files writes a certificate for this machine and its key to dir, for who to read.
func (a *Authority) files(dir string, who *account) (certificate, key string) {
	a.t.Helper()
	issued := a.Issue("127.0.0.1", "localhost")
	der, err := x509.MarshalPKCS8PrivateKey(issued.PrivateKey)
	a.must(err)
	certificate, key = filepath.Join(dir, "server.pem"), filepath.Join(dir, "server.key")
	for path, content := range map[string][]byte{
		certificate: certificatePEM(issued), key: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}),
	} {
		a.must(errors.Join(os.WriteFile(path, content, 0o600), who.give(path)))
	}
	return certificate, key
}

// Redis starts a redis-server for the authority's test that speaks TLS only, under
// a certificate for 127.0.0.1 and localhost; more are options of redis-server.
func (a *Authority) Redis(more ...string) *RedisServer {
	a.t.Helper()
	path, err := find("", "redis-server")
	a.must(err)
	certificate, key := a.files(a.t.TempDir(), nil)
	for range 5 {
		addr, failed := freeAddr()
		a.must(failed)
		_, port, _ := net.SplitHostPort(addr)
		server, failed := startRedis(path, addr, append([]string{
			"--port", "0", "--tls-port", port, "--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", a.file, "--tls-auth-clients", "no",
		}, more...)...)
		if err = failed; err == nil {
			a.t.Cleanup(func() { _ = server.Stop() })
			return server
		}
		if !errors.Is(err, errEnded) {
			break
		}
	}
	a.must(err)
	return nil
}

// RedisSentinel is RedisSentinel over TLS, to its clients and to the master.
func (a *Authority) RedisSentinel(master *RedisServer, down time.Duration) string {
	a.t.Helper()
	certificate, key := a.files(a.t.TempDir(), nil)
	return startSentinel(a.t, master, down, func(port string) string {
		return fmt.Sprintf("port 0\ntls-port %s\ntls-cert-file %s\ntls-key-file %s\ntls-ca-cert-file %s\ntls-auth-clients no\ntls-replication yes\n",
			port, certificate, key, a.file)
	})
}

// Postgres starts a PostgreSQL for the authority's test that speaks TLS on a port of
// 127.0.0.1, under a certificate for it and localhost, beside its socket.
func (a *Authority) Postgres() *PostgresServer {
	a.t.Helper()
	who, err := postgresAccount(os.Geteuid())
	a.must(err)
	dir, err := os.MkdirTemp("", "loket-pg-")
	a.must(err)
	a.must(who.give(dir))
	certificate, key := a.files(dir, who)
	for range 5 {
		addr, failed := freeAddr()
		a.must(failed)
		_, port, _ := net.SplitHostPort(addr)
		server, failed := startPostgres(dir, port, "listen_addresses=127.0.0.1", "ssl=on", "ssl_cert_file="+certificate, "ssl_key_file="+key)
		if err = failed; err == nil {
			server.remove = dir
			a.t.Cleanup(func() { a.must(server.Stop()) })
			return server
		}
		if !errors.Is(err, errEnded) {
			break
		}
	}
	a.must(errors.Join(err, os.RemoveAll(dir)))
	return nil
}
