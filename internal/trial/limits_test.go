package trial_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

// staffGroup is the staff's group at the fake Telegram.
const staffGroup = int64(-1001234567890)

// burst are questions that one person asks at once, each with an entry of its
// own; more than a chat gets at once.
func burst() []string {
	return []string{question, "syarat akta kematian apa saja", "cara pisah kk", "syarat akta kelahiran anak"}
}

// town is a fake Telegram that enforces what the real one does. Of sixteen
// people one asks the whole burst, and the bot speaks in a staff group.
type town struct {
	fake *faketelegram.Server

	bell                         // its lock guards what follows; rung when something was read
	asked   map[int64]time.Time  // chat → when it asked
	took    []time.Duration      // from asking to the first answer
	heard   map[int64][]string   // chat → titles of what it read, in order
	group   []time.Time          // calls to the group that took effect
	seen    map[string]time.Time // ticket number → when the group first read it
	floods  int                  // 429s injected for all
	grudges map[int64]bool       // chats that alone got one
	even    bool                 // no chat alone gets one
}

// newTown starts the fake. Besides what the limits refuse, one send in floodEvery
// is refused for everybody, and the second of one burst in five for its chat.
func newTown(t *testing.T, floodEvery int) *town {
	t.Helper()
	p := &town{
		asked: map[int64]time.Time{}, heard: map[int64][]string{}, seen: map[string]time.Time{},
		grudges: map[int64]bool{},
	}
	p.fake = faketelegram.New(faketelegram.Options{
		Limits: faketelegram.Limits{PerSecond: 30, ChatPerSecond: 1, ChatBurst: 3, GroupPerMinute: 20},
		OnSend: p.read,
		OnCall: func(c faketelegram.Call) faketelegram.Fault {
			p.mu.Lock()
			defer p.mu.Unlock()
			return p.temper(c, floodEvery)
		},
	})
	t.Cleanup(p.fake.Close)
	return p
}

// temper is what goes wrong with a call. It needs the lock.
func (p *town) temper(c faketelegram.Call, floodEvery int) faketelegram.Fault {
	if c.Chat == staffGroup && !strings.HasPrefix(c.Method, "get") && c.Method != "setMessageReaction" {
		p.note(c.Text)
		p.group = append(p.group, time.Now())
	}
	switch {
	case c.Method != "sendMessage" || c.Chat < 0:
	case c.N%floodEvery == 0:
		p.floods++
		flood := faketelegram.TooMany(2)
		flood.Global = true
		return flood
	case !p.even && len(p.heard[c.Chat]) == 1 && c.Chat%10 == 0 && !p.grudges[c.Chat]:
		p.grudges[c.Chat] = true
		return faketelegram.TooMany(3)
	}
	return faketelegram.Fault{}
}

var numberOfTicket = regexp.MustCompile(`[A-Z]{3}-[0-9A-Z]{6}-[0-9A-Z*~$=]`)

// note takes down which tickets a message to the group names. It needs the lock.
func (p *town) note(text string) {
	for _, number := range numberOfTicket.FindAllString(text, -1) {
		if _, known := p.seen[number]; !known {
			p.seen[number] = time.Now()
		}
	}
}

// read notes a message that was accepted.
func (p *town) read(s faketelegram.Sent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s.Chat > 0 {
		if asked, timed := p.asked[s.Chat]; timed && len(p.heard[s.Chat]) == 0 {
			p.took = append(p.took, time.Since(asked))
		}
		title, _, _ := strings.Cut(s.Text, "\n")
		p.heard[s.Chat] = append(p.heard[s.Chat], title)
	}
	p.ring()
}

// ask lets a chat ask.
func (p *town) ask(chat int64, texts ...string) {
	p.mu.Lock()
	p.asked[chat] = time.Now()
	p.mu.Unlock()
	for _, text := range texts {
		p.fake.Deliver(faketelegram.Text(chat, text))
	}
}

// each calls do n times, perSecond times a second.
func each(ctx context.Context, n int, perSecond float64, do func(i int)) {
	began := time.Now()
	for i := range n {
		pause(ctx, time.Until(began.Add(time.Duration(float64(i)/perSecond*float64(time.Second)))))
		do(i)
	}
}

// paced points a program at the town, with the limits it comes with.
func (p *town) paced() map[string]string {
	env := onTelegram(p.fake)
	delete(env, "LOKET_TELEGRAM_RATE")
	delete(env, "LOKET_TELEGRAM_CHAT_RATE")
	env["LOKET_TELEGRAM_STAFF_CHAT"] = strconv.FormatInt(staffGroup, 10)
	return env
}

// TestLimits sends under the limits Telegram enforces, faster than they allow:
// nothing is lost, nothing comes within a silence that was asked for, and hardly
// a send is refused. LOKET_LIMITS sets how many sends.
func TestLimits(t *testing.T) {
	t.Parallel()
	n := setting(t, "LOKET_LIMITS", 200)
	p := newTown(t, max(150, n/6))
	c := newCounter(t, p.paced())
	c.start()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute+time.Duration(n)*time.Second/15)
	defer cancel()
	began, sends := time.Now(), 0
	each(ctx, n*16/19, 30, func(i int) { // 19 sends of 16 people
		chat := firstChat + int64(i)
		if i%16 == 0 {
			p.ask(chat, burst()...)
			sends += len(burst())
			return
		}
		p.ask(chat, question)
		sends++
	})
	if !p.until(ctx, func() bool { return p.fake.Count() >= sends }) {
		t.Errorf("%d of %d sends arrived", p.fake.Count(), sends)
	}
	took := time.Since(began)
	c.stop()
	t.Logf("%d sends in %v (%.1f a second): %d of the limits' own 429s, %d within a silence, %d more under way when it was asked for; "+
		"injected: %d 429s for all, %d for one chat", sends, took.Round(time.Second), float64(sends)/took.Seconds(),
		p.fake.Refusals(), p.fake.Breaches(), p.fake.Crossings(), p.floods, len(p.grudges))
	p.wantOrder(t)
	p.wantSilence(t, sends)
	if left := c.number(t.Context(), `SELECT COUNT(*) FROM sends WHERE state <> 'delivered'`); left > 0 || p.fake.Count() != sends {
		t.Errorf("%d sends not delivered, %d messages in the chats, want 0 and %d", left, p.fake.Count(), sends)
	}
}

// wantSilence holds the program to what Telegram asked for.
func (p *town) wantSilence(t *testing.T, sends int) {
	t.Helper()
	if got := p.fake.Breaches(); got > 0 {
		t.Errorf("%d calls within a silence, want 0", got)
	}
	if got := p.fake.Crossings(); quiet("LOKET_LIMITS") && got > p.floods {
		t.Errorf("%d calls under way when a silence was asked for, want at most one for each of %d", got, p.floods)
	}
	if got := p.fake.Refusals() - p.fake.Crossings(); got > sends/1000 {
		t.Errorf("%d of %d sends were refused by the limits, want at most 1 in 1000", got, sends)
	}
}

// wantOrder holds every burst to the order of its questions.
func (p *town) wantOrder(t *testing.T) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	want := p.heard[firstChat]
	for chat, got := range p.heard {
		if len(got) > 1 && !slices.Equal(got, want) {
			t.Errorf("chat %d read %q, want %q", chat, got, want)
		}
	}
}

// TestStaffGroup opens tickets faster than a group may be told of each, in a group
// with topics and in one without, while staff there take and answer some and turn
// pages: the group hears of all within two minutes, in at most 20 calls in any
// minute, and citizens wait no longer for it. LOKET_LIMITS_TICKETS sets how many
// tickets, in as many parts of a minute as they are of 200.
func TestStaffGroup(t *testing.T) {
	t.Parallel()
	for name, forum := range map[string]bool{"Topics": true, "NoTopics": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			staffGroupUnderLoad(t, setting(t, "LOKET_LIMITS_TICKETS", 25), forum)
		})
	}
}

func staffGroupUnderLoad(t *testing.T, n int, forum bool) {
	t.Helper()
	p := newTown(t, 1<<30)
	p.even = true // staff's replies are second messages
	if forum {
		p.fake.SetForum(staffGroup, true)
	}
	c := newCounter(t, p.paced())
	c.start()
	addStaff(c, "petugas1")
	c.command("staff", "link", "petugas1", fmt.Sprint(firstStaff))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	before := p.latency(ctx, t, 10_000, n*3, func(int) {})
	opened := map[int]time.Time{}
	during := p.latency(ctx, t, 20_000, n*3, func(i int) {
		switch i % 15 {
		case 0, 3, 6, 9, 12:
			p.fake.Deliver(faketelegram.Text(firstChat+int64(i), fmt.Sprintf("zxqv wkrt plmn %d", i)))
			opened[i/3] = time.Now()
		case 14:
			p.work(i)
		}
	})
	if !p.until(ctx, func() bool { return len(p.seen) >= n }) {
		t.Fatalf("the group heard of %d of %d tickets", len(p.seen), n)
	}
	heard := time.Since(opened[n-1])
	c.stop()
	acts := c.number(t.Context(), `SELECT COUNT(*) FROM group_said`)
	if topics := c.number(t.Context(), `SELECT COUNT(*) FROM topics WHERE thread <> ''`); (topics > 0) != forum {
		t.Errorf("%d topics in a group that is a forum: %v", topics, forum)
	}
	t.Logf("%d tickets told in %d calls, the last %v after it was asked; %d acts of staff in the group; p95 of a citizen's answer %v before, %v meanwhile; %d 429s",
		n, len(p.group), heard.Round(time.Millisecond), acts, before, during, p.fake.Refusals())
	if heard > 2*time.Minute {
		t.Errorf("the last ticket was shown after %v, want at most 2 minutes", heard)
	}
	if acts == 0 {
		t.Error("staff did nothing in the group meanwhile")
	}
	for i := 20; i < len(p.group); i++ {
		if within := p.group[i].Sub(p.group[i-20]); within < time.Minute {
			t.Errorf("21 calls to the group within %v, want at most 20 a minute", within)
		}
	}
	if limit := before + before/10 + 50*time.Millisecond; quiet("LOKET_LIMITS_TICKETS") && during > limit {
		t.Errorf("p95 of a citizen's answer %v, want at most %v", during, limit)
	}
	p.wantSilence(t, n)
}

// work lets a member of staff do the i-th thing in the group, with its last
// message that has buttons: press one, answer it, or ask for the queue.
func (p *town) work(i int) {
	var last faketelegram.Sent
	for _, m := range p.fake.Sent() {
		if now, there := p.fake.Message(m.Chat, m.MessageID); there && m.Chat == staffGroup && len(now.Buttons) > 0 {
			last = now
		}
	}
	switch {
	case last.MessageID == 0 || i%45 == 14:
		p.fake.Deliver(faketelegram.Command(staffGroup, "/antrian").By(firstStaff, "Petugas", ""))
	case i%45 == 29:
		row := last.Buttons[len(last.Buttons)-1]
		p.fake.Deliver(faketelegram.Callback(staffGroup, last.MessageID, row[len(row)-1].Data).By(firstStaff, "Petugas", ""))
	default:
		p.fake.Deliver(faketelegram.Reply(last, "Silakan datang besok.").By(firstStaff, "Petugas", ""))
	}
}

// latency lets citizens ask ten times a second, with something beside, and
// returns the 95th percentile of the time to their answers.
func (p *town) latency(ctx context.Context, t *testing.T, from, n int, beside func(i int)) time.Duration {
	t.Helper()
	p.mu.Lock()
	p.took = nil
	p.mu.Unlock()
	each(ctx, n, 10, func(i int) {
		p.ask(firstChat+int64(from+i), question)
		beside(i)
	})
	answered := func(chat int64) bool { return len(p.heard[chat]) > 0 }
	last := firstChat + int64(from+n-1)
	if !p.until(ctx, func() bool { return answered(last) && len(p.took) >= n }) {
		t.Fatalf("%d of %d answers", len(p.took), n)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	slices.Sort(p.took)
	return p.took[len(p.took)*95/100].Round(time.Millisecond)
}

// TestFlooders lets some people send far more than anybody reads while others
// ask: the others are answered as always, and each flooder has one ticket with
// all of it and was told once. LOKET_FLOODERS sets how many flood.
func TestFlooders(t *testing.T) {
	t.Parallel()
	const perSecond, seconds, firstFlooder = 20, 5, 90_000
	n := setting(t, "LOKET_FLOODERS", 5)
	p := newTown(t, 1<<30)
	c := newCounter(t, p.paced())
	c.start()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var flooding sync.WaitGroup
	flooding.Go(func() {
		each(ctx, n*perSecond*seconds, float64(n*perSecond), func(i int) {
			p.fake.Deliver(faketelegram.Text(int64(firstFlooder+i%n), fmt.Sprintf("halo %d apa kabar zxqv", i)))
		})
	})
	p95 := p.latency(ctx, t, 10_000, 10*seconds, func(int) {})
	flooding.Wait()
	notices := func() (told, most int) {
		for chat := range int64(n) {
			said := 0
			for _, title := range p.heard[firstFlooder+chat] {
				if strings.Contains(title, "banyak sekali") || strings.Contains(title, "sudah kami gabungkan") {
					said++
				}
			}
			told, most = told+min(1, said), max(most, said)
		}
		return told, most
	}
	if !p.until(ctx, func() bool { told, _ := notices(); return told == n }) {
		t.Error("not every flooder was told")
	}
	c.within(time.Minute, "the end of every message", func() bool {
		return c.number(t.Context(), `SELECT COUNT(*) FROM messages WHERE state = 'pending'`) == 0
	})
	c.stop()
	told, most := notices()
	t.Logf("%d people sent %d messages in %d s: %d told, at most %d times; p95 of the others' answers %v", n, n*perSecond*seconds, seconds, told, most, p95)
	if most > 1 || quiet("LOKET_FLOODERS") && p95 > 2*time.Second {
		t.Errorf("a flooder was told %d times, p95 of the others %v, want once and at most 2 s", most, p95)
	}
	if got := c.number(t.Context(), `SELECT COUNT(*) FROM tickets`); got != n {
		t.Errorf("%d tickets, want one for each of %d flooders", got, n)
	}
}
