package privacy_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/privacy"
)

func TestRedact(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"NIK/Man", "NIK saya 5371011203900001 ya", "NIK saya [NIK ••••••••••••0001] ya"},
		{"NIK/Woman", "5371015203900001", "[NIK ••••••••••••0001]"},
		{"NIK/LeapDay", "nomor 5371012902000001", "nomor [NIK/KK ••••••••••••0001]"},
		{"NIK/NoLeapDay", "5371012902010001", "[nomor 16 angka ••••••••••••0001]"},
		{"NIK/InAWord", "NIK5371015203900001ya", "NIK[NIK ••••••••••••0001]ya"},
		{"NIK/AfterNo", "no5371011203900001", "no[NIK ••••••••••••0001]"},
		{"NIK/ByDistrict", "53.71.01.120390.0001", "[NIK ••••••••••••0001]"},
		{"NIK/LikeADate", "11.01.01-120390-0001", "[NIK ••••••••••••0001]"},
		{"NIK/LikeMoney", "5.371.011.203.900.001", "[NIK ••••••••••••0001]"},
		{"NIK/Pairs", "53 71 01 12 03 90 00 01", "[NIK ••••••••••••0001]"},
		{"NIK/LookAlikes", "5371O112O39OOO01", "5371O112O39OOO01"},
		{"NIK/LookAlikesFew", "537101120390OOO1", "[NIK ••••••••••••0001]"},
		{"NIK/LookAlikesAll", "537lO11203900BS1", "[NIK ••••••••••••0851]"},
		{"NIK/LookAlikeAtTheEnd", "NIK53710112039000Ol", "NIK[NIK ••••••••••••0001]"},
		{"NIK/FullWidth", "５３７１０１１２０３９０００１０", "[NIK ••••••••••••0010]"},
		{"NIK/ArabicIndic", "٥٣٧١٠١١٢٠٣٩٠٠٠٠١", "[NIK ••••••••••••0001]"},
		{"NIK/ZeroWidth", "5371\u200b0112\u20600390\ufeff0001!", "[NIK ••••••••••••0001]!"},
		{"NIK/Lines", "5371011203900001\n5371015203900002", "[NIK ••••••••••••0001]\n[NIK ••••••••••••0002]"},
		{"NIK/List", "1. 5371011203900001\n2. 5371015203900002", "1. [NIK ••••••••••••0001]\n2. [NIK ••••••••••••0002]"},
		{"NIK/BesideOthers", "12-01-2026 5371 0112 0390 0001 0812 3456 7890", "12-01-2026 [NIK ••••••••••••0001] [telepon ••••••••7890]"},
		{"KK/WordBefore", "no kk 5371011203150001", "no kk [KK ••••••••••••0001]"},
		{"KK/WordAfter", "5371011203150001 itu kartu keluarga saya", "[KK ••••••••••••0001] itu kartu keluarga saya"},
		{"KK/NearestWord", "KK hilang, NIK 5371011203150001", "KK hilang, NIK [NIK ••••••••••••0001]"},
		{"KK/NoWord", "5371011203150001", "[NIK/KK ••••••••••••0001]"},
		{"Number/Card", "4111 1111 1111 1111", "[nomor 16 angka ••••••••••••1111]"},
		{"Number/Fifteen", "537101120390001", "[ID? •••••••••••0001]"},
		{"Number/Seventeen", "53710112039000011", "[ID? ••••••••••••0011]"},
		{"Number/Thirty-two", "53710112039000015371015203900002", "[ID? ••••••••••••0002]"},
		{"Phone/Plain", "081234567890", "[telepon ••••••••7890]"},
		{"Phone/Country", "wa +62 812-3456-7890.", "wa [telepon ••••••••7890]."},
		{"Phone/Brackets", "(0380) 831234", "[telepon ••••••1234]"},
		{"Phone/BracketsOpen", "(hp 0812 3456 789)", "(hp [telepon •••••••6789])"},
		{"Phone/LetterStuckToIt", "hp 081234567890l", "hp [telepon ••••••••7890]l"},
		{"Number/NextLineIsNoPhone", "1. 52667289 08132407\n2. belum", "1. [ID? ••••••••••••4072]. belum"},
		{"Phone/LandLineNeedsAWord", "021 5551234, telp 021 5551234", "021 5551234, telp [telepon ••••••1234]"},
		{"Phone/PeopleAfter", "081234567890 2 orang", "[telepon ••••••••7890] 2 orang"},
		{"Email", "kirim ke Warga.Satu@Contoh.co.id!", "kirim ke [email disembunyikan]!"},
		{"OTP/After", "kode OTP saya 123456", "kode OTP saya [kode OTP disembunyikan]"},
		{"OTP/Before", "4821 adalah kode verifikasi", "[kode OTP disembunyikan] adalah kode verifikasi"},
		{"BPJS", "BPJS saya 0001234567890", "BPJS saya [BPJS •••••••••7890]"},
		{"Passport", "no paspor: b1234567", "no paspor: [paspor ••••4567]"},
		{"Birth/Digits", "tgl lahir 12-03-1990", "tgl lahir [tanggal lahir disembunyikan]"},
		{"Birth/Words", "TTL: Kupang, 12 Maret 1990", "TTL: Kupang, [tanggal lahir disembunyikan]"},
		{"Mother", "nama ibu kandung: anu contoh", "nama ibu kandung: [nama ibu kandung disembunyikan]"},
		{"Mother/Follows", "nama ibu kandung saya Anu Contoh, benar?", "nama ibu kandung saya [nama ibu kandung disembunyikan], benar?"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := (privacy.Redactor{}).Redact(c.in).Text; got != c.want {
				t.Errorf("Redact(%q)\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

func TestRedactKeeps(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "Halo, selamat pagi", "UU 24 Tahun 2013", "Rp 1.500.000", "Rp 10.500.000-12.000.000", "KK 3x4", "5371", "A-012",
		"Buka 08.00-16.00", "08.00-16.00 08.00-16.30", "07.30 - 12.00 13.00 - 16.00", "08.30-12.00/13.00-15.30",
		"12-01-2026 13-01-2026", "2026-01-12/2026-01-13 08.00-16.00", "12/01/26-13/01/26 08.00", "2020/2021 2021/2022",
		"antrian 12 13 14 15 16 17 18 19", "tiket KPG-7F3Q9K-X", "nomor 474.1/1234/Dukcapil/2026", "RT 012 RW 003 85111",
		"BPJS saya belum aktif 3 bulan", "kode OTP tidak masuk 2 hari", "nama ibu kandung salah di KK", "akta lahir 12-03-2024 sudah jadi?",
		"ibu kandung adalah syarat?", "ibu kandung saya Alhamdulillah sehat", "Nama Ibu Kandung Saya Salah Di KK", "paspor hilang tahun 2019", "@dukcapil mention", "a@b", "versi 1.2.3", "pendidikan S1, lulus 2019",
		"-10.1771996,123.6070211", "rusak \xff\xfe byte", "emoji 👨‍👩‍👧 1️⃣", "1\u0301 dan \u0301",
	} {
		out := privacy.Redactor{}.Redact(in)
		if out.Text != in || out.Hidden != nil {
			t.Errorf("Redact(%q) = %q, %v, want it untouched", in, out.Text, out.Hidden)
		}
	}
}

func TestRedactor(t *testing.T) {
	t.Parallel()
	t.Run("Hidden", func(t *testing.T) {
		t.Parallel()
		r := privacy.Redactor{Hash: func(b []byte) []byte { return append([]byte("h:"), b...) }}
		got := r.Redact("NIK 5371.0112.0390.0001 wa +62 812 3456 7890, otp 123456, A@B.id").Hidden
		want := []privacy.Found{
			{Label: "NIK", Last4: "0001", Hash: []byte("h:5371011203900001")},
			{Label: "telepon", Last4: "7890", Hash: []byte("h:081234567890")},
			{Label: "kode OTP"},
			{Label: "email", Hash: []byte("h:a@b.id")},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Hidden (-want +got):\n%s", diff)
		}
	})
	t.Run("Own", func(t *testing.T) {
		t.Parallel()
		r := privacy.Redactor{Own: []string{"(0380) 821234", "+62 811-3800-1234", "Layanan@Contoh.go.id", "1234567890123456"}}
		for _, in := range []string{
			"telp 0380-821234 atau 0380821234", "wa.me/6281138001234", "0811 3800 1234", "layanan@contoh.go.id",
			"NPWP 1234.5678.9012.3456",
		} {
			if got := r.Redact(in).Text; got != in {
				t.Errorf("Redact(%q) = %q, want the agency's own numbers untouched", in, got)
			}
		}
		if got := r.Redact("bukan 0811 3800 1235").Text; strings.Contains(got, "1235 ") || !strings.Contains(got, "telepon") {
			t.Errorf("Redact(another number) = %q, want it hidden", got)
		}
	})
	t.Run("MaskIsNotAWay", func(t *testing.T) {
		t.Parallel()
		in := "[NIK 5371011203900001] [NIK ••••0001] [email disembunyikan]"
		want := "[NIK [NIK ••••••••••••0001]] [NIK ••••0001] [email disembunyikan]"
		if got := (privacy.Redactor{}).Redact(in).Text; got != want {
			t.Errorf("Redact(%q)\n got %q\nwant %q", in, got, want)
		}
	})
	t.Run("SharedRune", func(t *testing.T) {
		t.Parallel()
		// The circled 16 is two digits of one number and cannot be cut in two.
		if got := (privacy.Redactor{}).Redact("5371011203900⑯0x").Text; got != "[NIK/KK ••••••••••••0160]x" && got != "[NIK ••••••••••••0160]x" {
			t.Errorf("Redact(circled digits) = %q, want one mask", got)
		}
	})
}

func TestWithoutMasks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ktp saya hilang": "ktp saya hilang",
		"NIK saya [NIK ••••••••••••0001] pak":          "NIK saya   pak",
		"[kode OTP disembunyikan] benar?":              "  benar?",
		"tutup ] lalu buka [ saja":                     "tutup ] lalu buka [ saja",
		"[telepon ••••••••0002] [email disembunyikan]": "   ",
	} {
		if got := privacy.WithoutMasks(text); got != want {
			t.Errorf("WithoutMasks(%q) = %q, want %q", text, got, want)
		}
	}
}
