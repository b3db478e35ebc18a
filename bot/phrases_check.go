package bot

import (
	"fmt"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

const (
	sayHowToCheck = "Setiap pesan kami memuat kode cek. Untuk tahu apakah sebuah pesan benar dari kami, kirim: /cek KODE, misalnya /cek 7F3Q-9KXM."

	sayBadCode = "Kode cek terdiri atas 8 huruf dan angka, misalnya 7F3Q-9KXM. Salin persis dari pesannya, lalu kirim: /cek KODE."

	sayTooManyCodes = "Terlalu banyak percobaan. Coba lagi 15 menit lagi."
)

// sayWritten tells that the agency wrote what bears a code.
func sayWritten(agency loket.Agency, w loket.Written, title string, zone *time.Location) string {
	at := w.At.In(zone)
	return lines(fmt.Sprintf("Benar: pesan berkode %s kami tulis. %s mengirimnya pada %s pukul %s kepada satu orang di %s: %s.",
		loket.FormatCheckCode(w.Code), agency.Name, calendar.FormatDay(at), calendar.FormatClock(at), channelText(w.Channel), kindText(w, title)),
		sayLikeness(w.Likeness))
}

// sayLikeness tells what came of comparing a text; without one, what a code proves and
// what it does not.
func sayLikeness(l loket.Likeness) string {
	switch l {
	case loket.LikenessSame:
		return "Isinya sama dengan yang kami tulis."
	case loket.LikenessOther:
		return "Tetapi isinya TIDAK sama dengan yang kami tulis: jangan percayai isinya, dan jangan mengirim data atau uang."
	case loket.LikenessErased:
		return "Isinya tidak kami simpan lagi, jadi tidak dapat dibandingkan."
	default:
		return "Kode hanya membuktikan tulisan aslinya. Bila isinya meminta NIK, kode OTP, atau uang, isinya sudah diubah: kami tidak pernah memintanya."
	}
}
