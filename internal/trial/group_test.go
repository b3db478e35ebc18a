package trial_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/store"
)

// circle is a staff group without topics whose members work in it, and the
// citizens they work for.
type circle struct {
	t      *testing.T
	fake   *faketelegram.Server
	c      *counter
	ledger *store.Store
}

// firstStaff is the messenger account of the first member of staff.
const firstStaff = int64(7101)

// newCircle starts a program for such a group, where updates come copies times
// more than once, with n members of staff who linked their own accounts.
func newCircle(t *testing.T, n, copies int) *circle {
	t.Helper()
	fake := faketelegram.New(faketelegram.Options{Duplicates: copies})
	t.Cleanup(fake.Close)
	env := onTelegram(fake)
	env["LOKET_TELEGRAM_STAFF_CHAT"] = strconv.FormatInt(staffGroup, 10)
	g := &circle{t: t, fake: fake, c: newCounter(t, roomy(t, env))}
	g.c.start()
	g.ledger = g.c.ledger()
	for i := range n {
		login, person := fmt.Sprint("petugas", i), firstStaff+int64(i)
		addStaff(g.c, login)
		lines := strings.Split(strings.TrimSpace(g.c.command("staff", "code", login)), "\n")
		fake.Deliver(faketelegram.Command(person, lines[len(lines)-1]))
		g.await("the account to be linked", func([]faketelegram.Sent) bool {
			_, err := g.ledger.LinkedStaff(g.ctx(), demoAgency, strconv.FormatInt(person, 10))
			return err == nil && len(g.said(person, "sekarang terhubung")) > 0
		})
	}
	return g
}

func (g *circle) ctx() context.Context { return g.t.Context() }

// await waits until the chats look so.
func (g *circle) await(what string, ready func([]faketelegram.Sent) bool) {
	g.t.Helper()
	ctx, cancel := context.WithTimeout(g.ctx(), 90*time.Second)
	defer cancel()
	if err := g.fake.WaitFor(ctx, ready); err != nil {
		g.t.Fatalf("%s: %v", what, err)
	}
}

// said are the bot's messages to a chat, as they look now, that have words in them.
func (g *circle) said(chat int64, words string) (out []faketelegram.Sent) {
	for _, m := range g.fake.Sent() {
		if now, there := g.fake.Message(m.Chat, m.MessageID); there && m.Chat == chat && strings.Contains(now.Text, words) {
			out = append(out, now)
		}
	}
	return out
}

// ask lets n citizens ask what nobody can answer, and returns their tickets' cards
// in the order of the citizens, when the ledger has every one.
func (g *circle) ask(n int) (cards []faketelegram.Sent) {
	g.t.Helper()
	for i := range n {
		g.fake.Deliver(faketelegram.Text(firstChat+int64(i), fmt.Sprintf("zxqv wkrt plmn %d. lihat https://contoh.com", i)))
	}
	g.await("a card for each ticket", func([]faketelegram.Sent) bool {
		return len(g.said(staffGroup, "> zxqv")) >= n
	})
	for i := range n {
		found := g.said(staffGroup, fmt.Sprintf("> zxqv wkrt plmn %d. lihat hxxps://contoh[.]com", i))
		if len(found) != 1 {
			g.t.Fatalf("citizen %d has %d cards: %+v, want one with a harmless link", i, len(found), found)
		}
		cards = append(cards, found[0])
	}
	g.none(fmt.Sprintf(`SELECT %d - COUNT(*) FROM topics WHERE card <> ''`, n))
	return cards
}

// now is a message of the group as it looks now.
func (g *circle) now(m faketelegram.Sent) faketelegram.Sent {
	now, _ := g.fake.Message(m.Chat, m.MessageID)
	return now
}

// press lets somebody press the only button of a card.
func (g *circle) press(by int64, card faketelegram.Sent) {
	g.t.Helper()
	ref := g.fake.Deliver(faketelegram.Callback(staffGroup, card.MessageID, g.now(card).Buttons[0][0].Data).By(by, "Petugas", ""))[0]
	g.await("an answer to a press", func([]faketelegram.Sent) bool { return slices.Contains(g.fake.Answered(), ref.CallbackID) })
}

// writes lets the first member of staff answer a card, and waits until the sign
// says that it was done.
func (g *circle) writes(card faketelegram.Sent, text string) {
	g.t.Helper()
	ref := g.fake.Deliver(faketelegram.Reply(card, text).By(firstStaff, "Petugas", ""))[0]
	g.await("a sign under "+text, func([]faketelegram.Sent) bool { return g.fake.Reaction(staffGroup, ref.MessageID) != "" })
}

func (g *circle) shows(card faketelegram.Sent, words string) {
	g.t.Helper()
	g.await("the card to say "+words, func([]faketelegram.Sent) bool { return strings.Contains(g.now(card).Text, words) })
}

// ticket is the ticket of a card.
func (g *circle) ticket(card faketelegram.Sent) loket.Ticket {
	g.t.Helper()
	known, err := g.ledger.Card(g.ctx(), telegramChannelOf(g), strconv.FormatInt(staffGroup, 10), strconv.FormatInt(card.MessageID, 10))
	if err != nil {
		g.t.Fatal(err)
	}
	view, err := g.ledger.Ticket(g.ctx(), demoAgency, known.Ticket)
	if err != nil {
		g.t.Fatal(err)
	}
	return view.Ticket
}

func telegramChannelOf(g *circle) loket.ChannelID {
	rows, err := g.ledger.OpenTickets(g.ctx(), demoAgency, 1)
	if err != nil || len(rows) == 0 {
		return loket.ChannelID("telegram:" + demoAgency)
	}
	return rows[0].Ticket.Channel
}

// settled waits until nothing is owed and no call underway: what a death in the
// middle of a call leaves in doubt is another trial's matter.
func (g *circle) settled() { g.none(`SELECT COUNT(*) FROM sends WHERE state IN ('owed', 'sending')`) }

// none waits until a query of the ledger counts nothing.
func (g *circle) none(count string) {
	g.t.Helper()
	ctx, cancel := context.WithTimeout(g.ctx(), 90*time.Second)
	defer cancel()
	for g.c.number(ctx, count) > 0 {
		pause(ctx, 5*time.Millisecond)
	}
}

// TestGroupDesk takes a ticket's whole way through the group, while every update
// comes twice and the program is killed between the steps.
func TestGroupDesk(t *testing.T) {
	t.Parallel()
	g := newCircle(t, 1, 1)
	cards := g.ask(2)
	card, again := cards[0], func() { g.settled(); g.c.kill(); g.c.start() }
	g.press(firstStaff, card)
	again()
	g.shows(card, "diambil petugas0")
	g.writes(card, "Silakan datang besok pagi.")
	again()
	g.writes(card, "// warga ini sudah ditelepon")
	g.writes(card, "catatan: NIK 5371012345678901 benar")
	g.shows(card, "dibalas")
	g.fake.Deliver(faketelegram.Reply(card, "Kirim foto KTP Anda ke sini.").By(firstStaff, "Petugas", ""))
	g.await("the refusal", func([]faketelegram.Sent) bool {
		return len(g.said(staffGroup, "Balasan tidak dikirim. Bagian ini")) > 0
	})
	g.fake.Deliver(faketelegram.Command(staffGroup, "/antrian").By(firstStaff, "Petugas", ""))
	g.await("the queue", func([]faketelegram.Sent) bool { return len(g.said(staffGroup, "1 tiket menunggu.\n1. ")) > 0 })
	g.writes(card, "/tutup")
	g.shows(card, "Selesai.")
	again()
	g.shows(cards[1], "menunggu")
	g.settled()
	read := g.said(firstChat, "Silakan datang besok pagi.")
	if others := len(g.said(firstChat, "ditelepon")) + len(g.said(firstChat, "5371")) + len(g.said(firstChat, "KTP Anda ke sini")); len(read) != 1 || others != 0 {
		t.Errorf("the citizen read the reply %d times and %d other words, want it once and nothing else", len(read), others)
	}
	if now := g.now(card); len(now.Buttons) != 0 || strings.Contains(now.Text, "zxqv") {
		t.Errorf("the card of the closed ticket is %+v, want nothing of the question", now)
	}
	if n := len(g.said(staffGroup, "Tekan Ambil")) + len(g.said(staffGroup, "Selesai.")); n != 2 {
		t.Errorf("%d cards after three deaths, want the same two", n)
	}
	g.c.stop()
	if n := g.c.number(t.Context(), `SELECT COUNT(*) FROM notes`); n != 2 {
		t.Errorf("%d notes, want 2", n)
	}
}

// TestGroupRace lets two members of staff press and one claim in the console, all
// at once, for each of some tickets: one of them has it, and the others hear so.
func TestGroupRace(t *testing.T) {
	t.Parallel()
	n := setting(t, "LOKET_GROUP_RACES", 10)
	g := newCircle(t, 2, 0)
	console := signIn(t, g.c, g.ledger, "demo", g.c.password)
	won := map[string]int{}
	for _, card := range g.ask(n) {
		ticket := g.ticket(card)
		data := g.now(card).Buttons[0][0].Data
		var inConsole sync.WaitGroup
		inConsole.Go(func() { _, _, _ = console.post(g.ctx(), formOf(ticket.ID, "ambil"), url.Values{}) })
		refs := g.fake.Deliver(
			faketelegram.Callback(staffGroup, card.MessageID, data).By(firstStaff, "Petugas", ""),
			faketelegram.Callback(staffGroup, card.MessageID, data).By(firstStaff+1, "Petugas", ""))
		inConsole.Wait()
		done := 0
		for _, ref := range refs {
			g.await("an answer to a press", func([]faketelegram.Sent) bool { return slices.Contains(g.fake.Answered(), ref.CallbackID) })
			switch told, _ := g.fake.Toast(ref.CallbackID); {
			case strings.Contains(told, "Anda pegang sampai"):
				done++
			case !strings.Contains(told, "sudah diambil rekan lain"):
				t.Errorf("a press is told %q", told)
			}
		}
		holder, err := g.ledger.StaffByID(g.ctx(), g.ticket(card).Staff)
		if err != nil || g.ticket(card).LeaseEpoch != 1 || (holder.Login == "demo") != (done == 0) || done > 1 {
			t.Errorf("%d presses took ticket %s, which %q has under epoch %d (%v), want one holder", done, ticket.Number, holder.Login, g.ticket(card).LeaseEpoch, err)
		}
		won[holder.Login]++
		g.shows(card, "diambil "+holder.Name)
	}
	t.Logf("%d tickets: %v", n, won)
}

// TestGroupForged sends what nobody linked said in the group: nothing of it does
// anything, and real words before and after it do.
func TestGroupForged(t *testing.T) {
	t.Parallel()
	g := newCircle(t, 1, 0)
	cards := g.ask(2)
	mine, other := cards[0], cards[1]
	g.press(firstStaff, mine)
	g.shows(mine, "diambil")
	n := setting(t, "LOKET_GROUP_FORGED", 300)
	for i := range n {
		g.fake.Deliver(forged(i, mine, other, g.now(mine).Buttons[0][0].Data, g.now(other).Buttons[0][0].Data))
	}
	g.writes(mine, "Ini balasan yang sah.")
	g.await("the real reply", func([]faketelegram.Sent) bool { return len(g.said(firstChat, "Ini balasan yang sah.")) == 1 })
	for chat := range int64(2) {
		if got := g.said(firstChat+chat, "palsu"); len(got) != 0 {
			t.Errorf("citizen %d read %+v, want nothing forged", chat, got)
		}
	}
	if k := g.ticket(mine); k.State != loket.TicketClaimed || k.LeaseEpoch != 1 {
		t.Errorf("the claimed ticket is %s under epoch %d, want it untouched", k.State, k.LeaseEpoch)
	}
	if k := g.ticket(other); k.State != loket.TicketWaiting || k.LeaseEpoch != 0 {
		t.Errorf("the waiting ticket is %s under epoch %d, want it untouched", k.State, k.LeaseEpoch)
	}
	g.c.stop()
	events := g.c.number(t.Context(), `SELECT COUNT(*) FROM events WHERE kind IN ('claim', 'release', 'reply', 'note', 'close')`)
	t.Logf("%d forged updates: %d acts of staff, the real claim and reply among them", n, events)
	if said := g.c.number(t.Context(), `SELECT COUNT(*) FROM group_said`); events != 2 || said != 2 {
		t.Errorf("%d acts of staff, %d recorded, want the real claim and reply alone", events, said)
	}
}

// forged is the i-th update that must do nothing. The first card's ticket is held
// by a member of staff, the second's waits.
func forged(i int, mine, other faketelegram.Sent, release, claim string) faketelegram.Update {
	const elsewhere = int64(-1009876543210)
	text := []string{"balasan palsu", "// catatan palsu", "/tutup", "/antrian"}[i/12%4]
	raw := func(message string) faketelegram.Update {
		return faketelegram.Raw(staffGroup, fmt.Sprintf(`{"message":{"message_id":%d,"date":%d,"text":%q,"chat":{"id":%d,"type":"supergroup"},%s,`+
			`"reply_to_message":{"message_id":%d,"date":5,"chat":{"id":%d,"type":"supergroup"},"from":{"id":700000001,"is_bot":true,"first_name":"Loket"}}}}`,
			500_000+i, time.Now().Unix(), text, staffGroup, message, mine.MessageID, staffGroup))
	}
	person := fmt.Sprintf(`"from":{"id":%d,"first_name":"Petugas"}`, firstStaff)
	away := mine
	away.Chat = elsewhere
	switch i % 12 {
	case 0: // nobody's account
		return faketelegram.Reply(mine, text).By(7999, "Orang", "")
	case 1:
		return faketelegram.Callback(staffGroup, other.MessageID, claim).By(7999, "Orang", "")
	case 2: // another group
		return faketelegram.Reply(away, text).By(firstStaff, "Petugas", "")
	case 3:
		return faketelegram.Callback(elsewhere, other.MessageID, claim).By(firstStaff, "Petugas", "")
	case 4: // an administrator who hides
		return raw(`"from":{"id":1087968824,"is_bot":true,"username":"GroupAnonymousBot","first_name":"Group"},"sender_chat":{"id":-1001234567890,"type":"supergroup"}`)
	case 5: // a channel
		return raw(person + `,"sender_chat":{"id":-1005,"type":"channel"}`)
	case 6: // forwarded
		return raw(person + fmt.Sprintf(`,"forward_origin":{"type":"user","date":5,"sender_user":{"id":%d,"first_name":"Petugas"}}`, firstStaff))
	case 7: // edited
		return faketelegram.Edit(staffGroup, mine.MessageID+int64(i), text).By(firstStaff, "Petugas", "")
	case 8: // a channel's post
		return faketelegram.Raw(staffGroup, fmt.Sprintf(`{"channel_post":{"message_id":%d,"date":5,"text":%q,"chat":{"id":-1005,"type":"channel"}}}`, 600_000+i, text))
	case 9: // altered data
		changed := []byte(claim)
		changed[i/12%len(changed)] ^= 1
		return faketelegram.Callback(staffGroup, other.MessageID, string(changed)).By(firstStaff, "Petugas", "")
	case 10: // one button's word under another's seal
		return faketelegram.Callback(staffGroup, other.MessageID, strings.Replace(release, ":l:", ":a:", 1)).By(firstStaff, "Petugas", "")
	default: // in private
		return faketelegram.Text(firstStaff, "balasan palsu")
	}
}

// TestGroupReplies lets five members of staff answer many tickets from the group,
// one reply after the other, each to another card than the one before: every reply
// reaches whoever asked. LOKET_GROUP_REPLIES sets how many replies to each.
func TestGroupReplies(t *testing.T) {
	t.Parallel()
	const staff, tickets = 5, 20
	rounds := setting(t, "LOKET_GROUP_REPLIES", 3)
	g := newCircle(t, staff, 0)
	cards := g.ask(tickets)
	for i, card := range cards {
		g.press(firstStaff+int64(i%staff), card)
	}
	var batch []faketelegram.Update
	for round := range rounds {
		for i := range tickets {
			n := (i*7 + round) % tickets // every ticket once a round, never two of a person's in a row
			batch = append(batch, faketelegram.Reply(cards[n], fmt.Sprintf("Ini untuk %d, yang ke-%d.", n, round)).By(firstStaff+int64(n%staff), "Petugas", ""))
			stray := (n + 1) % tickets
			batch = append(batch, faketelegram.Reply(cards[stray], "Ini balasan-salah.").By(firstStaff+int64(n%staff), "Petugas", ""))
		}
	}
	g.fake.Deliver(batch...)
	want := tickets * rounds
	g.await("all replies", func(all []faketelegram.Sent) bool {
		n := 0
		for _, m := range all {
			if strings.HasPrefix(m.Text, "Ini untuk") {
				n++
			}
		}
		return n >= want
	})
	read := map[string]int{}
	for _, m := range g.fake.Sent() {
		if strings.Contains(m.Text, "balasan-salah") && m.Chat > 0 {
			t.Errorf("chat %d read a reply to somebody else's ticket", m.Chat)
		}
		if strings.HasPrefix(m.Text, "Ini untuk") {
			read[m.Text]++
			if whose := fmt.Sprintf("Ini untuk %d,", m.Chat-firstChat); !strings.HasPrefix(m.Text, whose) {
				t.Errorf("chat %d read %q", m.Chat, m.Text)
			}
		}
	}
	for text, n := range read {
		if n != 1 {
			t.Errorf("%q arrived %d times, want once", text, n)
		}
	}
	t.Logf("%d replies from the group by %d members of staff, %d of them to somebody else's ticket: %d arrived", 2*want, staff, want, len(read))
}
