package bot

import "fmt"

const labelMove = "Lanjut di Telegram"

func sayMoveLink(number, link string) string {
	return lines(fmt.Sprintf("Buka tautan ini untuk melanjutkan tiket %s di Telegram, lalu tekan Mulai (Start):", number), link,
		"Berlaku satu jam dan sekali pakai. Jangan bagikan.")
}

func sayMovedHere(number string) string {
	return fmt.Sprintf("Tiket %s dilanjutkan di sini. Petugas membalas di obrolan ini. Tidak perlu mengulang dari awal; urutan Anda tetap.", number)
}

func sayMovedAway(number string) string {
	return fmt.Sprintf("Tiket %s sekarang dilanjutkan di Telegram. Balasan petugas datang di sana. Pertanyaan lain tetap boleh ditulis di sini.", number)
}

// sayMoveBusy tells that one question at a time waits in a conversation.
func sayMoveBusy(number string) string {
	return fmt.Sprintf("Di sini masih ada tiket %s. Tiket dari situs tetap dilanjutkan di situs. "+
		"Bila %s sudah selesai atau dibatalkan, buka lagi tautannya.", number, number)
}

const sayMoveOver = "Tautan itu sudah dipakai atau tidak berlaku lagi. Minta tautan baru di obrolan situs, atau tulis pertanyaan Anda di sini."
