package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/store"
)

// trustOf is whom the queue believes to be Redis.
func trustOf(c config.Config) queue.Trust {
	return queue.Trust{Authorities: c.RedisCA, Plain: c.PlainHosts}
}

// neighbour is a server whose address the configuration gives, with the hosts of
// other machines that are reached there without TLS that is verified.
type neighbour struct {
	name, setting, cure string
	hosts               []string
}

// neighbours are the servers that hold what citizens wrote.
func neighbours(c config.Config) []neighbour {
	return []neighbour{
		{
			"PostgreSQL", "LOKET_DATABASE_URL", "Tambahkan sslmode=verify-full ke alamatnya, dan sslrootcert=BERKAS bila CA-nya milik sendiri.",
			store.Unprotected(c.DatabaseURL),
		},
		{
			"Redis", "LOKET_REDIS_URL", "Pakai rediss:// (Sentinel: rediss+sentinel://), dan redis, ca_file bila CA-nya milik sendiri.",
			queue.Unprotected(c.RedisURL),
		},
	}
}

// refuseOpenly refuses addresses of other machines that anybody on the way could
// read along or answer for, unless their operator has named them.
func refuseOpenly(c config.Config) error {
	var errs []error
	for _, n := range neighbours(c) {
		unnamed := slices.DeleteFunc(n.hosts, func(host string) bool { return slices.Contains(c.PlainHosts, host) })
		if len(unnamed) > 0 {
			hosts := strings.Join(unnamed, ", ")
			errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
				"%s: %s di mesin lain (%s) tanpa TLS yang memeriksa sertifikatnya: sandi dan isinya dapat dibaca di jalan. %s "+
					"Bila jalan ke sana sudah terenkripsi dengan cara lain, sebut hostnya: plain_hosts: [%s] di loket.yaml, atau LOKET_PLAIN_HOSTS=%s.",
				n.setting, n.name, hosts, n.cure, hosts, strings.ReplaceAll(hosts, " ", ""))))
		}
	}
	return errors.Join(errs...)
}

// checkOpenly warns of what goes out without TLS by its operator's word; false:
// nothing does.
func (x *examination) checkOpenly() (finding, bool) {
	f := finding{Check: "jaringan", State: yellow, Cure: "Pastikan jalan ke sana terenkripsi (jaringan di dalam satu mesin, WireGuard)."}
	var found []string
	for _, n := range neighbours(x.config) {
		if len(n.hosts) > 0 {
			found = append(found, n.name+" di "+strings.Join(n.hosts, ", "))
			f.Cure += " Bila tidak: " + n.setting + ". " + n.cure
		}
	}
	f.Found = "Tanpa TLS yang memeriksa sertifikat, karena disebut di plain_hosts: " + strings.Join(found, "; ") + "."
	return f, len(found) > 0
}
