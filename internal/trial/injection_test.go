package trial_test

import (
	"html"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// injections are words that would be more than words where a log, a terminal, a format
// or a template takes them for its own.
func injections() []string {
	return []string{
		"{{.}}", "{{template \"body\" .}}", "{{`{{1}}`}}", "{{printf \"%s\" .Frame}}", "${HOME}", "$(id)", "`id`",
		"%n%n%n", "%s%x%d", "%!s(MISSING)", "%[1]*.[2]*[3]f", "%0a%0dtime=palsu",
		"a\r\ntime=2026-11-21T00:00:00Z level=INFO msg=palsu", "a\nlevel=ERROR msg=palsu", "a\rtimpa", "a\u2028level=ERROR", "a\u0085level=ERROR",
		"\x1b[2J\x1b[31mmerah\x1b[0m", "\x1b]0;judul\x07", "\u009b31mmerah", "\x08\x08\x08hapus", "\x7f",
		"\u202emsg=kilab", "\u2066level=ERROR\u2069", "\u200fkanan", "\ufeffawal", "a\x00b",
		"\" level=ERROR msg=\"palsu", "' OR level=ERROR --", "\\n\\r\\t\\x1b",
	}
}

// TestInjection writes them wherever something of it may be logged or placed: each
// request is one line of the log, nothing in it moves a terminal or reads backwards,
// and where they are shown they stand as they were written.
func TestInjection(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, roomy(t, onTelegram(fake)))
	c.log.limit = 4 << 20
	c.start()
	var tickets []loket.TicketID // of each in turn
	for i, words := range injections() {
		chat := firstScript + int64(i)
		fake.Deliver(faketelegram.Text(chat, "saya mau bicara dengan petugas "+words).By(chat, words, words))
		fake.Deliver(faketelegram.Document(chat, words, words).By(chat, words, words))
		all := awaitTickets(t, c, i+1)
		tickets = append(tickets, all[slices.IndexFunc(all, func(id loket.TicketID) bool { return !slices.Contains(tickets, id) })])
	}
	admin := newOfficer(t, c)
	stranger := &http.Client{CheckRedirect: admin.client.CheckRedirect}
	waitFor(t, func() bool { return strings.Contains(c.log.tail(), `route="POST /masuk"`) }, patience) // the officer's own
	before, sent := strings.Count(c.log.tail(), "msg=request "), 0
	ask := func(client *http.Client, method, path string, form url.Values) (body string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, c.base+path, strings.NewReader(form.Encode()))
		must(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Referer", url.QueryEscape(path))
		_, body, err = (&officer{client: client}).fetch(r)
		must(t, err)
		sent++
		return body
	}
	for i, words := range injections() {
		ticket := "/loket/tiket/" + string(tickets[i])
		ask(stranger, http.MethodGet, "/"+url.PathEscape(words)+"?q="+url.QueryEscape(words), nil)
		ask(stranger, http.MethodPost, "/masuk", url.Values{"akun": {words}, "sandi": {words}})
		ask(admin.client, http.MethodGet, "/loket?cari="+url.QueryEscape(words)+"&topik="+url.QueryEscape(words), nil)
		ask(admin.client, http.MethodPost, "/loket/folder", url.Values{"nama": {words}, "saringan": {words}})
		ask(admin.client, http.MethodPost, ticket+"/catatan", url.Values{"catatan": {words}})
		ask(admin.client, http.MethodPost, ticket+"/warga/data", url.Values{"alasan": {"memeriksa nama " + words}})
		ask(admin.client, http.MethodPost, "/loket/balasan-siap", url.Values{"judul": {words}, "isi": {"Halo, " + words}})
		page := ask(admin.client, http.MethodGet, ticket, nil)
		if plain := strings.TrimSpace(words); isPlain(plain) && strings.Count(html.UnescapeString(page), plain) < 2 {
			t.Errorf("%q does not stand on its ticket as it was written, by the citizen and in the note", words)
		}
	}
	ask(admin.client, http.MethodGet, "/audit?pelaku="+url.QueryEscape(injections()[0]), nil)
	waitFor(t, func() bool { return strings.Count(c.log.tail(), "msg=request ") >= before+sent }, patience)
	lines := strings.Split(strings.TrimSuffix(c.log.tail(), "\n"), "\n")
	for _, line := range lines {
		if !strings.HasPrefix(line, "time=") || strings.ContainsFunc(line, moves) {
			t.Errorf("a line of the log is %q", line)
		}
	}
	if got := strings.Count(strings.Join(lines, "\n"), "msg=request "); got != before+sent {
		t.Errorf("%d requests are %d lines", sent, got-before)
	}
}

// isPlain tells whether words stay as they are: what does not show is taken out.
func isPlain(words string) bool {
	return words != "" && !strings.ContainsFunc(words, moves) && !strings.Contains(words, "level=")
}

// moves tells whether a character moves a terminal, ends a line, or changes the order
// of those around it.
func moves(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}
