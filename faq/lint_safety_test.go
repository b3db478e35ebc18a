package faq

import (
	"slices"
	"strings"
	"testing"
)

func TestAsksData(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		want bool
		text []string
	}{
		{"Send", true, []string{
			"Kirim NIK Anda.", "Kirimkan foto KTP ke nomor ini.", "Silakan ketik nomor KK.", "Tuliskan NIK dan nama lengkap.",
			"Sebutkan nama ibu.", "Balas dengan kode OTP.", "Sampaikan PIN kepada petugas.", "Berikan kata sandi Anda.",
		}},
		{"Chat", true, []string{
			"Unggah foto KK di percakapan ini.", "Masukkan NIK di chat.", "NIK dapat dikirim lewat WhatsApp.",
			"Kirim foto dokumen ke loket lewat pesan.", "Anda dapat mengirim NIK ke sini.", "Mohon menyebutkan OTP.",
		}},
		{"BehindARefusalOfSomethingElse", true, []string{
			"Jangan panik, kirim NIK Anda.", "Bila tidak ada, kirim foto KTP.", "Bila tidak perlu datang kirim NIK saja.",
			"Jangan kirim OTP, tetapi sebutkan NIK.", "Tidak perlu antre, cukup kirim foto KK.", "Bukan OTP, melainkan tuliskan PIN.",
		}},
		{"Refusal", false, []string{
			"Jangan kirim NIK di percakapan ini.", "Jangan kirim, ketik atau sebutkan NIK.", "Kami tidak pernah meminta Anda mengirim OTP.",
			"Anda tidak perlu menuliskan nomor KK.", "Jangan pernah berikan PIN, kata sandi atau OTP.", "NIK jangan dikirim lewat chat.",
			"Bila ada yang meminta, jangan sebutkan OTP.", "Bila ada yang meminta jangan kirim foto KTP.", "Dukcapil tidak mengirim tautan dan tidak meminta OTP.",
			"Datang saja, tanpa menyebutkan NIK di chat.", "Petugas tidak akan meminta Anda mengirim foto, membagikan PIN atau OTP.",
		}},
		{"Paper", false, []string{
			"Bawa fotokopi KTP dan KK.", "Tulis NIK anak di formulir F-1.02.", "Sebutkan NIK di loket.", "Masukkan NIK di aplikasi.",
			"Serahkan foto KK kepada petugas.", "Tulis tujuan di atas fotokopi KTP.", "Unggah foto dokumen asli.",
		}},
		{"OfOthers", false, []string{
			"Operator menyebut NIK tidak ditemukan?", "PDF dan PIN dikirim ke email Anda.", "Petugas memberi tahu NIK mana yang benar.",
			"Kirim pertanyaan Anda.", "NIK tidak dapat dicek di percakapan ini.",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, text := range tt.text {
				if got := asksData(strings.ToLower(text)); got != tt.want {
					t.Errorf("asksData(%q) = %v, want %v", text, got, tt.want)
				}
			}
		})
	}
}

func TestHosts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Lihat https://a.go.id/x dan contoh.com.": {"a.go.id", "contoh.com"},
		"HTTPS://A.GO.ID:8080?x":                  {"A.GO.ID:8080?x"},
		"pada 08.00-16.00, F-1.02, a.n. ibu, dll": nil,
		"lapor.go.id!":                            {"lapor.go.id"},
		"surat@kantor.co":                         {"kantor.co"},
	} {
		var got []string
		for _, found := range hostIn.FindAllStringSubmatch(text, -1) {
			got = append(got, found[1]+found[2])
		}
		if !slices.Equal(got, want) {
			t.Errorf("hosts of %q = %q, want %q", text, got, want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"5371012345678901": true, "5371 0123 4567 8901": true, "537101-234567-8901": true, "12345678901234": false,
		"0811-800-5373": false, "112, 110 dan 1708": false, "2026-11-21 dan 2026-11-22": false,
	} {
		if got := numberIn.MatchString(text); got != want {
			t.Errorf("a number in %q: %v, want %v", text, got, want)
		}
	}
}
