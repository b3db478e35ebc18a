package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"loket/internal/loket"
)

// minutely is how the report writes a time of the office.
const minutely = "2006-01-02 15:04"

// print writes the report for people: the head, who is concerned, what was
// done, and the letters that are due.
func (r breachReport) print(out io.Writer) error {
	var text strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&text, format+"\n", args...) }
	say("Laporan kebocoran data — %s", r.Agency)
	say("Kejadian: %s sampai %s, %s", r.From.Format(minutely), r.To.Format(minutely), r.scope())
	say("Diketahui: %s. Batas memberi tahu warga dan lembaga (UU 27/2022 Pasal 46): %s, %s",
		r.Found.Format(minutely), r.Deadline.Format(minutely), r.left())
	say("Catatan audit utuh: %d baris diperiksa.", r.Audit)
	say("\nWarga yang terkena: %d", len(r.Subjects))
	for _, subject := range r.Subjects {
		say("- %s", subjectText(subject))
	}
	say("\nTindakan sejak kejadian, menurut catatan audit: %d", len(r.Measures))
	for _, m := range r.Measures {
		say("- %s %s %s", m.At.In(r.From.Location()).Format(minutely), m.Action, m.Object)
	}
	say("\nYang harus dilakukan:\n1. Hentikan: loket staff disable NAMA; loket key rotate bila kunci ikut bocor; ganti token bot.\n"+
		"2. Beri tahu setiap warga di atas dan lembaga pelindungan data sebelum %s.\n"+
		"3. Simpan laporan ini di tempat aman; di dalamnya ada nama warga.", r.Deadline.Format(minutely))
	say("\nKonsep pemberitahuan:\n%s", r.letter())
	_, err := io.WriteString(out, text.String())
	return err
}

func (r breachReport) scope() string {
	if r.Login == "" {
		return "seluruh basis data"
	}
	return "lewat akun " + r.Login
}

// left is what remains until the deadline.
func (r breachReport) left() string {
	left := r.Deadline.Sub(r.AsOf)
	if left < 0 {
		return fmt.Sprintf("TERLAMBAT %d jam", int(-left/time.Hour))
	}
	return fmt.Sprintf("sisa %d jam", int(left/time.Hour))
}

// subjectText is a person in one line.
func subjectText(s loket.Subject) string {
	parts := []string{cmp.Or(s.Name, "(tanpa nama)"), string(s.Channel), "percakapan " + string(s.Conversation)}
	if s.Erased {
		parts[0] = "(data sudah dihapus)"
	}
	if len(s.Tickets) > 0 {
		parts = append(parts, "tiket "+strings.Join(s.Tickets, ", "))
	}
	parts = append(parts, exposureText(s.Exposure)+" "+s.First.Format(minutely)+" sampai "+s.Last.Format(minutely))
	if s.Unmasked > 0 {
		parts = append(parts, fmt.Sprintf("data kontak lengkap dibaca %d kali", s.Unmasked))
	}
	if len(s.Data) > 0 {
		parts = append(parts, "4 karakter terakhir dari: "+strings.Join(s.Data, ", "))
	}
	return strings.Join(parts, "; ")
}

func exposureText(e loket.Exposure) string {
	switch e {
	case loket.ExposedOpened:
		return "percakapan dibuka"
	case loket.ExposedListed:
		return "awal pertanyaan tampak di antrean"
	case loket.ExposedKept:
	}
	return "tersimpan"
}

// letter is what citizens and the authority must be told: which data, when and
// how, and what is done about it.
func (r breachReport) letter() string {
	how := "salinan basis data kami sampai ke tangan yang tidak berhak"
	if r.Login != "" {
		how = "sebuah akun petugas dipakai oleh yang tidak berhak"
	}
	return fmt.Sprintf("Antara %s dan %s, %s. Yang mungkin terlihat: nama Anda di kanal chat, isi percakapan Anda dengan %s, "+
		"dan 4 karakter terakhir dari nomor yang pernah Anda kirim. NIK, nomor KK, dan kode OTP yang lengkap tidak kami simpan. "+
		"[Tulis tindakan yang sudah dilakukan.] Waspadai pesan yang mengatasnamakan kami. Petugas kami tidak pernah meminta data, kode, "+
		"atau uang lewat chat. Pertanyaan: tulis /petugas. Hapus data Anda: tulis /hapus.",
		r.From.Format(minutely), r.To.Format(minutely), how, r.Agency)
}
