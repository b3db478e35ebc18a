package trial_test

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// secondAgency is the office beside the demo agency.
const secondAgency = loket.AgencyID("disdukcapil-soe")

// switchboardOf is one address for several fake Telegrams, each for the bot whose token
// it knows.
func switchboardOf(t testing.TB, all ...*faketelegram.Server) string {
	t.Helper()
	to := map[string]http.Handler{}
	for _, fake := range all {
		address, err := url.Parse(fake.URL())
		if err != nil {
			t.Fatal(err)
		}
		proxy := httputil.NewSingleHostReverseProxy(address)
		proxy.ErrorLog = log.New(io.Discard, "", 0) // a poll that is given up
		to["bot"+fake.Token()] = proxy
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bot, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if proxy := to[bot]; proxy != nil {
			proxy.ServeHTTP(w, r)
			return
		}
		http.Error(w, "no such bot", http.StatusNotFound)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// twoBots are two offices in one program, with a bot and a staff group each. Citizens,
// staff and groups have the same numbers with both.
type twoBots struct {
	c             *counter
	first, second *circle
}

func newTwoBots(t *testing.T) *twoBots {
	t.Helper()
	first := faketelegram.New(faketelegram.Options{})
	second := faketelegram.New(faketelegram.Options{Token: "700000002:another-token-for-tests-only", Username: "loket_soe_bot"})
	t.Cleanup(first.Close)
	t.Cleanup(second.Close)
	dir := t.TempDir()
	token, file := filepath.Join(dir, "soe.token"), filepath.Join(dir, "loket.yaml")
	config := fmt.Sprintf(`agencies:
  - {id: %s, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar}
  - {id: %s, code: SOE, name: Disdukcapil Soe, zone: Asia/Makassar, telegram: {token_file: '%s', staff_chat: %d}}
`, demoAgency, secondAgency, token, staffGroup)
	for path, content := range map[string]string{token: second.Token(), file: config} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	env := onTelegram(first)
	env["LOKET_CONFIG"], env["LOKET_TELEGRAM_API_URL"] = file, switchboardOf(t, first, second)
	env["LOKET_TELEGRAM_STAFF_CHAT"] = strconv.FormatInt(staffGroup, 10)
	c := newCounter(t, env)
	c.start()
	two := &twoBots{c: c}
	ledger := c.ledger()
	two.first = &circle{t: t, fake: first, c: c, ledger: ledger}
	two.second = &circle{t: t, fake: second, c: c, ledger: ledger}
	for agency, g := range two.both() {
		login := "petugas-" + string(agency) // nobody else's in the whole program
		c.command("staff", "add", login, "--agency", string(agency))
		lines := strings.Split(strings.TrimSpace(c.command("staff", "code", login, "--agency", string(agency))), "\n")
		g.fake.Deliver(faketelegram.Command(firstStaff, lines[len(lines)-1]))
		g.await("the account to be linked", func([]faketelegram.Sent) bool { return len(g.said(firstStaff, "sekarang terhubung")) > 0 })
	}
	return two
}

func (two *twoBots) both() map[loket.AgencyID]*circle {
	return map[loket.AgencyID]*circle{demoAgency: two.first, secondAgency: two.second}
}

// card waits for the card of a citizen's question in the staff group.
func (g *circle) card(words string) faketelegram.Sent {
	g.t.Helper()
	g.await("a card that says "+words, func([]faketelegram.Sent) bool { return len(g.said(staffGroup, "> "+words)) == 1 })
	return g.said(staffGroup, "> "+words)[0]
}

// TestTwoAgenciesTwoBots: in one program each agency answers through its own bot, has its
// own staff group, and hears nothing of the other's; the end of one bot is not the other's.
func TestTwoAgenciesTwoBots(t *testing.T) {
	t.Parallel()
	two := newTwoBots(t)
	for agency, g := range two.both() {
		g.fake.Deliver(faketelegram.Text(firstChat, question))
		g.await("an answer", func([]faketelegram.Sent) bool { return len(g.said(firstChat, "urat keterangan hilang")) == 1 })
		g.fake.Deliver(faketelegram.Text(firstChat, "zxqv wkrt plmn "+string(agency)))
	}
	for agency, number := range map[loket.AgencyID]string{demoAgency: "Nomor: KPG-", secondAgency: "Nomor: SOE-"} {
		g := two.both()[agency]
		g.await("a receipt", func([]faketelegram.Sent) bool { return len(g.said(firstChat, number)) == 1 })
	}
	mine, other := two.first.card("zxqv wkrt plmn "+string(demoAgency)), two.second.card("zxqv wkrt plmn "+string(secondAgency))
	for agency, g := range two.both() {
		if n := len(g.said(staffGroup, "> zxqv")); n != 1 {
			t.Errorf("the staff group of %s sees %d questions, want its own", agency, n)
		}
	}

	foreign := two.first.fake.Deliver(faketelegram.Callback(staffGroup, mine.MessageID, other.Buttons[0][0].Data).By(firstStaff, "Petugas", ""))[0]
	two.first.await("an answer to a press", func([]faketelegram.Sent) bool {
		told, is := two.first.fake.Toast(foreign.CallbackID)
		return is && !strings.Contains(told, "Anda pegang")
	})
	two.second.shows(other, "menunggu")
	two.second.press(firstStaff, other)
	two.second.shows(other, "diambil")
	two.second.writes(other, "Balasan dari Soe.")
	two.second.await("the reply", func([]faketelegram.Sent) bool { return len(two.second.said(firstChat, "Balasan dari Soe.")) == 1 })
	if n := len(two.first.said(firstChat, "Soe")); n != 0 {
		t.Errorf("the citizen of the first agency reads %d messages of the second", n)
	}
	two.first.shows(mine, "menunggu")

	two.second.fake.Revoke(true)
	two.second.fake.Deliver(faketelegram.Text(firstChat, question)) // ends the poll that waits
	two.c.within(patience, "the dead token in /readyz", func() bool {
		status, text := two.c.get("/readyz")
		return status == http.StatusOK && strings.Contains(text, "token bot ditolak")
	})
	two.first.fake.Deliver(faketelegram.Text(firstChat+1, question))
	two.first.await("an answer beside a dead bot", func([]faketelegram.Sent) bool { return len(two.first.said(firstChat+1, "urat keterangan hilang")) == 1 })
	two.c.stop()
}
