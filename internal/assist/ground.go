package assist

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"loket/internal/loket"
)

// grounding knows what the entries say that a draft may rest on. It looks at words, not
// at sense: a person still has to read the draft.
type grounding map[string]vocabulary

// vocabulary is every word of an entry, in lower case, and every number.
type vocabulary map[string]bool

var (
	aWord      = regexp.MustCompile(`[\pL\pM]+|[0-9]+`)
	sentenceAt = regexp.MustCompile(`[.!?]+["”)]*\s+`)
	shortened  = regexp.MustCompile(`(?i)(?:^|[^\pL])(?:jl|jln|no|rp|tgl|pkl|kec|kel|kab|prov|rt|rw|dr|bpk|hlm|dll|dsb|dst|ps|ay)\.\s+$`)
)

// weighty are words that change what a citizen has to do or to pay. None of them may be
// in a sentence and not in its entry.
const weighty = " tidak tak bukan tanpa jangan belum gratis bebas biaya bayar membayar dibayar denda pungutan tarif ongkos uang rupiah transfer rekening" +
	" wajib harus dilarang boleh hanya selalu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus seratus ribu seribu juta" +
	" setengah hari minggu bulan tahun jam menit senin selasa rabu kamis jumat sabtu "

// common are words that promise nothing and ask for nothing by themselves.
const common = " anda bapak ibu saudara untuk yang dengan dapat bisa silakan akan juga pada dari atau lalu kami serta agar jika bila maka adalah ialah oleh" +
	" dalam sebagai kepada mohon setelah sebelum kemudian ini itu tersebut perlu ada para ke di" +
	" datang datanglah siapkan lengkapi tunjukkan lihat layanan loket petugas dinas kantor warga "

func newGrounding(entries []loket.Ground) grounding {
	g := grounding{}
	for _, e := range entries[:min(draftGrounds, len(entries))] {
		g[e.Entry] = vocabulary{}
		for _, word := range aWord.FindAllString(strings.ToLower(e.Title+"\n"+e.Text), -1) {
			g[e.Entry][word] = true
		}
	}
	return g
}

// check refuses a sentence whose entry the model was not given, or with a number, a
// name or a weighty word that is not in it, or of whose other words too few are its own.
func (g grounding) check(entry, sentence string) error {
	known, given := g[entry]
	if !given {
		return loket.ErrMachineGroundless
	}
	shared, others := 0, 0
	for i, word := range aWord.FindAllString(sentence, -1) {
		lower := strings.ToLower(word)
		switch first, _ := utf8.DecodeRuneInString(word); {
		case known[lower]:
			shared++
		case listed(common, lower):
		case unicode.IsDigit(first), i > 0 && unicode.IsUpper(first), listed(weighty, lower):
			return loket.ErrMachineStrays
		case known.resembles(lower):
			shared++
		default:
			others++
		}
	}
	if 3*others > shared || shared == 0 {
		return loket.ErrMachineStrays
	}
	return nil
}

// resembles tells whether a word is one of the entry's with other affixes.
func (v vocabulary) resembles(word string) bool {
	const root = 4 // letters
	for known := range v {
		if len(known) >= root && len(word) >= root && (strings.Contains(word, known) || strings.Contains(known, word)) {
			return true
		}
	}
	return false
}

func listed(list, word string) bool { return strings.Contains(list, " "+word+" ") }

// sentences cuts a text behind each sentence, but not behind "Jl." and its like.
func sentences(text string) (out []string) {
	begin := 0
	for _, at := range sentenceAt.FindAllStringIndex(text, -1) {
		if shortened.MatchString(text[begin:at[1]]) {
			continue
		}
		out = append(out, strings.TrimSpace(text[begin:at[1]]))
		begin = at[1]
	}
	return slices.DeleteFunc(append(out, strings.TrimSpace(text[begin:])), func(s string) bool { return s == "" })
}

// ended tells whether a sentence has its end: a text that was cut off has not.
func ended(sentence string) bool {
	return strings.HasSuffix(strings.TrimRight(sentence, `"”)`), ".") || strings.HasSuffix(strings.TrimRight(sentence, `"”)`), "?") || strings.HasSuffix(sentence, "!")
}
