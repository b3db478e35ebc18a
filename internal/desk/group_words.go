package desk

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
)

// What is refused in the staff group.
var (
	errNotLinked = loket.Errorf(loket.CodeForbidden, "Akun Telegram Anda belum dihubungkan dengan akun petugas. Minta kode kepada admin.")
	errOnlyWords = loket.Errorf(loket.CodeInvalid, "Tidak dikirim: dari grup hanya tulisan yang dapat diteruskan ke warga.")
	errNoCard    = loket.Errorf(loket.CodeInvalid, "Tidak ada yang dikirim atau ditutup: pesan itu tidak membalas kartu tiket. "+
		"Balas kartu tiketnya, lalu ulangi.")
	errCloseAlone = loket.Errorf(loket.CodeInvalid, "Tiket belum ditutup, dan kata di belakang /tutup tidak dikirim. "+
		"Jawab warga lebih dulu dengan membalas kartu, lalu balas kartu lagi dengan /tutup saja.")
	errNoCommand = loket.Errorf(loket.CodeInvalid, "Tidak dikirim: perintah itu tidak dikenal. Yang ada: /antrian dan /tutup. "+
		"Balasan untuk warga tidak boleh diawali garis miring.")
)

const sayReleased = "Tiket dilepas dan kembali ke antrean."

// refusalWords are an error as the group reads it: there is no page to load again
// there.
func refusalWords(err error, refusal *loket.Error) string {
	switch {
	case errors.Is(err, loket.ErrTicketHeld):
		return "Tiket ini sudah diambil rekan lain."
	case errors.Is(err, loket.ErrTicketClosed):
		return "Tiket ini sudah ditutup. Tidak ada yang dikirim."
	case errors.Is(err, loket.ErrLeaseLost):
		return loket.ErrNotYours.Message
	case errors.Is(err, loket.ErrNotFound):
		return "Tiket ini tidak ada lagi di kantor ini."
	}
	return refusal.Message
}

func (a act) sayClaimed(t loket.Ticket) string {
	return fmt.Sprintf("Tiket %s Anda pegang sampai %s. Balas kartunya untuk menjawab warga.", t.Number, a.clock(t.LeaseUntil))
}

// clock is a moment as cards in the group tell it.
func (a act) clock(at time.Time) string { return at.In(a.Zone).Format("02-01 15.04") }

// sayQueue lists the first tickets that wait: number, topic and deadline, nothing
// a citizen wrote.
func (a act) sayQueue(waiting []loket.Ticket) string {
	if len(waiting) == 0 {
		return "Tidak ada tiket yang menunggu."
	}
	lines := []string{fmt.Sprintf("%d tiket menunggu.", len(waiting))}
	for i, t := range waiting[:min(queueShown, len(waiting))] {
		lines = append(lines, fmt.Sprintf("%d. %s · %s · jawab sebelum %s", i+1, t.Number, t.Subject(), a.clock(t.DueAt)))
	}
	return strings.Join(lines, "\n")
}
