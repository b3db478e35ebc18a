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

// write writes a long number the way people do.
func (d draw) write(digits string) string {
	separator := d.pick(" ", ".", "-", "/", "_", "·", "\n", "\u00a0", "–", "  ", " - ", " . ", "\r\n")
	switch d.IntN(14) {
	case 0, 1:
		return chunks(digits, separator, 4)
	case 2:
		return chunks(digits, separator, 6, 6, 4)
	case 3:
		return chunks(digits, separator, 2, 2, 2, 6, 4)
	case 4:
		return chunks(digits, separator, 2)
	case 5:
		return chunks(digits, separator, 1)
	case 6:
		return chunks(digits, separator, 8)
	case 7:
		return d.lookAlike(digits)
	case 8:
		return each(digits, func(r rune) string { return string(r - '0' + '０') })
	case 9:
		return each(digits, func(r rune) string { return string(r - '0' + '٠') })
	case 10:
		return each(digits, func(r rune) string { return string(r) + d.pick("", "\u200b", "\u2060", "\u200e", "\u00ad") })
	case 11:
		return thousands(digits)
	case 12:
		return each(digits, func(r rune) string { return string(r) + "\ufe0f\u20e3" })
	}
	return digits
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

func TestRedactRecall(t *testing.T) {
	t.Parallel()
	d := draw{rand.New(rand.NewPCG(53, 71))}
	const each = 1500
	missed, total := 0, 0
	check := func(text, digits string) {
		total++
		out := privacy.Redactor{}.Redact(text)
		left := digitsOutsideMasks(out.Text)
		if len(out.Hidden) == 0 || strings.Contains(left, digits[:6]) || strings.Contains(left, digits[4:10]) || strings.Contains(left, digits[len(digits)-6:]) {
			missed++
			t.Logf("missed in %q: got %q", text, out.Text)
		}
	}
	for range each {
		nik := strings.Join(d.nik(), "")
		check(d.say(d.write(nik), d.pick("NIK", "nik", "no KK", "KTP", "nomor", "No. KK")), nik)
		any16 := d.pick("1", "4", "5", "9") + d.digits(d.pickInt(14, 15, 16))
		check(d.say(d.write(any16), d.pick("kartu", "NPWP", "rekening", "nomor")), any16)
		phone := d.phone()
		check(d.say(phone, d.pick("wa", "hp", "telp", "nomor")), plainDigits(phone))
	}
	recall := 1 - float64(missed)/float64(total)
	t.Logf("recall %.4f over %d positives", recall, total)
	if recall < 0.995 {
		t.Errorf("recall = %.4f over %d positives, want at least 0.995", recall, total)
	}
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

func TestRedactPrecision(t *testing.T) {
	t.Parallel()
	d := draw{rand.New(rand.NewPCG(8, 5111))}
	r := privacy.Redactor{Own: []string{"0380-821234", "081138001234", "layanan@contoh.go.id"}}
	const total = 6000
	wrong := 0
	for range total {
		text := d.innocent()
		if got := r.Redact(text).Text; got != text {
			wrong++
			t.Logf("mutilated %q: got %q", text, got)
		}
	}
	precision := 1 - float64(wrong)/total
	t.Logf("precision %.4f over %d negatives", precision, total)
	if precision < 0.99 {
		t.Errorf("untouched = %.4f of %d negatives, want at least 0.99", precision, total)
	}
}
