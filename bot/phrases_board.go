package bot

import (
	"fmt"
	"time"

	"loket/internal/loket"
)

// sayCard is a message to the staff group: numbers and how they stand, nothing a
// citizen wrote.
func sayCard(c card, zone *time.Location) string {
	all := []string{"Pertanyaan untuk petugas. Buka Loket untuk membalas."}
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
	line := fmt.Sprintf("%s · %s · %s · %s", k.Number, kindWord(k.Kind), k.OpenedAt.In(zone).Format("02-01 15.04"), standing(row))
	if k.Priority >= loket.PriorityEmergency {
		return "DARURAT " + line
	}
	return line
}

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
	case row.Holder == "":
		return "diambil"
	}
	return "diambil " + row.Holder
}
