package main

// faqCommand is everything about the catalogue.
type faqCommand struct {
	Lint    lintCommand    `cmd:"" help:"Periksa katalog: yang keliru, dan yang sebaiknya ditulis lain."`
	Export  exportCommand  `cmd:"" help:"Simpan katalog yang berlaku sebagai YAML, JSON atau Excel."`
	Import  importCommand  `cmd:"" help:"Terbitkan katalog dari folder, Excel atau JSON."`
	Gate    gateCommand    `cmd:"" help:"Coba katalog pada pertanyaan warga yang tercatat: mana yang akan dijawab lain."`
	Erratum erratumCommand `cmd:"" help:"Ralat untuk warga yang menerima teks lama suatu jawaban: lihat, kirim, hasilnya."`
	History historyCommand `cmd:"" help:"Riwayat publikasi: kapan, oleh siapa, apa yang berubah."`
	Eval    evalCommand    `cmd:"" help:"Ukur ketepatan pencocokan dengan pertanyaan berlabel."`
	Gaps    gapsCommand    `cmd:"" help:"Yang perlu diperbaiki: pertanyaan tanpa jawaban, jawaban yang gagal, jam yang kurang petugas."`
	Words   wordsCommand   `cmd:"" help:"Kata warga: pertanyaan yang dipahami karena tiap kata."`
	Schema  schemaCommand  `cmd:"" help:"Skema JSON berkas katalog, untuk penyunting teks."`
	Learn   learnCommand   `cmd:"" hidden:"" help:"Latih pencocok untuk katalog bawaan dan simpan hasilnya."`
	Table   tableCommand   `cmd:"" help:"Tabel jawaban yang terbit, dalam Markdown."`
}
