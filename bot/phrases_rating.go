package bot

import "fmt"

// Labels of buttons under a rating.
const (
	labelAnswered   = "Ya"
	labelUnanswered = "Belum"
	labelNoWords    = "Lewati"
)

// sayAnswered asks whether a ticket that is closed is answered.
func sayAnswered(number string) string {
	return fmt.Sprintf("Tiket %s kami selesaikan. Apakah pertanyaan Anda sudah terjawab?", number)
}

const (
	sayScore = "Syukurlah. Bagaimana pelayanan kami? Pilih 1 (tidak baik), 2 (kurang baik), 3 (baik), atau 4 (sangat baik)."

	sayWords = "Terima kasih. Mau menambah catatan untuk petugas? Tulis dalam 10 menit, atau tekan Lewati. " +
		"Catatan tidak dibalas; pertanyaan tetap kami jawab."

	sayRated = "Terima kasih atas penilaian Anda."

	sayRatedAlready = "Penilaian Anda sudah kami terima. Terima kasih."
)
