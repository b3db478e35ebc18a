package bot

// Command is a command a citizen may give, and what it is for, as messengers list them.
type Command struct {
	Name string // without its slash
	Text string
}

// Commands are those that citizens are shown, the most wanted first. What is for staff,
// or follows from a link, is not among them.
func Commands() []Command {
	return []Command{
		{"menu", "Pilih jawaban menurut topik"},
		{"petugas", "Bicara dengan petugas"},
		{"status", "Lihat antrean Anda"},
		{"batal", "Batalkan pertanyaan yang menunggu petugas"},
		{"pin", "Minta PIN untuk mengecek tiket dari tempat lain"},
		{"cek", "Pastikan sebuah pesan benar dari kami: /cek KODE"},
		{"privasi", "Data apa yang kami simpan, dan hak Anda"},
		{"data", "Lihat data Anda"},
		{"hapus", "Hapus data Anda"},
		{"tarik", "Tarik persetujuan Anda"},
		{"bantuan", "Apa yang dapat saya lakukan"},
	}
}
