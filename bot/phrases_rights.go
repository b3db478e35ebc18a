package bot

import (
	"fmt"
	"time"

	"loket/internal/loket"
)

// What the clerk says about a citizen's data and their rights.

// sayPrivacy tells who keeps what, why and how long, and what a citizen may
// ask.
func sayPrivacy(agency loket.Agency, keep time.Duration) string {
	return fmt.Sprintf("Percakapan ini disimpan %s untuk menjawab Anda dan memperbaiki layanan. Isinya disimpan terkunci, "+
		"paling lama %d hari.\n"+
		"NIK, nomor KK, nomor kartu, dan kode OTP yang terkirim langsung dihapus; yang tersisa hanya 4 angka terakhir.\n"+
		"Jangan kirim data itu di sini. Petugas kami tidak pernah memintanya lewat chat.\n"+
		"Hak Anda: /data untuk melihat, /hapus untuk menghapus, /tarik untuk menarik persetujuan, "+
		"/petugas untuk memperbaiki atau bertanya.",
		agency.Name, int(keep/(24*time.Hour)))
}

// sayNotice is the data-protection notice behind the first answer: who, why,
// how long, what not to send, and the rights. Its words are its version.
func sayNotice(agency loket.Agency, keep time.Duration) string {
	return fmt.Sprintf("Data Anda: percakapan disimpan terkunci oleh %s, paling lama %d hari, untuk menjawab Anda dan memperbaiki layanan. "+
		"Jangan kirim NIK atau foto KTP di sini. Hak Anda melihat, menghapus, atau menarik persetujuan: /privasi",
		agency.Name, int(keep/(24*time.Hour)))
}

// sayWithdrawAsk asks before consent is withdrawn. number is a ticket that
// waits; empty: none does.
func sayWithdrawAsk(number string) string {
	return lines("Tarik persetujuan? Nama dan percakapan Anda dihapus, dan pesan Anda berikutnya tidak kami baca atau simpan.", sayWithdrawnToo(number),
		"Tekan \""+labelWithdrawYes+"\", atau tulis: /tarik ya")
}

// sayWithdrawnToo tells what becomes of a ticket that waits; nothing without one.
func sayWithdrawnToo(number string) string {
	if number == "" {
		return ""
	}
	return "Pertanyaan " + number + " ditutup tanpa jawaban."
}

// sayEraseAsk asks before erasing. number is a ticket that waits; empty: none
// does.
func sayEraseAsk(number string) string {
	return lines("Hapus semua percakapan dan data Anda di sini? Ini tidak dapat dibatalkan.", sayWithdrawnToo(number),
		"Tekan \""+labelEraseYes+"\", atau tulis: /hapus ya")
}

const (
	sayKept = "Baik, tidak ada yang dihapus."

	sayStays = "Baik, persetujuan Anda tetap. Silakan tulis pertanyaan Anda."

	sayWithdrawn = "Persetujuan Anda sudah ditarik. Nama dan percakapan Anda dihapus; pesan berikutnya tidak kami baca atau simpan.\n" +
		"Ingin bertanya lagi? Tulis /setuju. Menghapus sisanya: /hapus"

	sayNotLookedInto = "Anda sudah menarik persetujuan, jadi pesan ini tidak kami baca atau simpan. Untuk bertanya lagi, tulis /setuju.\n" +
		"Bila ada bahaya, hubungi 112."

	sayAgreed = "Baik. Silakan tulis pertanyaan Anda."

	sayNoArchive = "Salinan data belum dapat dibuat sekarang. Coba lagi nanti, atau tekan tombol di bawah."

	sayArchiveCut = "(Percakapan yang lebih lama tidak muat. Tulis /petugas bila Anda memerlukannya.)"
)

// sayErased is the farewell. A chat network keeps its own copy, which only the
// citizen can delete.
func sayErased(channel loket.ChannelKind) string {
	own := "Muat ulang halaman ini untuk memulai yang baru."
	if channel == loket.Telegram {
		own = "Salinan di Telegram hanya dapat Anda hapus sendiri, dengan menghapus chat ini."
	}
	return "Permintaan Anda kami jalankan. Dalam beberapa menit percakapan dan data Anda di kantor kami dihapus.\n" + own
}

// channelName is a channel as citizens call it.
func channelName(kind loket.ChannelKind) string {
	if kind == loket.Telegram {
		return "Telegram"
	}
	return "chat web"
}
