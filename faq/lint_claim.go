package faq

import (
	"regexp"
	"strings"
)

// A claim is something that stands on many pages about civil registration and is wrong
// by now, or was never right.
type claim struct {
	says *regexp.Regexp // a sentence in lower case
	of   *regexp.Regexp // what the entry's title must speak of; nil: anything
	cure string
}

// claims lists them, each with what holds instead.
func claims() []claim {
	return []claim{
		{lateBirth, nil, "Lapor lahir lewat 60 hari tidak lagi perlu penetapan pengadilan (Putusan MK 18/PUU-XI/2013)."},
		{renewedCard, nil, "KTP-el berlaku seumur hidup dan tidak diperpanjang (UU 24/2013)."},
		{neighbourLetter, nil, "Surat pengantar RT/RW tidak lagi menjadi syarat umum (Perpres 96/2018)."},
		{muslimBook, nonMuslimDeed, "Buku nikah dari KUA adalah untuk perkawinan Islam; akta perkawinan untuk yang lain."},
		{stampedCopy, nil, "Fotokopi tidak perlu dilegalisir; cukup tunjukkan aslinya."},
		{witnessCard, nil, "Fotokopi KTP saksi tidak diminta; datanya ditulis di formulir."},
		{photoColour, nil, "Warna latar foto berbeda menurut kantor dan tahun. Jadikan fakta setempat, bukan kalimat."},
		{oldHotline, nil, "Nomor ini sudah tidak dipakai Ditjen Dukcapil. Pakai nomor yang berlaku sekarang."},
	}
}

// The claims, as they are written.
var (
	lateBirth       = regexp.MustCompile(`\b(?:60 hari|enam puluh hari|terlambat|lebih dari (?:1|satu) tahun)\b.*\bpengadilan\b|\bpengadilan\b.*\b(?:60 hari|enam puluh hari|terlambat)\b`)
	renewedCard     = regexp.MustCompile(`\bktp(?:-el)?\b.*\b(?:diperpanjang|memperpanjang|perpanjang|perpanjangan)\b|\b(?:perpanjang|memperpanjang|perpanjangan) (?:masa berlaku )?(?:e-)?ktp\b|\bktp(?:-el)?\b.*\bberlaku (?:selama )?(?:5|lima) tahun\b`)
	neighbourLetter = regexp.MustCompile(`\b(?:surat )?(?:pengantar|keterangan)(?: dari)?(?: ketua)? (?:rt|rw)\b|\bpengantar (?:dari )?(?:kelurahan|desa|lurah)\b`)
	muslimBook      = regexp.MustCompile(`\bbuku nikah\b`)
	nonMuslimDeed   = regexp.MustCompile(`\bakta (?:perkawinan|nikah)\b`)
	stampedCopy     = regexp.MustCompile(`\b(?:di)?legalisi?[rs](?:asi)?\b`)
	witnessCard     = regexp.MustCompile(`\b(?:fotokopi|salinan|foto|copy|fc) (?:e-)?ktp(?:-el)?(?: dari| milik| para| kedua| dua| 2)* saksi\b`)
	photoColour     = regexp.MustCompile(`\b(?:latar|latar belakang|background) (?:foto )?(?:warna |berwarna )?(?:merah|biru|putih)\b`)
	oldHotline      = regexp.MustCompile(`0813[ .-]?2691[ .-]?2479|0815[ .-]?3636[ .-]?9999`)

	// claimDenied: the sentence says that it is not so.
	claimDenied = regexp.MustCompile(`\b(?:tidak|bukan|tanpa|jangan|kecuali|dulu)\b`)
)

// claims finds sentences that repeat what is wrong.
func (l *linter) claims(e *Entry, s prose) {
	if s.field == "not_needed" || s.field == "refer_to" {
		return
	}
	for _, sentence := range sentencesOf(s.text) {
		said := strings.ToLower(sentence)
		for _, c := range claims() {
			if c.of != nil && !c.of.MatchString(strings.ToLower(e.Title)) || !c.says.MatchString(said) || claimDenied.MatchString(said) {
				continue
			}
			l.note(RuleClaim, e, s.spot(sentence), "Kalimat ini mengulang kekeliruan yang umum. %s", c.cure)
		}
	}
}
