package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
)

// Everything the clerk says by itself stands here, in plain Indonesian: at most
// one action each, at most 300 characters where it can be.

// Labels of buttons.
const (
	labelHuman  = "Bicara dengan petugas"
	labelDetail = "Rincian"

	labelArchive  = "Lihat data saya"
	labelErase    = "Hapus data saya"
	labelEraseYes = "Ya, hapus"
	labelEraseNo  = "Tidak jadi"

	labelWithdraw    = "Tarik persetujuan"
	labelWithdrawYes = "Ya, tarik"
	labelAgree       = "Setuju lagi"
)

// greetingOf opens by the time of day: pagi to 10.59, siang to 14.59, sore to
// 17.59, malam after that.
func greetingOf(local time.Time) string {
	switch hour := local.Hour(); {
	case hour < 11:
		return "Selamat pagi"
	case hour < 15:
		return "Selamat siang"
	case hour < 18:
		return "Selamat sore"
	default:
		return "Selamat malam"
	}
}

func sayHello(agency loket.Agency, local time.Time) string {
	return fmt.Sprintf("%s, Bapak/Ibu. Saya asisten otomatis %s.\n"+
		"Silakan tulis pertanyaan, misalnya: \"syarat KTP hilang\", atau tulis \"menu\" untuk memilih.\n"+
		"Demi keamanan, jangan kirim NIK, nomor KK, foto KTP/KK, atau kode OTP di sini.",
		greetingOf(local), agency.Name)
}

// sayHelloOfStaff greets while the bot is switched off.
func sayHelloOfStaff(agency loket.Agency, local time.Time) string {
	return fmt.Sprintf("%s, Bapak/Ibu. %s %s\n"+
		"Demi keamanan, jangan kirim NIK, nomor KK, foto KTP/KK, atau kode OTP di sini.", greetingOf(local), sayBotOff,
		"Silakan tulis pertanyaan Anda untuk petugas "+agency.Name+".")
}

func sayHelp(agency loket.Agency) string {
	return fmt.Sprintf("Saya asisten otomatis %s. Saya menjawab syarat dan cara mengurus KTP-el, KK, akta, KIA, dan pindah.\n"+
		"Tulis pertanyaan Anda, atau:\n/menu untuk memilih menurut topik\n/petugas untuk bicara dengan petugas\n/status untuk melihat antrean Anda, /batal untuk membatalkannya, /pin untuk mengeceknya dari tempat lain\n"+
		"/cek untuk memastikan sebuah pesan benar dari kami\n"+
		"/privasi tentang data Anda, /data untuk melihatnya, /hapus untuk menghapusnya, /tarik untuk menarik persetujuan", agency.Name)
}

const sayThanks = "Sama-sama. Bila ada pertanyaan lain, silakan tulis di sini."

// sayReceipt tells that a human will answer, and when: see sayOutlook.
func sayReceipt(number, when string) string {
	return lines("Pertanyaan Anda kami teruskan ke petugas.", "Nomor: "+number, when,
		"Tidak perlu mengirim ulang. Urutan Anda tetap.")
}

func sayComplaintReceipt(number, hours string) string {
	return lines("Mohon maaf atas ketidaknyamanan Anda. Aduan Anda kami catat dan teruskan ke petugas.",
		"Nomor: "+number, hours, "Anda juga dapat melapor ke SP4N-LAPOR! (lapor.go.id) atau Ombudsman (137).")
}

// lines puts what is not empty below each other.
func lines(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(line string) bool { return line == "" }), "\n")
}

func sayEmergency(number string) string {
	return fmt.Sprintf("Bila ada bahaya, hubungi sekarang:\n112 darurat\n110 polisi\n119 ambulans\n113 pemadam kebakaran\n"+
		"129 SAPA (kekerasan pada perempuan dan anak)\n"+
		"Petugas kami juga sudah diberi tahu. Nomor: %s", number)
}

func sayInsultsReceipt(number, hours string) string {
	return lines("Kami mengerti Anda kesal. Petugas akan membaca percakapan ini.", "Nomor: "+number, hours,
		fmt.Sprintf("Tulis apa yang dapat kami bantu; pesan Anda masuk ke %s.", number))
}

func sayJoined(number string) string {
	return fmt.Sprintf("Pesan Anda sudah kami gabungkan ke %s. Urutan Anda tetap.", number)
}

func sayFlood(number string) string {
	return fmt.Sprintf("Pesan Anda banyak sekali dalam satu menit. Semuanya kami simpan di %s dan dibaca petugas. "+
		"Tidak perlu mengirim ulang.", number)
}

func sayStillQueued(number string) string {
	return fmt.Sprintf("Tiket Anda %s tetap antre. Petugas akan membalas di sini.", number)
}

const sayNoTicket = "Anda belum punya pertanyaan yang menunggu petugas. Silakan tulis pertanyaan Anda."

func sayHidden(labels []string) string {
	what := "data pribadi"
	if len(labels) > 0 {
		what = strings.Join(labels, ", ")
	}
	return fmt.Sprintf("Pesan Anda memuat %s. Demi keamanan, bagian itu langsung kami samarkan.\n"+
		"Jangan kirim NIK, nomor KK, foto KTP/KK, atau kode OTP di sini. Bawa dokumennya ke loket.", what)
}

const (
	sayAbuse = "Kami mengerti Anda kesal. Kami tetap siap membantu. Tulis pertanyaan Anda, atau tekan tombol di bawah."

	sayHoax = "Kami belum mempunyai pengumuman resmi tentang hal itu. Jangan menekan tautan, mengirim data, atau membayar dahulu. " +
		"Dinas tidak pernah meminta data atau uang lewat chat. Setiap pesan kami memuat kode cek: kirim /cek KODE untuk memastikannya."

	sayAttachment = "Foto atau berkas tidak kami buka otomatis. Jangan kirim foto KTP, KK, atau akta di sini. " +
		"Bila perlu petugas melihatnya, tekan tombol di bawah."

	sayMedia = "Maaf, saya hanya dapat membaca tulisan. Silakan tulis pertanyaan Anda, atau tekan tombol di bawah."

	sayAsk = "Saya belum yakin. Maksud Anda yang mana? Tekan atau tulis angkanya."

	sayBotOff = "Jawaban otomatis sedang dihentikan; petugas yang menjawab."

	sayHalted = "Pesan Anda sudah kami terima dan simpan. Layanan di saluran ini sedang dihentikan sementara. " +
		"Tidak perlu mengirim ulang; kami menjawab begitu saluran dibuka lagi."

	sayStaleChoice = "Pilihan itu sudah tidak berlaku. Silakan tulis pertanyaan Anda."
)
