package privacy

import (
	"bytes"
	"regexp"
	"strings"
)

var (
	wordIn = regexp.MustCompile(`[a-z0-9@$]+|[?,:=]`)
	// Letters with a separator between each: "N.I.K", "o t p".
	spelled = regexp.MustCompile(`\b[a-z0-9](?:[ ._*-][a-z0-9]){2,}\b`)
	// What a full stop stands behind without ending a sentence.
	shortened = regexp.MustCompile(`(?i)(?:^|[^a-z])(?:no|nmr|nomer|telp|tlp|hp|a|n|bpk|sdr|jl|rek|[a-z]\.[a-z])$`)
)

// sentences cuts a text at full stops, question and exclamation marks,
// semicolons and line ends. A question mark stays with its sentence.
func sentences(text string) []string {
	var out []string
	begin := 0
	for i := range len(text) {
		end := i + 1
		switch text[i] {
		case '\n', ';', '!':
		case '?':
		case '.':
			if end < len(text) && text[end] != ' ' && text[end] != '\n' || shortened.MatchString(text[max(begin, i-6):i]) {
				continue
			}
		default:
			continue
		}
		out = append(out, text[begin:end])
		begin = end
	}
	return append(out, text[begin:])
}

// statement is a sentence as the kinds of its words.
type statement struct {
	kinds string
}

// parse reads a sentence.
func parse(sentence string) statement {
	words := wordIn.FindAllString(plainly(sentence), -1)
	words = compound(compound(words))
	kinds := make([]byte, len(words))
	for i, word := range words {
		kinds[i] = kindOf(word)
	}
	return statement{string(kinds)}
}

// plainly is a sentence in lower case and ASCII, with spelled words put
// together. Masks of what was hidden go.
func plainly(sentence string) string {
	plain := bytes.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, bytes.ToLower(fold(sentence).plain))
	return spelled.ReplaceAllStringFunc(string(plain), func(letters string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" ._*-", r) {
				return -1
			}
			return r
		}, letters)
	})
}

// compound puts words together that mean one thing: "kartu keluarga" is a kk,
// "tidak pernah" forbids as "jangan" does.
func compound(words []string) []string {
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); i++ {
		if i+1 < len(words) {
			if one := joined(words[i], words[i+1]); one != "" {
				out = append(out, one)
				i++
				continue
			}
		}
		out = append(out, words[i])
	}
	return out
}

// joined is the word that two words make; empty: they stay two.
func joined(first, second string) string {
	switch first {
	case "kartu":
		return pick(second, "keluarga", "kk")
	case "kata":
		return pick(second, "sandi", "sandi")
	case "kode", "angka":
		return joinedCode(second)
	case "nomor", "no", "nmr", "nomer", "nmor", "nomr":
		return joinedNumber(second)
	case "6", "enam":
		return pick(second, "digit angka", "otp")
	case "orang":
		return pick(second, "tua", "ortu")
	case "nama":
		return pick(second, "ibu", "ibukandung")
	case "ibu":
		return pick(second, "kandung", "ibukandung")
	case "kasi":
		return pick(second, "doi", "transfer")
	case "kirim", "kirimkan", "kirimi", "mengirim", "isikan":
		return pick(second, "uang dana pulsa saldo duit doi", "transfer")
	case "minta":
		return pick(second, "pulsa saldo duit doi", "pelicin")
	case "pesan", "yang":
		return pick(second, "yang meminta minta menyuruh mengaku", "oknum")
	case "atas":
		return pick(second, "nama", "an")
	case "a":
		return pick(second, "n", "an")
	case "ada":
		return pick(second, "yang", "oknum")
	case "bila", "jika", "kalau", "apabila", "kalo":
		return pick(second, "ada", "bilaada")
	case "bilaada":
		return pick(second, "yang petugas pegawai staf orang", "oknum")
	case "su", "sudah":
		return pick(second, "salah talanjur terlanjur", "keliru")
	case "di", "ke":
		return pick(second, "sini", "sini")
	case "kas":
		return pick(second, "daerah negara umum", "kas")
	case "play", "app", "google":
		return pick(second, "store play", "toko")
	case "jangan", "jgn", "jang":
		return pick(second, "lupa ragu khawatir takut segan malu panik", "ya")
	case "sampai":
		return pick(second, "lupa", "lupa")
	case "tidak", "tdk", "tak", "gak", "nggak", "sonde", "son":
		return pick(second, "pernah parna bole usa akan boleh perlu usah harus ada diminta meminta wajib diperkenankan dibolehkan diizinkan memerlukan membutuhkan menerima bisa dapat melayani memungut", "jangan")
	case "uang", "doi", "biaya":
		return pick(second, "rokok pelicin kopi jalan terima lelah muka admin administrasi tip damai jasa percepatan kilat tambahan", "pelicin")
	}
	return ""
}

// joinedCode is what "kode" makes of the word behind it.
func joinedCode(second string) string {
	if one := pick(second, "billing bayar", "kas"); one != "" {
		return one
	}
	return pick(second, "verifikasi rahasia otp sms akses aktivasi konfirmasi keamanan masuk unik", "otp")
}

// joinedNumber is what "nomor" makes of the word behind it.
func joinedNumber(second string) string {
	switch second {
	case "nik", "induk":
		return "nik"
	case "kk":
		return "nokk"
	case "ktp":
		return "noktp"
	case "rekening", "rek":
		return "norek"
	case "kartu":
		return "nokartu"
	case "ini", "saya", "kami", "admin", "berikut", "tersebut":
		return "sini"
	}
	return ""
}

// pick returns one when word, without "nya", is among those listed.
func pick(word, listed, one string) string {
	word = strings.TrimSuffix(word, "nya")
	for among := range strings.FieldsSeq(listed) {
		if word == among {
			return one
		}
	}
	return ""
}
