package privacy

import (
	"strings"

	"loket/internal/loket"
	"loket/internal/words"
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

// Refusal is one part of a text that the guard refuses.
type Refusal struct {
	Ban   Ban
	Words string // the part, as it stands in the text
}

// Why says what is wrong with the part, for the member of staff: "meminta uang".
func (r Refusal) Why() words.Text { return reason(r.Ban) }

// Instead says how to write it instead.
func (r Refusal) Instead() words.Text { return cure(r.Ban) }

// RefusedError is why a text is not sent: its parts in the order they were found, at
// least one. It is a *loket.Error with the first of them.
type RefusedError struct {
	Parts []Refusal
	said  *loket.Error
}

func (r *RefusedError) Error() string { return r.said.Message }

// Unwrap implements errors.Unwrap.
func (r *RefusedError) Unwrap() error { return r.said }

// mostRefusals bounds how many parts of one text are named.
const mostRefusals = 10

// Check refuses a text that asks for what an office never asks for. The error
// is a *RefusedError with the sentence, the reason, and how to write it instead.
func (g Guard) Check(text string) error {
	parts := g.refusals(text, mostRefusals)
	if len(parts) == 0 {
		return nil
	}
	first := parts[0]
	return &RefusedError{Parts: parts, said: loket.Sayf(loket.CodeInvalid,
		"Balasan tidak dikirim. Bagian ini %s: \"%s\". %s", first.Why(), excerpt(first.Words), first.Instead())}
}

// refusals returns the parts of a text that break a ban, at most so many: sites
// first, then sentences.
func (g Guard) refusals(text string, most int) (found []Refusal) {
	for _, link := range g.foreign(text) {
		found = append(found, Refusal{BanLink, link})
	}
	before := statement{}
	for _, sentence := range sentences(text) {
		if len(found) >= most {
			return found[:most]
		}
		s := parse(sentence)
		ban := s.breaks()
		if ban == "" {
			ban = s.goesOn(before)
		}
		if ban != "" {
			found = append(found, Refusal{ban, sentence})
		}
		before = s
	}
	return found
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
func reason(b Ban) words.Text {
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
func cure(b Ban) words.Text {
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
