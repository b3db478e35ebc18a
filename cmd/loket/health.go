package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"loket/internal/loket"
)

// healthCommand asks a running counter how it is: for images without a shell, and
// for whoever has only a terminal.
type healthCommand struct {
	Live bool `help:"Hanya apakah prosesnya menjawab, bukan apakah semua bagiannya bergerak."`
}

// Help is what --help says besides.
func (*healthCommand) Help() string {
	return "Menanyai loket serve di alamat konfigurasi dan mencetak jawabannya. Keluar dengan 0 bila siap, 1 bila tidak."
}

const (
	healthLimit   = 5 * time.Second // the counter answers within 2 s
	longestHealth = 64 << 10        // of the answer, in bytes
)

// Run implements the command.
func (c *healthCommand) Run(s *shell) error {
	configured, err := s.load()
	if err != nil {
		return err
	}
	page := "/readyz"
	if c.Live {
		page = "/healthz"
	}
	address := "http://" + reachable(configured.HTTPAddr)
	status, text, err := ask(s.ctx, address+page)
	if err != nil {
		s.log.Debug("ask the counter", "err", err)
		return loket.Errorf(loket.CodeUnavailable, "Tidak ada Loket yang menjawab di "+address+
			". Periksa apakah loket serve berjalan, dan http_addr (LOKET_HTTP_ADDR).")
	}
	if _, err := fmt.Fprintln(s.stdout, strings.TrimRight(text, "\n")); err != nil {
		return err
	}
	if status != http.StatusOK {
		return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf("Loket di %s belum siap (%d): lihat baris yang bukan ok di atas.", address, status))
	}
	return nil
}

// reachable is where a server that listens at addr is asked from its own machine:
// one that listens everywhere, on the loopback.
func reachable(addr string) string {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return addr
	}
	if host == "" {
		host = "127.0.0.1"
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
		if ip.Is6() {
			host = "::1"
		}
	}
	return net.JoinHostPort(host, port)
}

// ask fetches a page of machines, past any proxy of the environment: it stands on
// this machine.
func ask(ctx context.Context, url string) (status int, text string, err error) {
	ctx, cancel := context.WithTimeout(ctx, healthLimit)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return 0, "", fmt.Errorf("ask the counter: %w", err)
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		return 0, "", fmt.Errorf("ask the counter: %w", err)
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, longestHealth))
	return response.StatusCode, string(content), errors.Join(err, response.Body.Close())
}
