package faq

import (
	"regexp"
	"slices"
	"strings"
)

// What may not stand in an answer, whoever wrote it.
var (
	// hostIn finds the site in an address, with or without https://.
	hostIn = regexp.MustCompile(`(?i)(?:https?://([^\s/"'<>)\]]+)|\b((?:[a-z0-9-]+\.)+(?:id|com|net|org|info|io|me|ly|co|gov|app|link|xyz))\b)`)

	// numberIn finds what is as long as a NIK, a KK or a card number.
	numberIn = regexp.MustCompile(`\d(?:[ .-]?\d){14,16}`)

	// A verb and something personal make a request: kirim NIK. What is typed
	// into an application is one in a chat only; who is told of somebody who
	// sends ("operator menyebut NIK") is not asked, unless it is the citizen;
	// and the other way round (NIK dikirim) it depends on whereto.
	sendVerb = regexp.MustCompile(`\b(?:kirim|kirimkan|kirimi|ketik|ketikkan|tulis|tuliskan|sebut|sebutkan|balas|beri tahu|beritahukan|infokan|informasikan|sampaikan|bagikan|berikan|kasih)\b`)
	typeVerb = regexp.MustCompile(`\b(?:masukkan|unggah|upload)\b`)
	doesVerb = regexp.MustCompile(`\b(?:anda|warga|pemohon|silakan|dapat|bisa|harus|wajib|perlu|mohon|dengan|untuk) (?:mengirim|mengirimkan|mengetik|menulis|menuliskan|menyebut|menyebutkan|membalas|memasukkan|mengunggah|menyampaikan|membagikan|memberikan)\b`)
	sentVerb = regexp.MustCompile(`\b(?:dikirim|dikirimkan|diketik|ditulis|dituliskan|disebut|disebutkan|diunggah|dibalas|diberikan|disampaikan|dibagikan)\b`)
	personal = regexp.MustCompile(`\b(?:nik|(?:nomor|no\.?) (?:nik|kk|ktp|ktp-el|kartu keluarga|induk kependudukan|rekening|kartu atm)|(?:foto|scan|pindaian|gambar) (?:ktp|ktp-el|kk|kia|kartu keluarga|akta|buku nikah|dokumen|wajah|diri)|swafoto|selfie|otp|kode (?:verifikasi|rahasia)|kata sandi|sandi|password|pin|nama ibu)\b`)

	// The citizen is told not to, or that nobody will ask.
	forbids   = regexp.MustCompile(`\b(?:jangan|dilarang|tanpa|bukan|tidak (?:pernah|akan|boleh|perlu|usah|ada|meminta|harus))\b|\btidak $`)
	condition = regexp.MustCompile(`\b(?:bila|jika|kalau|apabila)\b[^,;:]*$`)
	contrast  = regexp.MustCompile(`\b(?:tetapi|tapi|namun|melainkan|cukup|hanya|lalu|kemudian|silakan)\b|;`)

	// On paper and at the counter a number is written every day; in a chat
	// never.
	onPaper   = regexp.MustCompile(`\b(?:formulir|blangko|loket|kantor|fotokopi|fotokopinya|aplikasi|laman resmi|situs resmi|surat)\b`)
	toCitizen = regexp.MustCompile(`\banda\b`)
	inChat    = regexp.MustCompile(`\b(?:chat|percakapan|pesan|whatsapp|wa|telegram|sms|di sini|ke sini|sini|nomor ini|balas|email|surel)\b`)
)

// links finds addresses that lead to sites not on the list, in what citizens
// read and in the sources.
func (l *linter) links(e *Entry, at place) {
	for _, s := range e.texts(at) {
		l.hosts(e, s)
	}
	for i, b := range e.Basis {
		node := item(child(at.node, "basis"), i)
		l.hosts(e, newProse(at.doc, child(node, "url"), "url", b.URL))
	}
}

// hosts finds the sites of one text.
func (l *linter) hosts(e *Entry, s prose) {
	for _, found := range hostIn.FindAllStringSubmatch(s.text, -1) {
		host := strings.TrimRight(found[1]+found[2], ".,;:?!")
		host, _, _ = strings.Cut(host, ":")
		if !l.catalog.style.leads(host) {
			l.note(RuleLink, e, s.spot(found[0]), `Situs %q tidak ada di daftar "links" pada %s. Periksa alamatnya, atau tambahkan bila memang resmi.`, host, styleFile)
		}
	}
}

// numbers finds what may be somebody's NIK.
func (l *linter) numbers(e *Entry, s prose) {
	for _, number := range numberIn.FindAllString(s.text, -1) {
		l.note(RuleNumber, e, s.spot(number), "Deretan angka ini sepanjang NIK atau nomor KK. Hapus; data pribadi tidak boleh ada di katalog.")
	}
}

// requests finds sentences that ask the citizen to send personal data.
func (l *linter) requests(e *Entry, s prose) {
	for _, sentence := range sentencesOf(s.text) {
		if asksData(strings.ToLower(sentence)) {
			l.note(RuleAsksData, e, s.spot(sentence), "Kalimat ini meminta warga mengirim data pribadi. Ubah menjadi membawanya ke loket; data pribadi tidak diminta di percakapan.")
		}
	}
}

// asksData reports whether a sentence in lower case asks to send personal
// data. "Jangan kirim NIK" does not, nor does writing it on a form.
func asksData(sentence string) bool {
	chat := inChat.MatchString(sentence)
	if !chat && onPaper.MatchString(sentence) {
		return false
	}
	asks := func(verb *regexp.Regexp) bool {
		return slices.ContainsFunc(verb.FindAllStringIndex(sentence, -1), func(at []int) bool {
			return personal.MatchString(sentence[at[1]:]) && !forbidden(sentence[:at[0]])
		})
	}
	if asks(sendVerb) || asks(doesVerb) || (chat && asks(typeVerb)) {
		return true
	}
	return chat && slices.ContainsFunc(sentVerb.FindAllStringIndex(sentence, -1), func(at []int) bool {
		before, behind := sentence[:at[0]], sentence[at[1]:]
		return personal.MatchString(before) && !toCitizen.MatchString(behind) && !forbidden(before)
	})
}

// forbidden reports whether what stands before a verb forbids it: a refusal
// that governs this verb, or one before it in the same row ("jangan kirim atau
// sebutkan"). "Jangan panik, kirim" and "bila tidak ada, kirim" forbid nothing.
func forbidden(before string) bool {
	all := forbids.FindAllStringIndex(before, -1)
	if len(all) == 0 {
		return false
	}
	last := all[len(all)-1]
	if strings.HasPrefix(before[last[0]:], "tidak") && condition.MatchString(before[:last[0]]) {
		return false
	}
	between := before[last[1]:]
	if contrast.MatchString(between) {
		return false
	}
	clause, _, cut := strings.Cut(between, ",")
	return !cut || sendVerb.MatchString(clause)
}
