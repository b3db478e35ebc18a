package privacy

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestDefang(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"HTTPS", "buka https://contoh.com/a.b?x=1 ya", "buka hxxps://contoh[.]com/a[.]b?x=1 ya"},
		{"HTTP", "HTTP://Contoh.CO.ID", "hxxp://Contoh[.]CO[.]ID"},
		{"OtherScheme", "tg://resolve?domain=x.y", "tg[:]//resolve?domain=x[.]y"},
		{"Backslashes", `https:\\contoh.com`, `hxxps:\\contoh[.]com`},
		{"OfficialToo", "https://dukcapil.kupangkota.go.id", "hxxps://dukcapil[.]kupangkota[.]go[.]id"},
		{"WithoutScheme", "cek di dukcapil-online.top/login sekarang", "cek di dukcapil-online[.]top/login sekarang"},
		{"WWW", "www.contoh.kupang/x", "www[.]contoh[.]kupang/x"},
		{"ShortAndLongEnding", "a.co b.com c.community", "a[.]co b[.]com c.community"},
		{"Telegram", "t.me/penipu_bot", "t[.]me/penipu_bot"},
		{"Figures", "http://10.0.0.1/x dan 192.168.1.7:8080", "hxxp://10[.]0[.]0[.]1/x dan 192[.]168[.]1[.]7:8080"},
		{"FullWidthDots", "contoh。com dan contoh．id", "contoh[.]com dan contoh[.]id"},
		{"OtherLetters", "сайт.com", "сайт[.]com"},
		{"APK", "pasang Undangan_Nikah(1).apk dulu", "pasang Undangan_Nikah(1)[.]apk dulu"},
		{"TwoEndings", "surat.pdf.apk", "surat[.]pdf[.]apk"},
		{"Archive", "data.zip, IKD.XAPK!", "data[.]zip, IKD[.]XAPK!"},
		{"EndOfSentence", "lihat contoh.com.", "lihat contoh[.]com."},

		{"Plain", "syarat KTP hilang", "syarat KTP hilang"},
		{"NoSpaceBehindAFullStop", "KTP hilang.saya harus bagaimana", "KTP hilang.saya harus bagaimana"},
		{"Amount", "bayar Rp 1.500.000.000 atau 1.200.200.000", "bayar Rp 1.500.000.000 atau 1.200.200.000"},
		{"HoursAndDates", "08.00-15.30, 17.11.2026, No.5, S.Pd., KTP.el", "08.00-15.30, 17.11.2026, No.5, S.Pd., KTP.el"},
		{"Photo", "foto ktp.jpg dan kk.pdf", "foto ktp.jpg dan kk.pdf"},
	}
	for _, c := range cases {
		got := Defang(c.text)
		if got != c.want {
			t.Errorf("%s: Defang(%q) = %q, want %q", c.name, c.text, got, c.want)
		}
		if again := Defang(got); again != got {
			t.Errorf("%s: Defang(%q) = %q, want it as it is", c.name, got, again)
		}
	}
}

// FuzzDefang: nothing that leads somewhere is left, and doing it twice changes
// nothing.
func FuzzDefang(f *testing.F) {
	for _, seed := range []string{"https://contoh.com", "a.apk.apk", "www.www.com.zip", "http://http://a.b", "x[.]com y.com", "1.2.3.4.5", "hxxp[:]//"} {
		f.Add(seed)
	}
	leads := regexp.MustCompile(`(?i)\bhttps?:(//|\\\\)|\bwww[.][a-z]|[a-z0-9][.](com|id|apk|xyz)([^\p{L}\p{Nd}]|$)`)
	f.Fuzz(func(t *testing.T, text string) {
		once := Defang(text)
		if again := Defang(once); again != once {
			t.Errorf("Defang(Defang(%q)) = %q, want %q", text, again, once)
		}
		if left := leads.FindString(once); left != "" {
			t.Errorf("Defang(%q) = %q, in which %q leads somewhere", text, once, left)
		}
	})
}

// TestDefangIsFast holds Defang to the longest text that is kept of a message.
func TestDefangIsFast(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"a.", "a.com-", "www.", "http://", "1.", "a.apk_", "a-", "。", "(a.", "x.co"} {
		text := strings.Repeat(unit, (64<<10)/len(unit))
		began := time.Now()
		Defang(text)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("Defang of 64 kB of %q took %v, want far below 2 s", unit, took)
		}
	}
}
