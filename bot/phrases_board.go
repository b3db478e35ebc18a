package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Labels of buttons in the staff group.
const (
	labelClaim   = "Ambil"
	labelRelease = "Lepas"
	labelBefore  = "‹ Sebelumnya"
	labelAfter   = "Berikutnya ›"
)

const sayHowTo = "Tekan Ambil, lalu balas pesan ini: kata Anda dikirim ke warga.\n" +
	"Awali dengan // atau catatan: bila hanya untuk rekan. Balas dengan /tutup bila selesai."

// sayCard is a ticket's card: how it stands, and what was asked, redacted and made
// harmless. It fits one message. It needs the board's lock.
func (b *Board) sayCard(row loket.InboxRow) loket.Content {
	k, now := row.Ticket, b.Now()
	more := ""
	if row.Messages > 1 {
		more = fmt.Sprintf("%d pesan; semuanya ada di Loket.", row.Messages)
	}
	about := ""
	if k.Topic != "" {
		about = "Topik " + k.Topic
	}
	return loket.Content{
		Text: lines(topicName(row), about, "Masuk "+clock(k.OpenedAt, b.Zone)+" · jawab sebelum "+clock(k.DueAt, b.Zone),
			"Status: "+standing(row, now, b.Zone)+delay(k)+mark(row), quoted(row.Question), more, sayHowTo),
		Buttons: b.cardButtons(k, now),
	}
}

// cardButtons are the buttons of a card: to let go of what is held, else to take
// it.
func (b *Board) cardButtons(k loket.Ticket, now time.Time) [][]loket.Button {
	if !k.Held(now) {
		return [][]loket.Button{{b.claimButton(k, labelClaim)}}
	}
	press := loket.GroupPress{Act: loket.GroupRelease, Ticket: k.ID, Number: k.LeaseEpoch}
	return [][]loket.Button{{{Label: labelRelease, Data: press.Sign(b.Sign)}}}
}

func (b *Board) claimButton(k loket.Ticket, label string) loket.Button {
	press := loket.GroupPress{Act: loket.GroupClaim, Ticket: k.ID, Number: k.LeaseEpoch}
	return loket.Button{Label: label, Data: press.Sign(b.Sign)}
}

// claimButtons take tickets of a list, three in a row.
func (b *Board) claimButtons(rows []loket.InboxRow) (buttons [][]loket.Button) {
	for some := range slices.Chunk(rows, 3) {
		var line []loket.Button
		for _, row := range some {
			line = append(line, b.claimButton(row.Ticket, labelClaim+" "+row.Ticket.Number))
		}
		buttons = append(buttons, line)
	}
	return buttons
}

// sayAlarms tells of tickets that are late or an emergency, nothing a citizen wrote;
// of an emergency whom to call. The first of them that nobody holds can be taken.
func (b *Board) sayAlarms(loud []loket.InboxRow, urgent bool) loket.Content {
	all := []string{"Perlu perhatian:"}
	if urgent && b.OnCall != nil && b.OnCall() != "" {
		all = []string{"DARURAT. Hubungi sekarang: " + b.OnCall()}
	}
	now := b.Now()
	var free []loket.InboxRow
	for _, row := range loud {
		k := row.Ticket
		all = append(all, fmt.Sprintf("%s%s · %s · %s · %s%s%s", urgencyWord(k), k.Number, kindWord(k.Kind), clock(k.OpenedAt, b.Zone),
			standing(row, now, b.Zone), delay(k), mark(row)))
		if !k.Held(now) && len(free) < listPage {
			free = append(free, row)
		}
	}
	return loket.Content{Text: lines(all...), Buttons: b.claimButtons(free)}
}

// quoteLimit bounds what a card shows of a citizen's words, in characters.
const quoteLimit = 700

// quoted are a citizen's words as colleagues may read them: links lead nowhere,
// nobody is called, each line shows that it is theirs.
func quoted(text string) string {
	runes := []rune(strings.Map(plain, privacy.Defang(text)))
	if len(runes) > quoteLimit {
		runes = append(runes[:quoteLimit], '…')
	}
	text = strings.TrimSpace(string(runes))
	if text == "" {
		return ""
	}
	return "> " + strings.ReplaceAll(text, "\n", "\n> ")
}

// plain takes out what would turn the words around them or call somebody.
func plain(r rune) rune {
	switch {
	case r == '@':
		return '＠'
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069', r == '\r':
		return -1
	}
	return r
}

// sayList is the board: the tickets that wait and have no card. A page names
// topic and deadline, with a button each; the numbers of all others follow as far
// as one message holds them.
func (b *Board) sayList(waiting []loket.InboxRow, page int) loket.Content {
	if len(waiting) == 0 {
		return loket.Content{Text: "Tidak ada lagi tiket yang menunggu tanpa kartu."}
	}
	pages := (len(waiting) + listPage - 1) / listPage
	page = max(0, min(page, pages-1))
	first, end := page*listPage, min((page+1)*listPage, len(waiting))
	all := []string{fmt.Sprintf("%d tiket menunggu dan belum punya kartu. Halaman %d dari %d:", len(waiting), page+1, pages)}
	buttons := b.claimButtons(waiting[first:end])
	for _, row := range waiting[first:end] {
		all = append(all, listLine(row, b.Zone))
	}
	text := strings.Join(all, "\n")
	text += restLine(append(append([]loket.InboxRow(nil), waiting[:first]...), waiting[end:]...), listLimit-units(text))
	return loket.Content{Text: text, Buttons: b.turnButtons(buttons, page, pages)}
}

// turnButtons adds those that turn the page.
func (b *Board) turnButtons(buttons [][]loket.Button, page, pages int) [][]loket.Button {
	var turn []loket.Button
	add := func(label string, to int) {
		press := loket.GroupPress{Act: loket.GroupPage, Number: int64(to)}
		turn = append(turn, loket.Button{Label: label, Data: press.Sign(b.Sign)})
	}
	if page > 0 {
		add(labelBefore, page-1)
	}
	if page < pages-1 {
		add(labelAfter, page+1)
	}
	if len(turn) == 0 {
		return buttons
	}
	return append(buttons, turn)
}

const (
	listLimit    = 4000 // UTF-16 units of the board
	subjectLimit = 28   // characters of a ticket's topic on the board
)

func listLine(row loket.InboxRow, zone *time.Location) string {
	subject := []rune(row.Ticket.Subject())
	return fmt.Sprintf("%s%s · %s · sebelum %s%s", urgencyWord(row.Ticket), row.Ticket.Number,
		string(subject[:min(subjectLimit, len(subject))]), clock(row.Ticket.DueAt, zone), delay(row.Ticket)+mark(row))
}

// restLine names the tickets of other pages in at most room UTF-16 units.
func restLine(rest []loket.InboxRow, room int) string {
	if len(rest) == 0 {
		return ""
	}
	const reserve = 40 // for what says how many are left out
	text := "\nJuga menunggu:"
	for i, row := range rest {
		next := " " + row.Ticket.Number
		if units(text)+units(next) > room-reserve {
			return text + fmt.Sprintf(" … dan %d lagi", len(rest)-i)
		}
		text += next
	}
	return text
}

func clock(at time.Time, zone *time.Location) string { return at.In(zone).Format("02-01 15.04") }

func urgencyWord(k loket.Ticket) string {
	if k.Priority >= loket.PriorityEmergency {
		return "DARURAT "
	}
	return ""
}

// delay tells how late the answer is, and whose turn it is to see to it.
func delay(k loket.Ticket) string {
	if alarmOf(k) == alarmNone {
		return ""
	}
	switch {
	case k.Ladder.Level >= loket.LevelHead:
		return " · jauh lewat tenggat, perlu pimpinan"
	case k.Ladder.Level == loket.LevelSupervisor:
		return " · lewat tenggat, perlu penyelia"
	case k.Priority < loket.PriorityEmergency:
		return " · hampir lewat tenggat"
	}
	return ""
}

// mark warns whoever takes the ticket of what they will read.
func mark(row loket.InboxRow) string {
	if row.Insulting() {
		return " · ada makian atau ancaman"
	}
	return ""
}

// topicName is what a ticket's topic is called: at most 128 characters.
func topicName(row loket.InboxRow) string {
	return urgencyWord(row.Ticket) + row.Ticket.Number + " · " + kindWord(row.Ticket.Kind)
}

// sayClosedCard is the card of a closed ticket: nothing of what was asked stays.
func sayClosedCard(t loket.Topic) loket.Content {
	return loket.Content{Text: lines(t.Name, "Selesai.")}
}

func kindWord(kind loket.TicketKind) string { return loket.Ticket{Kind: kind}.Subject() }

func standing(row loket.InboxRow, now time.Time, zone *time.Location) string {
	k := row.Ticket
	var word string
	switch {
	case k.State == loket.TicketWaiting:
		word = "menunggu"
	case k.State == loket.TicketWaitingCitizen:
		word = "menunggu warga"
	case k.State == loket.TicketSnoozed:
		word = "ditunda"
	case k.State == loket.TicketReview:
		word = "perlu diperiksa penyelia"
	case !k.Held(now):
		word = strings.TrimSpace("masa pegang habis, boleh diambil; tadinya diambil " + row.Holder)
	default:
		word = strings.TrimSpace("diambil " + row.Holder)
	}
	if !k.FirstReplyAt.IsZero() {
		word += " · dibalas " + clock(k.FirstReplyAt, zone)
	}
	return word
}
