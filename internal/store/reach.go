package store

import (
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"loket/internal/loket"
)

// Unprotected lists the hosts of other machines that the address reaches, at any of
// its attempts, without TLS in which the server must show a certificate that holds:
// in lower case, each once. What the environment adds to the address (PGSSLMODE and
// its like) counts. Of SQLite, and of an address that Open refuses, there are none.
func Unprotected(address string) (hosts []string) {
	if postgres, _, err := readAddress(address); err != nil || !postgres {
		return nil
	}
	config, err := readPostgres(address)
	if err != nil {
		return nil
	}
	for _, a := range triesOf(config) {
		network, _ := pgconn.NetworkAddress(a.Host, a.Port)
		host := strings.ToLower(a.Host)
		if network != "unix" && !loket.Loopback(host) && !verifies(a.TLSConfig) && !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// triesOf are the ways the driver tries to connect, in order.
func triesOf(c *pgx.ConnConfig) []*pgconn.FallbackConfig {
	first := &pgconn.FallbackConfig{Host: c.Host, Port: c.Port, TLSConfig: c.TLSConfig}
	return append([]*pgconn.FallbackConfig{first}, c.Fallbacks...)
}

// verifies tells whether a server needs a certificate. For verify-ca the driver
// leaves the check of the name out by a check of its own.
func verifies(c *tls.Config) bool {
	return c != nil && (!c.InsecureSkipVerify || c.VerifyPeerCertificate != nil)
}

// readPostgres reads the address of a PostgreSQL. What the driver says of a bad one
// is not repeated: a password that was not encoded may have become any part of it.
func readPostgres(address string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas %s yang disebut LOKET_DATABASE_URL tidak dapat dibaca: %v. "+
			"Periksa sslrootcert, sslcert, dan sslkey.", file.Path, file.Err))
	}
	if err != nil {
		return nil, loket.Errorf(loket.CodeInvalid, "LOKET_DATABASE_URL tidak dapat dibaca sebagai alamat, atau berkas sertifikatnya bukan PEM. "+
			"Tulis misalnya postgres://pengguna:sandi@tuan/basisdata?sslmode=verify-full, dengan tanda khusus dalam sandi ditulis %XX.")
	}
	for _, a := range triesOf(config) {
		if a.TLSConfig != nil {
			a.TLSConfig.MinVersion = tls.VersionTLS12
		}
	}
	return config, nil
}

// connectPostgres is a pool without the settings of the counter's.
func connectPostgres(address string) (*sql.DB, error) {
	config, err := readPostgres(address)
	if err != nil {
		return nil, err
	}
	return stdlib.OpenDB(*config), nil
}

// distrusted says of a refused certificate what it may mean; it returns any other
// error as it is.
func distrusted(err error) error {
	why := error(nil)
	if bad, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		why = bad.Err
	} else if bad, ok := errors.AsType[x509.UnknownAuthorityError](err); ok { // of verify-ca, like the next
		why = bad
	} else if bad, ok := errors.AsType[x509.CertificateInvalidError](err); ok {
		why = bad
	}
	if why == nil {
		return err
	}
	return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf("Sertifikat PostgreSQL ditolak (%v), dan sandi tidak dikirim: mungkin ada yang menyamar "+
		"sebagai server itu. Bila server itu benar milik Anda, periksa apakah nama di LOKET_DATABASE_URL tertulis di sertifikatnya, "+
		"sertifikatnya masih berlaku, dan CA-nya disebut dengan sslrootcert=BERKAS.", why))
}
