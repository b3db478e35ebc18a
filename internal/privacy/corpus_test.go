package privacy_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// digitsOutsideMasks are the digits of a redacted text that no mask shows.
func digitsOutsideMasks(text string) string {
	var digits strings.Builder
	hidden := false
	for _, r := range text {
		switch {
		case r == '•':
			hidden = true
		case r == ']':
			hidden = false
		case !hidden && unicode.IsDigit(r):
			digits.WriteString(plainDigits(string(r)))
		}
	}
	return digits.String()
}

// draw makes the random parts of generated messages.
type draw struct{ *rand.Rand }

func (d draw) pick(from ...string) string { return from[d.IntN(len(from))] }

func (d draw) digits(n int) string {
	var out strings.Builder
	for range n {
		out.WriteByte(byte('0' + d.IntN(10)))
	}
	return out.String()
}

func (d draw) between(low, high int) int { return low + d.IntN(high-low+1) }

// nik draws a well-formed NIK in its six fields.
func (d draw) nik() []string {
	day := d.between(1, 28)
	if d.IntN(2) == 0 {
		day += 40
	}
	return []string{
		d.pick("11", "17", "21", "32", "35", "51", "53", "64", "73", "81", "94"), fmt.Sprintf("%02d", d.pickInt(1, 5, 12, 71, 75)),
		fmt.Sprintf("%02d", d.between(1, 20)), fmt.Sprintf("%02d%02d%02d", day, d.between(1, 12), d.IntN(100)), fmt.Sprintf("%04d", d.between(1, 9999)),
	}
}

func (d draw) pickInt(from ...int) int { return from[d.IntN(len(from))] }

// chunks cuts digits into pieces of the sizes given, the last size repeating.
func chunks(digits, separator string, sizes ...int) string {
	var parts []string
	for i := 0; digits != ""; i++ {
		n := min(sizes[min(i, len(sizes)-1)], len(digits))
		parts, digits = append(parts, digits[:n]), digits[n:]
	}
	return strings.Join(parts, separator)
}

// thousands puts a dot after every third digit from the right.
func thousands(digits string) string { return chunks(digits, ".", (len(digits)-1)%3+1, 3) }

// each writes every digit by write.
func each(digits string, write func(r rune) string) string {
	var out strings.Builder
	for _, r := range digits {
		out.WriteString(write(r))
	}
	return out.String()
}

// lookAlike replaces at most three digits by letters, as a phone's keyboard or
// a scanned card does.
func (d draw) lookAlike(digits string) string {
	letters := map[byte][]string{'0': {"O", "o"}, '1': {"I", "l"}, '5': {"S"}, '8': {"B"}}
	out, left := "", 3
	for i := range len(digits) {
		if like := letters[digits[i]]; like != nil && left > 0 && d.IntN(2) == 0 {
			out, left = out+d.pick(like...), left-1
			continue
		}
		out += digits[i : i+1]
	}
	return out
}

// style is a way in which people write a long number.
type style struct {
	name  string
	write func(d draw, digits string) string
}

func styles() []style {
	apart := func(sizes ...int) func(draw, string) string {
		return func(d draw, digits string) string { return chunks(digits, d.separator(), sizes...) }
	}
	return []style{
		{"plain", func(_ draw, digits string) string { return digits }},
		{"by four", apart(4)},
		{"six, six, four", apart(6, 6, 4)},
		{"by field", apart(2, 2, 2, 6, 4)},
		{"in pairs", apart(2)},
		{"digit by digit", apart(1)},
		{"in halves", apart(8)},
		{"look-alike letters", draw.lookAlike},
		{"full width", func(_ draw, digits string) string {
			return each(digits, func(r rune) string { return string(r - '0' + '０') })
		}},
		{"Arabic-Indic", func(_ draw, digits string) string {
			return each(digits, func(r rune) string { return string(r - '0' + '٠') })
		}},
		{"zero-width between", func(d draw, digits string) string {
			return each(digits, func(r rune) string { return string(r) + d.pick("", "\u200b", "\u2060", "\u200e", "\u00ad") })
		}},
		{"like money", func(_ draw, digits string) string { return thousands(digits) }},
		{"keycaps", func(_ draw, digits string) string {
			return each(digits, func(r rune) string { return string(r) + "\ufe0f\u20e3" })
		}},
		{"over two lines", func(_ draw, digits string) string { return digits[:8] + "\n" + digits[8:] }},
		{"Devanagari", func(_ draw, digits string) string {
			return each(digits, func(r rune) string { return string(r - '0' + '०') })
		}},
	}
}

func (d draw) separator() string {
	return d.pick(" ", ".", "-", "/", "_", "·", "\n", "\u00a0", "–", "  ", " - ", " . ", "\r\n")
}

// say puts a number into a citizen's sentence.
func (d draw) say(number, word string) string {
	return fmt.Sprintf(d.pick("%[2]s saya %[1]s", "%[2]s: %[1]s", "%[2]s %[1]s tolong dicek", "halo min, %[1]s ini %[2]s beta", "(%[1]s)", "%[1]s",
		"%[2]s=%[1]s;", "sa pung %[2]s %[1]s su jadi ko belum?", "atas %[2]s %[1]s, lahir di Kupang", "1. %[1]s\n2. belum ada", "%[2]s\n%[1]s\nterima kasih",
		"min mohon bantu\U0001F64F %[1]s\U0001F64F", "tgl 12-01-2026 %[2]s %[1]s", "\"%[1]s\", sudah 3 kali", "%[2]s%[1]s"), number, word)
}

func (d draw) phone() string {
	number := "8" + d.pick("1", "2", "3", "5", "7", "9") + d.digits(d.between(7, 10))
	national := d.pick("0", "62", "+62", "+62 ", "(+62) ", "(62)") + number
	switch d.IntN(4) {
	case 0:
		return d.pick("0", "+62 ") + chunks(number, d.pick("-", " ", "."), 3, 4)
	case 1:
		return each(d.pick("0", "62")+number, func(r rune) string { return string(r - '0' + '０') })
	}
	return national
}

// innocent writes one message that names nobody.
func (d draw) innocent() string {
	date := fmt.Sprintf(d.pick("%02[1]d-%02[2]d-%[3]d", "%[1]d/%[2]d/%[3]d", "%[3]d-%02[2]d-%02[1]d", "%02[1]d.%02[2]d.%[3]d"), d.between(1, 28), d.between(1, 12), d.between(1950, 2027))
	hours := fmt.Sprintf(d.pick("%02d.%02d-%02d.30", "%02d.%02d - %02d.00", "%02d:%02d-%02d:30"), d.between(7, 9), d.pickInt(0, 15, 30), d.between(11, 16))
	money := thousands(fmt.Sprint(d.between(1, 9)) + strings.Repeat("0", d.between(4, 10)))
	year := d.between(2010, 2030)
	return d.pick(
		fmt.Sprintf("sesuai UU %d Tahun %d pasal %d ayat %d", d.between(1, 40), year, d.between(1, 100), d.between(1, 9)),
		fmt.Sprintf("Permendagri %d/%d dan PP %d/%d", d.between(1, 130), year, d.between(1, 99), year),
		"biaya Rp "+money+" kah?", "Rp "+money+"-"+money, "jam "+hours+" "+hours, "Senin "+hours+", Jumat "+hours, date+" "+date, date+" "+hours,
		"jadwal "+date+" jam "+hours+" "+date, "foto KK 3x4 dan 4x6", "tiket "+loket.NewTicketNumber("KPG"), "antrian nomor "+d.digits(3),
		"antrian A-"+d.digits(3)+" loket "+d.digits(1), "kode wilayah 5371 atau 53.71", "call center 0380-821234 atau 0811 3800 1234",
		"RT "+d.digits(3)+" RW "+d.digits(3)+" kode pos 85"+d.digits(3), fmt.Sprintf("%d/%d %d/%d", year, year+1, year+1, year+2),
		fmt.Sprintf("formulir F-1.%02d dan F-2.%02d", d.between(1, 80), d.between(1, 30)), "nomor surat 470/"+d.digits(5)+"/Dukcapil/2026",
		fmt.Sprintf("%d %d %d %d %d %d %d %d", year, year+1, year+2, year+3, year+4, year+5, year+6, year+7), "plat DH "+d.digits(4)+" AB",
		"anak umur "+d.digits(1)+" tahun, "+d.digits(2)+" bulan", "sudah "+d.digits(2)+" hari sejak "+date, "lat -10."+d.digits(7)+",123."+d.digits(7),
		"resi "+d.digits(d.between(5, 8)), date+"T08:00:00+08:00", "NIK harus 16 angka, KK juga 16", "kuota 150 per hari, sisa "+d.digits(2),
		"email layanan@contoh.go.id", "paspor hilang "+date, "OTP belum masuk 5 menit", "kata orang "+d.digits(3)+" ribu", "usia 17 tahun pada "+date)
}

// keywordCase is a message whose secret is no long number, and the secret as it
// is written in it.
func (d draw) keywordCase() (text, secret string) {
	switch d.IntN(7) {
	case 0:
		secret = d.digits(6)
		return fmt.Sprintf(d.pick("kode OTP saya %s", "otp: %s", "ini kode verifikasinya %s pak", "PIN IKD saya %s"), secret), secret
	case 1:
		secret = d.digits(13)
		return fmt.Sprintf(d.pick("BPJS saya %s", "no bpjs %s belum aktif", "kartu JKN: %s"), secret), secret
	case 2:
		secret = d.pick("A", "b", "C", "X") + d.digits(7)
		return fmt.Sprintf(d.pick("no paspor %s", "paspor saya %s hilang", "nomor paspor: %s"), secret), secret
	case 3:
		secret = fmt.Sprintf("%02d-%02d-%d", d.between(1, 28), d.between(1, 12), d.between(1950, 2020))
		return fmt.Sprintf(d.pick("tgl lahir %s", "tanggal lahir saya %s", "TTL: Kupang, %s"), secret), secret
	case 4:
		secret = d.pick("Yuliana Contoh", "Maria Bani", "Anastasia Lopo")
		return fmt.Sprintf(d.pick("nama ibu kandung: %s", "ibu kandung saya adalah %s", "ibu kandung saya %s"), secret), secret
	case 5:
		secret = fmt.Sprintf("%s.%s@%s", d.pick("budi", "ina", "warga"), d.digits(3), d.pick("contoh.com", "mail.contoh.co.id"))
		return fmt.Sprintf(d.pick("email saya %s", "kirim ke %s ya", "<%s>"), secret), secret
	}
	secret = d.phone()
	return d.say(secret, d.pick("wa", "hp", "telp", "nomor")), secret
}

// corpus counts what redaction did to the messages of one style.
type corpus struct {
	total, found int
}

func (c *corpus) add(found bool) {
	c.total++
	if found {
		c.found++
	}
}

// numberLeft tells whether a part of a number that names somebody is left.
func numberLeft(out privacy.Redaction, digits string) bool {
	left := digitsOutsideMasks(out.Text)
	return len(out.Hidden) == 0 || strings.Contains(left, digits[:6]) || strings.Contains(left, digits[4:10]) || strings.Contains(left, digits[len(digits)-6:])
}

// TestCorpus measures redaction on messages made by rule: every style of
// writing a NIK, a KK number and other long numbers, what keywords give away,
// and twice as many messages that name nobody. Recall is the share of secrets
// found; precision the share of altered messages that held one.
func TestCorpus(t *testing.T) {
	t.Parallel()
	const perStyle, byKeyword, harmless = 150, 750, 6000
	d := draw{rand.New(rand.NewPCG(53, 71))}
	r := privacy.Redactor{Own: []string{"0380-821234", "081138001234", "layanan@contoh.go.id"}}
	var secrets corpus
	measure := func(name string, n int, one func() (string, bool)) {
		var here corpus
		for range n {
			text, found := one()
			here.add(found)
			secrets.add(found)
			if !found {
				t.Logf("missed: %q", text)
			}
		}
		t.Logf("%-20s %4d of %4d found", name, here.found, here.total)
	}
	for _, s := range styles() {
		measure(s.name, perStyle, func() (string, bool) {
			digits := d.pick(strings.Join(d.nik(), ""), strings.Join(d.nik(), ""), d.pick("1", "4", "5", "9")+d.digits(15))
			text := d.say(s.write(d, digits), d.pick("NIK", "nik", "no KK", "KTP", "nomor", "No. KK", "kartu", "NPWP"))
			return text, !numberLeft(r.Redact(text), digits)
		})
	}
	measure("by keyword, phone", byKeyword, func() (string, bool) {
		text, secret := d.keywordCase()
		out := r.Redact(text)
		return text, len(out.Hidden) > 0 && !strings.Contains(out.Text, secret) &&
			(plainDigits(secret) == "" || !strings.Contains(digitsOutsideMasks(out.Text), plainDigits(secret)))
	})
	mutilated := 0
	for range harmless {
		text := d.innocent()
		if got := r.Redact(text).Text; got != text {
			mutilated++
			t.Logf("mutilated %q: got %q", text, got)
		}
	}
	recall := float64(secrets.found) / float64(secrets.total)
	precision := float64(secrets.found) / float64(secrets.found+mutilated)
	t.Logf("%d messages in %d styles: recall %.4f (%d of %d), precision %.4f (%d of %d harmless ones altered)",
		secrets.total+harmless, len(styles()), recall, secrets.found, secrets.total, precision, mutilated, harmless)
	if recall < 0.995 || precision < 0.99 {
		t.Errorf("recall = %.4f, precision = %.4f, want at least 0.995 and 0.99", recall, precision)
	}
}
