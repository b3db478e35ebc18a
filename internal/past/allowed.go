package past

import "fmt"

// allowed tells why a line cannot have happened as its conversation and ticket stand;
// empty: it can.
func allowed(v *thread, k *ticket, l Line) string {
	switch l.Event {
	case Message, Quote, Ask, Receipt, Notice, Reply:
		if l.Ticket != "" && k == nil {
			return noTicket(l)
		}
		return ""
	case Handoff:
		if l.Ticket != "" && k != nil || l.Ticket == "" && k != nil && k.state != closed && k.state != left {
			return "handoff, padahal tiketnya sudah ada. Tutup dahulu (close), buka lagi (reopen), atau beri ticket lain."
		}
		return ""
	case Rating:
		if v.rated {
			return "rating kedua dalam satu episode. Simpan yang terakhir saja."
		}
		return ""
	case Close:
		if l.Ticket == "" && (k == nil || k.state == closed) {
			return closesEpisode(v)
		}
	default:
	}
	if k == nil {
		return noTicket(l)
	}
	return onTicket(k, l)
}

func noTicket(l Line) string {
	return fmt.Sprintf("%s tanpa tiket. Tulis baris handoff (dengan ticket yang sama) sebelum baris ini.", l.Event)
}

func closesEpisode(v *thread) string {
	if !v.open {
		return "close, padahal percakapan ini sudah ditutup. Hapus baris yang terulang, atau tulis message atau reopen sebelumnya."
	}
	return ""
}

// onTicket tells why a step cannot be taken with a ticket.
func onTicket(k *ticket, l Line) string {
	over := k.state == closed || k.state == left
	switch {
	case l.Event == Note:
		return ""
	case l.Event == Close && k.state == closed:
		return "close, padahal tiket ini sudah ditutup. Hapus baris yang terulang, atau tulis reopen sebelumnya."
	case l.Event == Close:
		return ""
	case l.Event == Reopen && !over:
		return "reopen, padahal tiket ini masih terbuka. Tulis close sebelumnya, atau hapus baris ini."
	case l.Event == Reopen:
		return ""
	case over:
		return fmt.Sprintf("%s, padahal tiket ini sudah ditutup. Tulis reopen sebelumnya, atau hapus baris ini.", l.Event)
	}
	return ""
}
