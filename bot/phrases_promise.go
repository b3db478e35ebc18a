package bot

import (
	"fmt"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Labels of buttons under what is said of a ticket.
const (
	labelStatus = "Cek antrean"
	labelCancel = "Batalkan"
)

// sayOutlook tells the place in the queue and the latest time; why the office is
// closed, if it is; and that today is full, if the time is on another day.
func sayOutlook(place int, latest, now time.Time, status calendar.Status) string {
	when := "Petugas membalas paling lambat " + calendar.FormatMoment(latest, now) + "."
	if status.Open && calendar.DateOf(latest) != calendar.DateOf(now) {
		when = "Hari ini sudah tidak sempat. " + when
	}
	return lines(calendar.Reopening(status, now), fmt.Sprintf("Antrean Anda: nomor %d.", place), when)
}

// sayStatus tells where a ticket stands: its place, 0: it is not in the queue any
// more; the promise until a human has written; and, of a closed office, when it
// opens.
func sayStatus(k loket.Ticket, place int, now time.Time, reopening string) string {
	return lines(fmt.Sprintf("Tiket %s: %s.", k.Number, stateText(k, place)), sayPromise(k, now), reopening)
}

func sayClosed(number string) string { return fmt.Sprintf("Tiket %s: sudah selesai.", number) }

// stateText is where a citizen's ticket stands.
func stateText(k loket.Ticket, place int) string {
	switch {
	case place > 0:
		return fmt.Sprintf("menunggu petugas, antrean nomor %d", place)
	case k.State == loket.TicketWaitingCitizen:
		return "menunggu balasan Anda"
	case k.State == loket.TicketSnoozed:
		return "sedang diproses petugas"
	case k.Promise.Owed() || k.FirstReplyAt.IsZero():
		return "sedang dibaca petugas"
	}
	return "sudah dibalas petugas"
}

// sayPromise tells a promise as it stands; "" when there is none any more.
func sayPromise(k loket.Ticket, now time.Time) string {
	switch {
	case !k.Promise.Owed():
		return ""
	case k.Promise.Passed(now):
		return "Maaf, balasan kami terlambat. Waktu baru kami kabarkan di sini."
	}
	return "Petugas membalas paling lambat " + calendar.FormatMoment(k.Promise.At, now) + "."
}

// sayDelay apologises and tells the new time.
func sayDelay(k loket.Ticket, late bool, now time.Time) string {
	sorry := "Mohon maaf, petugas belum sempat membalas " + k.Number + "."
	if late {
		sorry = "Mohon maaf, kami terlambat membalas " + k.Number + "."
	}
	return lines(sorry, "Waktu baru: paling lambat "+calendar.FormatMoment(k.Promise.At, now)+".",
		"Tidak perlu mengirim ulang. Urutan Anda tetap.")
}

func sayCancelled(number string) string {
	return fmt.Sprintf("Tiket %s sudah dibatalkan. Bila perlu lagi, silakan tulis pertanyaan Anda.", number)
}

func sayTooLate(number string) string {
	return fmt.Sprintf("Tiket %s sedang ditangani petugas. Pesan Anda kami teruskan kepadanya.", number)
}
