package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

const groupAddress = "-1009"

// people are the messenger accounts in the group.
const (
	rosa     = "5550001" // linked to petugas-a
	yanti    = "5550002" // linked to petugas-b
	stranger = "5550003" // in the group, linked to nobody
)

// group is a staff group with a desk in it, and tickets with cards.
type group struct {
	*office
	*desk.Group

	number  int            // of the last message
	stirred int            // how often the board was
	tickets []loket.Ticket // the n-th has card n+1
}

func openGroup(t *testing.T, tickets int) *group {
	t.Helper()
	o := openOffice(t)
	g := &group{office: o, number: 100}
	g.Group = &desk.Group{
		Desk: o.Desk, Ledger: o.ledger, Agency: lokettest.Agency().ID, Channel: lokettest.Channels()[0].ID,
		Address: func() string { return groupAddress }, Zone: time.UTC, Stir: func() { g.stirred++ },
		Valid: func(text string, mac []byte) bool { return bytes.HasPrefix(keyed(text), mac) },
	}
	for login, person := range map[string]string{"petugas-a": rosa, "petugas-b": yanti} {
		m := member(loket.StaffID(login), loket.RoleOfficer)
		m.Login, m.Name, m.PasswordHash = login, strings.ToUpper(login), "$argon2id$"
		o.must(o.ledger.AddStaff(o.ctx(), m))
		o.must(o.ledger.LinkStaff(o.ctx(), m.Agency, login, person))
	}
	for i := range tickets {
		k := o.ticket("warga-" + strconv.Itoa(i))
		g.tickets = append(g.tickets, k)
		o.must(o.ledger.SaveTopic(o.ctx(), loket.Topic{
			Ticket: k.ID, Agency: k.Agency, Channel: g.Channel, Group: groupAddress, Card: strconv.Itoa(i + 1),
		}, 0))
	}
	return g
}

func keyed(text string) []byte {
	sum := sha256.Sum256([]byte("kunci" + groupAddress + text))
	return sum[:]
}

// says is a message of a person in the group.
func (g *group) says(person, text, replyTo string) loket.Inbound {
	g.number++
	id := strconv.Itoa(g.number)
	in := loket.Inbound{
		Channel: g.Channel, Staff: true, Address: groupAddress, Person: person, ID: id, OriginKey: "m:" + groupAddress + ":" + id,
		Kind: loket.MessageText, Text: text, ReplyTo: replyTo, SentAt: g.clock.Now(),
	}
	if strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "//") {
		in.Kind = loket.MessageCommand
	}
	return in
}

// presses is a person's press on a button.
func (g *group) presses(person string, press loket.GroupPress) loket.Inbound {
	in := g.says(person, "", "")
	in.Kind, in.Data, in.OriginKey = loket.MessageButton, press.Sign(keyed), "b:"+in.ID
	return in
}

func claimOf(k loket.Ticket) loket.GroupPress {
	return loket.GroupPress{Act: loket.GroupClaim, Ticket: k.ID, Number: k.LeaseEpoch}
}

func (g *group) hears(in loket.Inbound) loket.Heard {
	g.t.Helper()
	heard, err := g.Hear(g.ctx(), in)
	g.must(err)
	return heard
}

// does has something said that must be done.
func (g *group) does(in loket.Inbound) loket.Heard {
	g.t.Helper()
	heard := g.hears(in)
	if !heard.Done {
		g.t.Fatalf("%s %q of %s: %+v, answers %q, want it done", in.Kind, in.Text+in.Data, in.Person, heard, g.answers())
	}
	return heard
}

// refuses has something said that must change nothing, and be answered so.
func (g *group) refuses(in loket.Inbound, want string) {
	g.t.Helper()
	before := len(g.answers())
	heard := g.hears(in)
	told := heard.Told
	if all := g.answers(); len(all) > before {
		told += all[len(all)-1]
	}
	if heard.Done || want == "" && told != "" || !strings.Contains(told, want) {
		g.t.Errorf("%s %q of %s: %+v, told %q, want it refused with %q", in.Kind, in.Text+in.Data, in.Person, heard, told, want)
	}
}

// answers are what the group is owed.
func (g *group) answers() (out []string) {
	g.t.Helper()
	all, err := g.ledger.AnswersOwed(g.ctx(), g.Channel, 100)
	g.must(err)
	for _, m := range all {
		out = append(out, m.Answer)
	}
	return out
}

func (g *group) wantState(n int, state loket.TicketState, staff loket.StaffID) {
	g.t.Helper()
	if k := g.now(g.tickets[n].ID); k.State != state || k.Staff != staff {
		g.t.Errorf("ticket %d is %s of %q, want %s of %q", n, k.State, k.Staff, state, staff)
	}
}

func TestGroup(t *testing.T) {
	t.Parallel()
	t.Run("ClaimReplyNoteClose", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 2)
		told := g.does(g.presses(rosa, claimOf(g.tickets[0]))).Told
		k := g.now(g.tickets[0].ID)
		if !strings.Contains(told, k.Number) || !k.LeaseUntil.Equal(g.clock.Now().Add(desk.GroupLease)) || k.Staff != "petugas-a" {
			t.Errorf("told %q, ticket %+v, want it held for %v", told, k, desk.GroupLease)
		}
		g.clock.Add(10 * time.Minute)
		g.does(g.says(rosa, "Silakan datang besok.", "1"))
		if got := g.replies(); len(got) != 1 || got[0] != "Silakan datang besok." {
			t.Errorf("replies %q, want the words once", got)
		}
		if k := g.now(g.tickets[0].ID); !k.LeaseUntil.Equal(g.clock.Now().Add(desk.GroupLease)) {
			t.Errorf("lease until %v, want it extended by the action", k.LeaseUntil)
		}
		for _, note := range []string{"// NIK 5371012345678901 sudah dicek", "Catatan: sudah ditelepon", "catatan:\nbaris"} {
			g.does(g.says(yanti, note, "1"))
		}
		view, err := g.ledger.Ticket(g.ctx(), g.Agency, g.tickets[0].ID)
		g.must(err)
		if len(view.Notes) != 3 || strings.Contains(view.Notes[0].Text, "5371012345678901") || view.Notes[1].Text != "sudah ditelepon" || len(g.replies()) != 1 {
			t.Errorf("notes %+v, replies %q, want three notes and nothing sent", view.Notes, g.replies())
		}
		g.does(g.says(rosa, "/tutup", "1"))
		g.wantState(0, loket.TicketClosed, "petugas-a")
		g.wantState(1, loket.TicketWaiting, "")
		if g.stirred < 6 {
			t.Errorf("the board was stirred %d times, want once for each act", g.stirred)
		}
	})
	t.Run("Release", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		g.does(g.presses(rosa, claimOf(g.tickets[0])))
		release := loket.GroupPress{Act: loket.GroupRelease, Ticket: g.tickets[0].ID, Number: 1}
		g.refuses(g.presses(yanti, release), "tidak sedang Anda pegang")
		g.does(g.presses(rosa, release))
		g.wantState(0, loket.TicketWaiting, "")
		g.refuses(g.presses(yanti, claimOf(g.tickets[0])), "sudah lama")
		g.does(g.presses(yanti, claimOf(g.now(g.tickets[0].ID))))
		g.wantState(0, loket.TicketClaimed, "petugas-b")
	})
	t.Run("Queue/FirstTenWaiting", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 12)
		g.does(g.presses(rosa, claimOf(g.tickets[0])))
		for _, command := range []string{"/antrian", "/antrean"} {
			g.does(g.says(yanti, command, ""))
		}
		lines := strings.Split(g.answers()[0], "\n")
		if len(lines) != 11 || lines[0] != "11 tiket menunggu." || !strings.HasPrefix(lines[1], "1. "+g.tickets[1].Number+" · pertanyaan · jawab sebelum ") {
			t.Errorf("/antrian answers %q, want the first ten that wait", lines)
		}
	})
	t.Run("Page", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 0)
		g.must(g.ledger.SaveBoard(g.ctx(), loket.GroupBoard{Channel: g.Channel, Group: groupAddress, Message: "9"}, 0))
		g.does(g.presses(rosa, loket.GroupPress{Act: loket.GroupPage, Number: 3}))
		if b, err := g.ledger.Board(g.ctx(), g.Channel); err != nil || b.Page != 3 {
			t.Errorf("board %+v, %v, want page 3", b, err)
		}
	})
}

// TestGroupOnce tells everything twice, as a channel does whose acknowledgement
// was lost.
func TestGroupOnce(t *testing.T) {
	t.Parallel()
	g := openGroup(t, 1)
	claim := g.presses(rosa, claimOf(g.tickets[0]))
	reply := g.says(rosa, "Silakan datang besok.", "1")
	refused := g.says(rosa, "Kirim foto KTP Anda ke sini.", "1")
	for _, in := range []loket.Inbound{claim, reply, refused} {
		first := g.hears(in)
		if again := g.hears(in); again != (loket.Heard{}) {
			t.Errorf("%q again: %+v after %+v, want nothing", in.Text+in.Data, again, first)
		}
	}
	if replies, answers := g.replies(), g.answers(); len(replies) != 1 || len(answers) != 1 {
		t.Errorf("replies %q, answers %q, want one each", replies, answers)
	}
	if claims := g.events(loket.EventClaim); len(claims) != 1 {
		t.Errorf("%d claims, want one", len(claims))
	}
}

func TestGroupRefuses(t *testing.T) {
	t.Parallel()
	t.Run("NotTaken", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		g.refuses(g.says(rosa, "Silakan datang besok.", "1"), "tidak sedang Anda pegang")
		g.refuses(g.says(rosa, "/tutup", "1"), "tidak sedang Anda pegang")
		g.does(g.presses(yanti, claimOf(g.tickets[0])))
		g.refuses(g.says(rosa, "Silakan datang besok.", "1"), "tidak sedang Anda pegang")
		g.refuses(g.presses(rosa, claimOf(g.tickets[0])), "sudah diambil rekan lain")
		if got := g.replies(); len(got) != 0 {
			t.Errorf("replies %q, want none", got)
		}
		g.wantState(0, loket.TicketClaimed, "petugas-b")
	})
	t.Run("ClaimedInTheConsole/OnceItsCardShowsIt", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		k := g.claims(petugasA(), g.tickets[0].ID)
		g.refuses(g.says(rosa, "Silakan datang besok.", "1"), "tidak sedang Anda pegang")
		g.must(g.ledger.SaveTopic(g.ctx(), loket.Topic{
			Ticket: k.ID, Agency: k.Agency, Channel: g.Channel, Group: groupAddress, Card: "1", Epoch: k.LeaseEpoch,
		}, 0))
		g.does(g.says(rosa, "Silakan datang besok.", "1"))
	})
	t.Run("WrittenBeforeTheClaim", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		late := g.says(rosa, "Silakan datang besok.", "1")
		g.clock.Add(time.Minute)
		g.does(g.presses(rosa, claimOf(g.tickets[0])))
		g.refuses(late, "tidak sedang Anda pegang")
	})
	t.Run("Guard/ExplainedAndRedacted", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		g.does(g.presses(rosa, claimOf(g.tickets[0])))
		g.refuses(g.says(rosa, "Kirim foto KTP Anda ke sini.", "1"), "Balasan tidak dikirim. Bagian ini ")
		g.refuses(g.says(rosa, "Mohon kirim NIK Anda seperti 5371012345678901", "1"), "Balasan tidak dikirim. Bagian ini ")
		if text := strings.Join(g.answers(), "\n"); strings.Contains(text, "5371012345678901") || len(g.replies()) != 0 {
			t.Errorf("answers %q, replies %q, want no number and nothing sent", text, g.replies())
		}
	})
	t.Run("NoCard", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		g.refuses(g.says(rosa, "Silakan datang besok.", "77"), "tidak membalas kartu tiket")
		g.refuses(g.says(rosa, "/tutup", ""), "tidak membalas kartu tiket")
	})
	t.Run("NotAsMeant", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		g.does(g.presses(rosa, claimOf(g.tickets[0])))
		g.refuses(g.says(rosa, "/tutup terima kasih", "1"), "kata di belakang /tutup tidak dikirim")
		g.refuses(g.says(rosa, "/tutp", "1"), "perintah itu tidak dikenal")
		g.refuses(g.says(rosa, "//", "1"), "Isian masih kosong")
		photo := g.says(rosa, "ini formulirnya", "1")
		photo.Kind = loket.MessagePhoto
		g.refuses(photo, "hanya tulisan")
		g.wantState(0, loket.TicketClaimed, "petugas-a")
	})
	t.Run("Closed", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		k := g.claims(petugasB(), g.tickets[0].ID)
		g.must(g.Close(g.ctx(), petugasB(), k.ID, k.LeaseEpoch))
		g.refuses(g.says(rosa, "Silakan datang besok.", "1"), "sudah ditutup")
		g.refuses(g.presses(rosa, claimOf(g.tickets[0])), "sudah ditutup")
	})
	t.Run("NotLinkedAnyMore", func(t *testing.T) {
		t.Parallel()
		g := openGroup(t, 1)
		g.must(g.ledger.UnlinkStaff(g.ctx(), g.Agency, "petugas-a"))
		g.must(g.ledger.DisableStaff(g.ctx(), g.Agency, "petugas-b"))
		for _, person := range []string{rosa, yanti, stranger} {
			g.refuses(g.presses(person, claimOf(g.tickets[0])), "belum dihubungkan")
			g.refuses(g.says(person, "Silakan datang besok.", "1"), "")
			g.refuses(g.says(person, "/antrian", ""), "")
		}
		g.wantState(0, loket.TicketWaiting, "")
	})
}

// TestGroupForged sends what nobody in the group could have said, or said
// elsewhere: nothing of it does anything.
func TestGroupForged(t *testing.T) {
	t.Parallel()
	g := openGroup(t, 2)
	good := claimOf(g.tickets[0]).Sign(keyed)
	other := claimOf(g.tickets[1]).Sign(keyed)
	cut := strings.LastIndexByte(good, ':')
	datas := []string{
		"", "h", "q:ktp-hilang", good[:cut], good[:cut+1], other[:strings.LastIndexByte(other, ':')] + good[cut:], good + "A", good[:len(good)-1],
		strings.Replace(good, ":a:", ":l:", 1), strings.Replace(good, ":0:", ":1:", 1), "G" + good[1:], good + ":" + good,
		claimOf(g.tickets[0]).Sign(func(text string) []byte { sum := sha256.Sum256([]byte("kunci-2001" + text)); return sum[:] }),
	}
	for i := range len(good) {
		changed := []byte(good)
		changed[i] ^= 1
		datas = append(datas, string(changed))
	}
	for _, data := range datas {
		in := g.presses(rosa, claimOf(g.tickets[0]))
		in.Data = data
		g.refuses(in, "")
	}
	for name, change := range map[string]func(*loket.Inbound){
		"AnotherGroup":   func(in *loket.Inbound) { in.Address = "-2001" },
		"AnotherChannel": func(in *loket.Inbound) { in.Channel = lokettest.Channels()[1].ID },
		"ACitizen":       func(in *loket.Inbound) { in.Staff = false },
		"AnEdit":         func(in *loket.Inbound) { in.Replaces = "m:1" },
		"Unread":         func(in *loket.Inbound) { *in = in.Unread() },
		"Chatter":        func(in *loket.Inbound) { in.Kind, in.ReplyTo = loket.MessageText, "" },
	} {
		for _, in := range []loket.Inbound{g.presses(rosa, claimOf(g.tickets[0])), g.says(rosa, "Silakan datang.", "1"), g.says(rosa, "/tutup", "1")} {
			change(&in)
			if heard := g.hears(in); heard != (loket.Heard{}) || len(g.answers()) != 0 {
				t.Errorf("%s: %+v, answers %q, want nothing", name, heard, g.answers())
			}
		}
	}
	g.wantState(0, loket.TicketWaiting, "")
	g.wantState(1, loket.TicketWaiting, "")
}

// TestGroupRace lets two members of staff take one ticket at once, one of them in
// the console: one gets it.
func TestGroupRace(t *testing.T) {
	t.Parallel()
	g := openGroup(t, 20)
	g.Stir = func() {}
	for n, k := range g.tickets {
		press := g.presses(rosa, claimOf(k))
		var both sync.WaitGroup
		var heard loket.Heard
		var inGroup, inConsole error
		both.Go(func() { heard, inGroup = g.Hear(g.ctx(), press) })
		both.Go(func() { _, inConsole = g.Claim(g.ctx(), petugasB(), k.ID) })
		both.Wait()
		g.must(inGroup)
		switch {
		case heard.Done && errors.Is(inConsole, loket.ErrTicketHeld):
			g.wantState(n, loket.TicketClaimed, "petugas-a")
		case !heard.Done && inConsole == nil && strings.Contains(heard.Told, "rekan lain"):
			g.wantState(n, loket.TicketClaimed, "petugas-b")
		default:
			t.Errorf("ticket %d: the group %+v, the console %v, want one of them to have it", n, heard, inConsole)
		}
	}
}

// TestGroupLedgerAway wants what cannot be written to be told again, and done then.
func TestGroupLedgerAway(t *testing.T) {
	t.Parallel()
	g := openGroup(t, 1)
	press := g.presses(rosa, claimOf(g.tickets[0]))
	gone, cancel := context.WithCancel(g.ctx())
	cancel()
	if heard, err := g.Hear(gone, press); err == nil || heard != (loket.Heard{}) {
		t.Errorf("Hear() without a ledger = %+v, %v, want an error", heard, err)
	}
	g.does(press)
}

// TestConsoleKeepsAGroupsLease holds the console's sign of life to not shortening
// what the group gave.
func TestConsoleKeepsAGroupsLease(t *testing.T) {
	t.Parallel()
	g := openGroup(t, 1)
	g.does(g.presses(rosa, claimOf(g.tickets[0])))
	want := g.now(g.tickets[0].ID).LeaseUntil
	k, err := g.Renew(g.ctx(), petugasA(), g.tickets[0].ID, 1)
	g.must(err)
	if !k.LeaseUntil.Equal(want) {
		t.Errorf("lease until %v after the console renewed it, want %v", k.LeaseUntil, want)
	}
}
