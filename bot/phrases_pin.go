package bot

import (
	"fmt"

	"loket/internal/loket"
)

const labelPIN = "PIN"

// sayReceiptPIN is a line of a receipt.
func sayReceiptPIN(pin loket.PIN) string {
	return "PIN: " + pin.Digits() + ". Simpan: dengan nomor dan PIN tiket ini dapat dibuka di halaman Cek tiket."
}

func sayPIN(number string, pin loket.PIN) string {
	return fmt.Sprintf("Tiket %s, PIN: %s. PIN sebelumnya tidak berlaku lagi. "+
		"Dengan nomor dan PIN Anda dapat mengecek tiket dari tempat lain. Jangan berikan kepada siapa pun.", number, pin.Digits())
}

const (
	sayWrongPIN = "Nomor tiket atau PIN tidak cocok. Periksa keduanya, lalu kirim lagi dalam satu pesan. " +
		"PIN dapat diminta di obrolan tempat tiket dibuat: tulis \"pin\"."

	sayTooManyTries = "Terlalu banyak percobaan. Coba lagi 15 menit lagi, atau tanyakan dari obrolan tempat tiket dibuat."

	sayNeedsPIN = "Tiket itu tidak terbuka di obrolan ini. Untuk mengeceknya, kirim nomor tiket dan PIN-nya dalam satu pesan."
)
