package faq

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// derived lists, behind each root, words that come from it.
const derived = `
	urus: mengurus pengurusan pengurus diurus uruskan diuruskan urusan terurus mengurusi ngurus ngurusin urusin
	catat: mencatat dicatat catatan pencatatan tercatat mencatatkan dicatatkan pencatat catatkan
	lahir: kelahiran melahirkan dilahirkan terlahir kelahirannya
	mati: kematian mematikan dimatikan
	kawin: perkawinan mengawini kawinan mengawinkan perkawinannya
	nikah: menikah pernikahan menikahi dinikahkan menikahkan nikahan
	cerai: perceraian bercerai menceraikan dicerai
	hilang: kehilangan menghilang dihilangkan menghilangkan
	rusak: kerusakan merusak dirusak pengrusakan perusak rusaknya
	ganti: mengganti penggantian diganti pengganti menggantikan gantinya gantiin berganti tergantikan
	ubah: mengubah perubahan diubah berubah pengubahan ubahin ngubah
	baik: memperbaiki perbaikan diperbaiki perbaiki kebaikan membaik sebaiknya perbaikin
	betul: pembetulan membetulkan dibetulkan betulin kebetulan
	baru: memperbarui pembaruan diperbarui terbaru perbarui
	cetak: mencetak pencetakan dicetak cetakan cetakin nyetak tercetak pencetak
	ambil: mengambil pengambilan diambil ambilkan ngambil mengambilkan ambilin terambil
	kirim: mengirim pengiriman dikirim kiriman mengirimkan terkirim ngirim
	daftar: mendaftar pendaftaran terdaftar didaftarkan pendaftar mendaftarkan daftarin
	rekam: merekam perekaman direkam terekam rekaman ngerekam perekam
	pindah: perpindahan kepindahan dipindahkan berpindah memindahkan pindahan pindahin
	tulis: menulis penulisan ditulis tertulis tulisan nulis penulis menuliskan
	pakai: memakai dipakai pemakaian pemakai terpakai
	pilih: memilih pemilihan dipilih pilihan terpilih pemilih milih
	minta: meminta permintaan diminta peminta dimintai memintakan
	terima: menerima diterima penerimaan penerima
	tolak: menolak ditolak penolakan tertolak
	tanya: bertanya pertanyaan ditanyakan menanyakan nanya penanya tanyakan
	jawab: menjawab jawaban dijawab terjawab menjawabnya
	bayar: membayar pembayaran dibayar terbayar berbayar pembayar
	bantu: membantu bantuan dibantu pembantu terbantu
	beri: memberi pemberian diberi diberikan berikan pemberi memberikan
	buat: membuat pembuatan dibuat buatkan perbuatan membuatkan pembuat buatin
	buka: membuka dibuka terbuka pembukaan keterbukaan bukaan
	tutup: menutup ditutup penutupan tertutup penutup
	periksa: memeriksa pemeriksaan diperiksa pemeriksa
	lapor: melapor laporan pelaporan pelapor dilaporkan melaporkan laporin
	adu: pengaduan mengadu aduan diadukan mengadukan pengadu ngadu
	mohon: permohonan pemohon memohon dimohonkan
	aju: mengajukan pengajuan diajukan ajukan
	serah: menyerahkan penyerahan diserahkan serahkan
	simpan: menyimpan disimpan penyimpanan tersimpan nyimpan
	siap: persiapan menyiapkan disiapkan mempersiapkan dipersiapkan siapin
	sah: pengesahan mengesahkan disahkan
	syarat: persyaratan mensyaratkan disyaratkan bersyarat
	setuju: persetujuan disetujui menyetujui
	jelas: penjelasan menjelaskan dijelaskan kejelasan
	layan: pelayanan layanan melayani dilayani pelayan
	lengkap: kelengkapan melengkapi dilengkapi pelengkap
	lambat: terlambat keterlambatan lambatnya memperlambat
	panjang: perpanjangan memperpanjang diperpanjang perpanjang
	percaya: kepercayaan mempercayai dipercaya terpercaya
	angkat: pengangkatan mengangkat diangkat
	aku: mengaku pengakuan diakui mengakui pengakuanku
	akhir: berakhir terakhir mengakhiri
	ajar: belajar pelajar mengajar pelajaran pengajar diajarkan pengajaran
	kerja: bekerja pekerja pekerjaan dipekerjakan mempekerjakan kerjaan
	usaha: perusahaan berusaha pengusaha mengusahakan
	ada: keadaan berada diadakan mengadakan
	tinggal: ketinggalan tertinggal ditinggal peninggalan
	tunggu: menunggu ditunggu menunggunya nunggu
	tunjuk: menunjukkan petunjuk ditunjukkan tunjukkan penunjukan
	temu: bertemu ditemukan menemukan temuan pertemuan penemu
	tetap: penetapan menetap menetapkan ditetapkan
	terbit: penerbitan menerbitkan diterbitkan terbitan
	wakil: mewakili diwakilkan perwakilan diwakili
	kuasa: dikuasakan menguasakan kekuasaan berkuasa
	hapus: menghapus dihapus penghapusan terhapus
	hubung: menghubungi hubungi dihubungi hubungan
	tambah: menambah tambahan ditambahkan penambahan bertambah nambah tambahin
	pisah: berpisah memisahkan terpisah pemisahan pisahin
	gabung: bergabung menggabungkan digabung penggabungan
	lindung: perlindungan dilindungi melindungi
	tipu: penipuan menipu ditipu penipu tertipu nipu ketipu
	curi: pencurian mencuri dicuri pencuri kecurian
	bakar: kebakaran terbakar membakar dibakar
	celaka: kecelakaan mencelakai
	dukung: mendukung didukung pendukung dukungan
	main: bermain permainan mainan memainkan
	makan: memakan makanan dimakan termakan
	masuk: memasukkan masukkan dimasukkan kemasukan
	minum: meminum minuman peminum
	mulai: memulai dimulai
	tani: petani pertanian
	tugas: bertugas penugasan ditugaskan
	kendali: terkendali mengendalikan pengendalian
	sapu: menyapu disapu
	nyanyi: menyanyi nyanyian bernyanyi penyanyi
	cek: mengecek pengecekan dicek ngecek
	klaim: mengklaim diklaim
	transfer: mentransfer ditransfer
	proses: memproses diproses pemrosesan
	punya: mempunyai
	guna: menggunakan pengguna penggunaan digunakan kegunaan
	hitung: menghitung dihitung perhitungan penghitungan
	khawatir: mengkhawatirkan kekhawatiran
	jalan: berjalan perjalanan menjalankan dijalankan
	badan: berbadan badannya
	ternak: beternak peternakan
	sekolah: bersekolah sekolahnya
	masalah: bermasalah permasalahan
	kota: perkotaan kotanya
	tindak: tindakan bertindak menindak
	duduk: dudukan menduduki
	penduduk: kependudukan penduduknya
	milik: memiliki pemilik dimiliki kepemilikan
	meninggal: meninggalnya meninggalkah
	orang: seorang perorangan
	hari: sehari seharian
	tahun: setahun tahunan menahun
	buku: bukunya bukuku bukumu bukukah bukulah bukupun bukunyalah buku-buku
	anak: anak-anak anak-anaknya beranak peranakan
	surat: surat-surat suratnya persuratan
	lihat: dilihat melihat terlihat lihat-melihat
	balas: berbalas-balasan balasan membalas
`

// itself lists roots that look like a derived word, and words that come from
// nothing in the list.
const itself = `
	makan bukan jangan dengan perempuan keluarga kepala keluar kemarin berkas
	berapa beli beri berita bersih bersalin persalinan meninggal penduduk
	petugas selamat sebelum selama selain sementara semua teman taman tangan
	kartu buku ilmu tamu lagi pagi hari kami mati rugi pergi ini senin bekasi
	adalah peta seperti sekolah serta terus terang pesan peran dan di ke se
	ktp kk nik ikd xyzzy mengxyz berxyzkan sembako-an bolak-balik - -- a- -a bukubuku
	2024 3172abc kupang disdukcapil naïf résumé
`

func TestStemDerived(t *testing.T) {
	t.Parallel()
	s, pairs := newStemmer(), 0
	for _, line := range strings.Split(strings.TrimSpace(derived), "\n") {
		root, words, _ := strings.Cut(strings.TrimSpace(line), ":")
		for _, word := range strings.Fields(words) {
			pairs++
			if got := s.stem(word); got != root {
				t.Errorf("stem(%q) = %q, want %q", word, got, root)
			}
		}
	}
	if pairs < 300 {
		t.Errorf("%d pairs, want 300 at least", pairs)
	}
}

func TestStemItself(t *testing.T) {
	t.Parallel()
	s := newStemmer()
	for _, word := range strings.Fields(itself) {
		if got := s.stem(word); got != word {
			t.Errorf("stem(%q) = %q, want it as it is", word, got)
		}
	}
}

func TestStemForbiddenPairs(t *testing.T) {
	t.Parallel()
	s := &stemmer{roots: setOf([]string{"zara", "zari"})}
	for _, word := range []string{"berzarai", "dizaraan", "kezarai", "kezarakan", "mezaraan", "sezarai", "sezarakan", "terzaraan"} {
		if got := s.stem(word); got != word {
			t.Errorf("stem(%q) = %q, want it as it is: no word has both affixes", word, got)
		}
	}
	for _, word := range []string{"berzarakan", "dizarai", "kezaraan", "menzarai", "pezaraan", "sezara"} {
		if got := s.stem(word); got != "zara" {
			t.Errorf("stem(%q) = %q, want zara", word, got)
		}
	}
}

// TestStemOrder holds that the beginning is trusted before the end where a
// word begins and ends so, and that a suffix taken too much is given back.
func TestStemOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, roots, word, want string }{
		{"PrefixFirst", "nikah nika", "menikahi", "nikah"},
		{"PrefixFirst/Di", "mulai mula", "dimulai", "mulai"},
		{"LongerSuffixFirst", "kata katak", "katakan", "kata"},
		{"SuffixGivenBack", "tindak", "tindakan", "tindak"},
		{"NasalKept", "masak pasak", "memasak", "masak"},
		{"NasalSwallowed", "pasak", "memasak", "pasak"},
		{"Root/AsItIs", "makan ma", "makan", "makan"},
		{"ThreePrefixes", "zara", "sepemberzara", "zara"},
		{"FourPrefixes", "zara", "kesepemberzara", "kesepemberzara"},
		{"TwiceTheSame", "zara", "didizara", "didizara"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := &stemmer{roots: setOf(strings.Fields(tt.roots))}
			if got := s.stem(tt.word); got != tt.want {
				t.Errorf("stem(%q) with roots %s = %q, want %q", tt.word, tt.roots, got, tt.want)
			}
		})
	}
}

// TestRootList holds that the list is sorted, has each word once, and nothing
// but plain words: then two curators' additions never collide unseen.
func TestRootList(t *testing.T) {
	t.Parallel()
	roots := strings.Fields(rootWords)
	if len(roots) < 1500 {
		t.Errorf("%d roots, want 1500 at least", len(roots))
	}
	for i, root := range roots {
		if i > 0 && root <= roots[i-1] {
			t.Errorf("root %q stands behind %q, want each once, in order", root, roots[i-1])
		}
		if strings.Trim(root, "abcdefghijklmnopqrstuvwxyz") != "" || len(root) < 2 {
			t.Errorf("root %q, want lower-case letters, two at least", root)
		}
	}
}

// TestStemAffixes holds that whatever regular affixes a root gets, its stem is
// a root, and that of the root itself.
func TestStemAffixes(t *testing.T) {
	t.Parallel()
	s, roots := newStemmer(), strings.Fields(rootWords)
	rapid.Check(t, func(t *rapid.T) {
		root := rapid.SampledFrom(roots).Draw(t, "root")
		if got := s.stem(root); got != root {
			t.Errorf("stem(%q) = %q, want the root itself", root, got)
		}
		word := rapid.SampledFrom([]string{"", "di", "ke", "se", "ber", "ter", "diper", "memper"}).Draw(t, "prefix") + root +
			rapid.SampledFrom([]string{"", "kan", "i", "an"}).Draw(t, "suffix") +
			rapid.SampledFrom([]string{"", "ku", "mu", "nya"}).Draw(t, "possessive") +
			rapid.SampledFrom([]string{"", "lah", "kah", "pun"}).Draw(t, "particle")
		holds(t, s, word)
		holds(t, s, root+"-"+root)
	})
}

// holds checks what is promised of every word.
func holds(t interface{ Errorf(string, ...any) }, s *stemmer, word string) {
	got := s.stem(word)
	switch {
	case got != word && !s.roots[got] && !strings.Contains(word, "-"):
		t.Errorf("stem(%q) = %q, want a root of the list or the word", word, got)
	case len(got) > len(word)+1:
		t.Errorf("stem(%q) = %q, want nothing longer", word, got)
	case s.stem(got) != got:
		t.Errorf("stem(%q) = %q, whose stem is %q, want it to stay", word, got, s.stem(got))
	}
}

func TestStems(t *testing.T) {
	t.Parallel()
	got := newStemmer().stems([]string{"mengurus", "ktp", "hilang"})
	if want := []string{"urus", "ktp", "hilang"}; !slices.Equal(got, want) {
		t.Errorf("stems = %q, want %q", got, want)
	}
}

// TestRememberedStems holds that a stemmer that remembers a word gives the root
// it finds for it otherwise.
func TestRememberedStems(t *testing.T) {
	t.Parallel()
	words := append(strings.Fields(itself), strings.Fields(derived)...)
	fresh, s := newStemmer(), newStemmer()
	s.remember(words)
	s.remember(words[:3])
	for _, w := range words {
		if got, want := s.stem(w), fresh.stem(w); got != want {
			t.Errorf("stem(%q) = %q once remembered, want %q", w, got, want)
		}
	}
	if _, ok := s.known["urus"]; ok || len(s.known) == 0 {
		t.Errorf("%d words are remembered, want all that take a search and no other", len(s.known))
	}
}

func FuzzStem(f *testing.F) {
	for _, word := range append(strings.Fields(itself), strings.Fields(derived)...) {
		f.Add(word)
	}
	s := newStemmer()
	f.Fuzz(func(t *testing.T, word string) { holds(t, s, word) })
}
