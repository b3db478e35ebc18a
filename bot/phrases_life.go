package bot

import (
	"fmt"
	"time"

	"loket/internal/calendar"
)

// SaySilent tells a citizen that their ticket was closed because nothing came.
func SaySilent(number string) string {
	return fmt.Sprintf("Tiket %s kami tutup karena belum ada balasan dari Anda. "+
		"Bila masih perlu, tulis saja di sini: dalam 7 hari tiket yang sama dibuka lagi.", number)
}

// SayTransferred tells a citizen that another agency answers from now on.
func SayTransferred(number, agency string) string {
	return fmt.Sprintf("Pertanyaan Anda (%s) kami teruskan ke %s. Nomor dan percakapan ini tetap; "+
		"jawabannya datang di sini. Tidak perlu mengirim ulang.", number, agency)
}

// SayExtended tells by when a request for information is answered, and why later.
func SayExtended(number, until, reason string) string {
	return lines(fmt.Sprintf("Permohonan informasi %s kami jawab paling lambat %s.", number, until), "Alasan: "+reason,
		"Dasar: UU 14/2008 Pasal 22 ayat (8).")
}

// SayMerged tells a citizen which of two numbers stands.
func SayMerged(from, into string) string {
	return fmt.Sprintf("Tiket %s kami gabungkan ke %s karena perkaranya sama. Cukup ikuti %s; tidak ada pesan yang hilang.", from, into, into)
}

// sayReopened tells that a closed ticket goes on; outlook, when it is answered.
func sayReopened(number, outlook string) string {
	return lines("Tiket Anda kami buka lagi dan kami dahulukan.", "Nomor: "+number, outlook, "Tidak perlu mengulang dari awal.")
}

// sayBlocked tells a citizen once that what they write is not answered for a time.
func sayBlocked(until time.Time) string {
	return fmt.Sprintf("Mohon maaf, sampai %s pukul %s pesan Anda kami simpan tetapi tidak kami jawab. "+
		"Anda tetap dilayani di loket. Bila ada bahaya, tulis di sini atau hubungi 112.",
		calendar.FormatDay(until), calendar.FormatClock(until))
}
