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
	c, err := config.Load(written(t, "plain_hosts: [Postgres, 10.8.0.2, \"fd00::1\"]\nredis: {ca_file: "+authority.File()+"}\nadmin: {addr: \"127.0.0.1:6060\"}\n"), environment(nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"postgres", "10.8.0.2", "fd00::1"}; !slices.Equal(c.PlainHosts, want) || c.AdminAddr != "127.0.0.1:6060" {
		t.Errorf("plain hosts %q, admin %q; want %q and 127.0.0.1:6060", c.PlainHosts, c.AdminAddr, want)
	}
	if pool := x509.NewCertPool(); !pool.AppendCertsFromPEM(c.RedisCA) {
		t.Errorf("the authorities of Redis are %q, want what the file holds", c.RedisCA)
	}
	other := testserver.NewAuthority(t)
	env := map[string]string{"LOKET_PLAIN_HOSTS": " REDIS , pg_utama.kantor.lan", "LOKET_REDIS_CA_FILE": other.File(), "LOKET_ADMIN_ADDR": "[::1]:0"}
	c, err = config.Load(written(t, "plain_hosts: [postgres]\nredis: {ca_file: "+authority.File()+"}\nadmin: {addr: \"127.0.0.1:6060\"}\n"), environment(env))
	if want := []string{"redis", "pg_utama.kantor.lan"}; err != nil || !slices.Equal(c.PlainHosts, want) || c.AdminAddr != "[::1]:0" || string(c.RedisCA) != string(other.PEM()) {
		t.Errorf("with the environment: plain hosts %q, admin %q, %v; want %q, [::1]:0 and the other file", c.PlainHosts, c.AdminAddr, err, want)
	}
	if c, err := config.Load(written(t, ""), environment(nil)); err != nil || c.AdminAddr != "" || len(c.PlainHosts)+len(c.RedisCA) > 0 {
		t.Errorf("without settings: %q, %q, %q, %v; want nothing open and nothing named", c.AdminAddr, c.PlainHosts, c.RedisCA, err)
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
		"Admin/Everybody":  {"admin: {addr: \"0.0.0.0:6060\"}", `admin, addr (LOKET_ADMIN_ADDR): "0.0.0.0:6060" bukan alamat di mesin ini`},
		"Admin/AnyHost":    {"admin: {addr: \":6060\"}", "bukan alamat di mesin ini"},
		"Admin/Network":    {"admin: {addr: \"10.0.0.5:6060\"}", "bukan alamat di mesin ini"},
		"Admin/Name":       {"admin: {addr: \"loket.kantor:6060\"}", "bukan alamat di mesin ini"},
		"Admin/NoPort":     {"admin: {addr: 127.0.0.1}", "tulis misalnya 127.0.0.1:6060"},
		"Admin/PortTooFar": {"admin: {addr: \"127.0.0.1:65536\"}", "tulis misalnya 127.0.0.1:6060"},
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
