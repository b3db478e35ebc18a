package privacy

import (
	"strings"

	"loket/internal/loket"
)

// Guard refuses words to a citizen that an office never says: fraudsters pose
// as one, and a citizen cannot tell a real request for a NIK from a false one.
// The zero Guard lets government sites and the two app stores be named and no
// others. It is safe for concurrent use.
type Guard struct {
	Links []string // sites a text may name besides, with all below them: "contoh.id"
}

// Ban names what a text to a citizen may not do.
type Ban string

// The bans.
const (
	BanNumber   Ban = "nomor pribadi" // ask for NIK, KK, a photo of a card
	BanSecret   Ban = "kode rahasia"  // ask for an OTP, a password, a PIN
	BanTransfer Ban = "uang"          // ask for money, or name an account to send it to
	BanApp      Ban = "aplikasi"      // have an APK installed
	BanLink     Ban = "tautan"        // lead to a site that is not on the list
)

// Check refuses a text that asks for what an office never asks for. The error
// is a *loket.Error with the sentence, the reason, and how to write it instead.
func (g Guard) Check(text string) error {
	ban, sentence := g.find(text)
	if ban == "" {
		return nil
	}
	return loket.Errorf(loket.CodeInvalid, "Balasan tidak dikirim. Bagian ini "+reason(ban)+": \""+excerpt(sentence)+"\". "+cure(ban))
}

// find returns the first ban a text breaks, and where; empty: none.
func (g Guard) find(text string) (Ban, string) {
	if link := g.foreign(text); link != "" {
		return BanLink, link
	}
	before := statement{}
	for _, sentence := range sentences(text) {
		s := parse(sentence)
		if ban := s.breaks(); ban != "" {
			return ban, sentence
		}
		if ban := s.goesOn(before); ban != "" {
			return ban, sentence
		}
		before = s
	}
	return "", ""
}

// longestExcerpt bounds what is quoted of a refused text, in characters.
const longestExcerpt = 80

func excerpt(sentence string) string {
	letters := []rune(strings.TrimSpace(sentence))
	if len(letters) > longestExcerpt {
		return string(letters[:longestExcerpt]) + "…"
	}
	return string(letters)
}

// reason says what is wrong with a sentence, for the member of staff.
func reason(b Ban) string {
	switch b {
	case BanSecret:
		return "meminta kode OTP, PIN, atau kata sandi"
	case BanTransfer:
		return "meminta uang atau transfer"
	case BanApp:
		return "menyuruh memasang APK atau aplikasi dari tautan"
	case BanLink:
		return "memuat tautan yang tidak terdaftar"
	default:
		return "meminta NIK, nomor KK, atau foto dokumen lewat chat"
	}
}

// cure says how to write it instead.
func cure(b Ban) string {
	switch b {
	case BanSecret:
		return "Dinas tidak pernah memerlukan kode itu. Hapus kalimatnya, " +
			"atau tulis: \"Jangan berikan kode OTP kepada siapa pun, termasuk petugas.\""
	case BanTransfer:
		return "Layanan kami gratis. Tulis: \"Layanan ini tidak dipungut biaya.\" " +
			"Untuk denda resmi tulis: \"Bayar ke kas daerah dengan kode billing dari loket.\""
	case BanApp:
		return "Tulis: \"Unduh aplikasi resmi Identitas Kependudukan Digital di Play Store atau App Store.\""
	case BanLink:
		return "Pakai alamat .go.id, atau minta admin menambahkannya di loket.yaml, bagian links."
	default:
		return "Tulis: \"Silakan datang ke loket dengan KTP dan KK asli, petugas memeriksanya di sana.\""
	}
}
