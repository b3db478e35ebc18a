package config

import (
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"regexp"
	"strconv"
	"strings"

	"loket/internal/loket"
)

// fileRedis is the shape of redis in loket.yaml; its address is none of the file's.
type fileRedis struct {
	CAFile string `yaml:"ca_file"`
}

// fileAdmin is the shape of admin in loket.yaml.
type fileAdmin struct {
	Addr string `yaml:"addr"`
}

// hostName is a name as networks of containers give them too: in lower case, without
// a port.
var hostName = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$`)

// readReach takes what the environment says of the hosts that are reached in plain
// text, and reads the authorities that vouch for Redis.
func (c *Config) readReach(getenv func(string) string) error {
	if named := strings.TrimSpace(getenv("LOKET_PLAIN_HOSTS")); named != "" {
		c.PlainHosts = strings.Split(named, ",")
	}
	for i, host := range c.PlainHosts {
		c.PlainHosts[i] = strings.ToLower(strings.TrimSpace(host))
	}
	if c.RedisCAFile == "" {
		return nil
	}
	const cure = "Periksa redis, ca_file di loket.yaml atau LOKET_REDIS_CA_FILE."
	content, err := os.ReadFile(c.RedisCAFile)
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas CA Redis %s tidak dapat dibaca: %v. %s", c.RedisCAFile, err, cure))
	}
	if !x509.NewCertPool().AppendCertsFromPEM(content) {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas CA Redis %s tidak memuat sertifikat PEM (-----BEGIN CERTIFICATE-----). %s", c.RedisCAFile, cure))
	}
	c.RedisCA = content
	return nil
}

// checkReach refuses names that match nothing, and a door for the programs of
// developers that others than this machine could come in by. A name that is none is
// not repeated: it may be an address with its password.
func (c *Config) checkReach(complain func(format string, args ...any)) {
	for i, host := range c.PlainHosts {
		if net.ParseIP(host) == nil && !hostName.MatchString(host) {
			complain("plain_hosts (LOKET_PLAIN_HOSTS): isian ke-%d bukan nama host. Tulis namanya saja, tanpa redis:// dan tanpa port, misalnya postgres atau 10.8.0.2.", i+1)
		}
	}
	if c.AdminAddr == "" {
		return
	}
	host, port, err := net.SplitHostPort(c.AdminAddr)
	if _, bad := strconv.ParseUint(port, 10, 16); err != nil || bad != nil || !loket.Loopback(host) {
		complain("admin, addr (LOKET_ADMIN_ADDR): %q bukan alamat di mesin ini sendiri. Profil program tidak boleh terbuka ke jaringan: "+
			"tulis misalnya 127.0.0.1:6060, atau hapus.", c.AdminAddr)
	}
}
