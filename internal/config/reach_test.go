package config_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/testserver"
)

func TestReach(t *testing.T) {
	t.Parallel()
	authority := testserver.NewAuthority(t)
	c, err := config.Load(written(t, "plain_hosts: [Postgres, 10.8.0.2, \"fd00::1\"]\nredis: {ca_file: "+authority.File()+"}\n"), environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"postgres", "10.8.0.2", "fd00::1"}; !slices.Equal(c.PlainHosts, want) {
		t.Errorf("plain hosts %q; want %q", c.PlainHosts, want)
	}
	if pool := x509.NewCertPool(); !pool.AppendCertsFromPEM(c.RedisCA) {
		t.Errorf("the authorities of Redis are %q, want what the file holds", c.RedisCA)
	}
	other := testserver.NewAuthority(t)
	env := map[string]string{"LOKET_PLAIN_HOSTS": " REDIS , pg_utama.kantor.lan", "LOKET_REDIS_CA_FILE": other.File()}
	c, err = config.Load(written(t, "plain_hosts: [postgres]\nredis: {ca_file: "+authority.File()+"}\n"), environment(env))
	if want := []string{"redis", "pg_utama.kantor.lan"}; err != nil || !slices.Equal(c.PlainHosts, want) || string(c.RedisCA) != string(other.PEM()) {
		t.Errorf("with the environment: plain hosts %q, %v; want %q and the other file", c.PlainHosts, err, want)
	}
	if c, err := config.Load(written(t, ""), environment(nil)); err != nil || len(c.PlainHosts)+len(c.RedisCA) > 0 {
		t.Errorf("without settings: %q, %q, %v; want nothing named", c.PlainHosts, c.RedisCA, err)
	}
}

func TestReachRefused(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "kosong.pem")
	if err := os.WriteFile(empty, []byte("bukan sertifikat"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, says string }{
		"Host/URL":         {"plain_hosts: [redis, \"redis://:rahasia@redis\"]", "plain_hosts (LOKET_PLAIN_HOSTS): isian ke-2 bukan nama host"},
		"Host/Port":        {"plain_hosts: [\"redis:6379\"]", "isian ke-1 bukan nama host"},
		"Host/Network":     {"plain_hosts: [10.0.0.0/8]", "isian ke-1 bukan nama host"},
		"Host/All":         {"plain_hosts: [\"*\"]", "isian ke-1 bukan nama host"},
		"Host/None":        {"plain_hosts: [\"\"]", "isian ke-1 bukan nama host"},
		"CA/Gone":          {"redis: {ca_file: /tidak/ada.pem}", "Berkas CA Redis /tidak/ada.pem tidak dapat dibaca"},
		"CA/NoCertificate": {"redis: {ca_file: " + empty + "}", "tidak memuat sertifikat PEM"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(written(t, c.file+"\n"), environment(nil))
			if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "rahasia") {
				t.Errorf("Load(%s) = %v, want …%s… and no password", c.file, err, c.says)
			}
		})
	}
}
