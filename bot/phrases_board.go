package bot

import (
	"fmt"
	"slices"
	"time"

	"loket/internal/loket"
)

// sayCard is a message to the staff group: numbers and how they stand, nothing a
// citizen wrote; and in an emergency whom to call.
func sayCard(c card, zone *time.Location, onCall string) string {
	all := []string{"Pertanyaan untuk petugas. Buka Loket untuk membalas."}
	if onCall != "" && slices.ContainsFunc(c.rows, func(row loket.InboxRow) bool { return alarmOf(row.Ticket) >= alarmEmergency }) {
		all = append(all, "DARURAT. Hubungi sekarang: "+onCall)
	}
	for _, row := range c.rows {
		all = append(all, cardLine(row, zone))
	}
	if c.left > 0 {
		all = append(all, fmt.Sprintf("… dan %d lainnya yang sudah menunggu.", c.left))
	}
	return lines(all...)
}

func cardLine(row loket.InboxRow, zone *time.Location) string {
	k := row.Ticket
	return urgencyWord(k) + fmt.Sprintf("%s · %s · %s · %s", k.Number, kindWord(k.Kind), opened(k, zone), standing(row)) + delay(row.Ticket) + mark(row)
}

func opened(k loket.Ticket, zone *time.Location) string {
	return k.OpenedAt.In(zone).Format("02-01 15.04")
}

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

// sayTopicCard is a ticket's card in its topic: how it stands, nothing a citizen
// wrote.
func sayTopicCard(row loket.InboxRow, zone *time.Location) string {
	return lines(topicName(row), "Masuk "+opened(row.Ticket, zone)+" · "+standing(row)+delay(row.Ticket)+mark(row),
		"Balas di Loket. Yang ditulis di topik ini tidak sampai ke warga.")
}

func sayTopicClosed(t loket.Topic) string { return lines(t.Name, "Selesai.") }

func kindWord(kind loket.TicketKind) string {
	if kind == loket.KindComplaint {
		return "aduan"
	}
	return "pertanyaan"
}

func standing(row loket.InboxRow) string {
	switch {
	case row.Ticket.State == loket.TicketClosed:
		return "selesai"
	case row.Ticket.State == loket.TicketWaiting:
		return "menunggu"
	case row.Ticket.State == loket.TicketWaitingCitizen:
		return "menunggu warga"
	case row.Ticket.State == loket.TicketSnoozed:
		return "ditunda"
	case row.Ticket.State == loket.TicketReview:
		return "perlu diperiksa penyelia"
	case row.Holder == "":
		return "diambil"
	}
	return "diambil " + row.Holder
}
