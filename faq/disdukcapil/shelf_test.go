package disdukcapil_test

import (
	"slices"
	"strings"
	"testing"

	"loket/faq"
)

// stableIDs are the topics citizens bring to an office of this kind. Reports,
// links and conversations name entries by these ids: none may go or be renamed.
func stableIDs() []string {
	return strings.Fields(`
		ktp-el-perekaman-pertama ktp-el-hilang ktp-el-rusak ktp-el-perubahan-data ktp-el-seumur-hidup
		ktp-el-luar-domisili
		ktp-el-pemula-sekolah ktp-el-belum-jadi-blangko ktp-el-pengambilan suket ktp-el-wna ktp-el-fotokopi
		ktp-el-foto ktp-el-tanda-tangan ktp-el-gelar ktp-el-golongan-darah ktp-el-pekerjaan ktp-el-agama-penghayat
		ktp-el-jenis-kelamin
		ikd-aktivasi ikd-penipuan ikd-masalah
		kk-baru kk-pisah kk-tambah-anggota kk-perubahan-data kk-hilang-rusak kk-barcode-cetak-mandiri
		kk-gabung-numpang kk-kurang-anggota kk-status-kawin kk-ganti-kepala
		akta-kelahiran akta-kelahiran-terlambat akta-kelahiran-hilang akta-kematian akta-perkawinan perubahan-nama
		pembetulan-akta
		akta-kelahiran-tanpa-surat-lahir akta-kelahiran-tanpa-buku-nikah akta-kelahiran-anak-seorang-ibu
		akta-kelahiran-anak-temuan akta-kelahiran-luar-negeri akta-lahir-mati akta-kematian-lama
		akta-perkawinan-muslim akta-perkawinan-beda-agama akta-perceraian pengakuan-anak pengesahan-anak
		adopsi-pengangkatan-anak aturan-nama-anak beda-data-dokumen
		kia-baru kia-hilang-rusak kia-manfaat
		pindah-dalam-kota pindah-keluar pindah-datang pindah-luar-negeri penduduk-nonpermanen
		wna-sktt wna-akta-anak
		nik-tidak-ditemukan nik-ganda nik-beda-data nik-disalahgunakan nik-cek
		biaya lama-proses jam-layanan lokasi-kantor surat-pengantar-rt-rw legalisir
		layanan-online antrian jemput-bola layanan-prioritas surat-kuasa cek-status formulir denda-keterlambatan
		dokumen-asli-fotokopi
		calo-pungli pengaduan-sp4n ombudsman data-pribadi ppid survei-kepuasan
		surat-keterangan-domisili rujuk-sktm rujuk-ahli-waris rujuk-nikah-muslim rujuk-cerai rujuk-ganti-nama
		rujuk-bansos rujuk-sekolah rujuk-anak-perempuan rujuk-darurat
		rujuk-kehilangan rujuk-sim rujuk-skck rujuk-paspor rujuk-bpjs-kesehatan rujuk-bpjs-tk rujuk-pajak
		rujuk-pbb-pajak-daerah rujuk-tanah rujuk-kendaraan rujuk-pemilu rujuk-cpns rujuk-kartu-sim rujuk-pinjol
		rujuk-nib-oss rujuk-izin-usaha rujuk-domisili-usaha rujuk-npwp-badan rujuk-pt-cv
	`)
}

func TestShelfHoldsEveryStableTopic(t *testing.T) {
	t.Parallel()
	var ids []string
	for _, e := range entries(t) {
		ids = append(ids, e.ID)
		if len(e.ID) > 60 {
			t.Errorf("the id %q has %d characters, want 60 at most: a button carries it", e.ID, len(e.ID))
		}
	}
	for _, want := range stableIDs() {
		if !slices.Contains(ids, want) {
			t.Errorf("the shelf has no %s", want)
		}
	}
}

// TestEntriesAreReference holds what every shipped entry must be: published,
// compared with its sources, not pretending to be verified.
func TestEntriesAreReference(t *testing.T) {
	t.Parallel()
	for _, e := range entries(t) {
		if e.Status != faq.Published || e.ReviewedOn == "" || e.Verified != nil || e.ValidUntil != "" || len(e.Basis) == 0 {
			t.Errorf("%s: status %s, reviewed %q, verified %v, valid until %q, %d sources; want a published, sourced, unverified entry",
				e.ID, e.Status, e.ReviewedOn, e.Verified, e.ValidUntil, len(e.Basis))
		}
	}
}

// TestPatterns holds that each entry has many patterns, and each pattern one
// entry: a pattern of two would teach the matcher a contradiction.
func TestPatterns(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for _, e := range entries(t) {
		if len(e.Questions) < 12 {
			t.Errorf("%s has %d patterns, want 12 at least", e.ID, len(e.Questions))
		}
		for _, q := range e.Questions {
			key := strings.Join(strings.Fields(strings.ToLower(q)), " ")
			if other, twice := owner[key]; twice {
				t.Errorf("%q is a pattern of %s and of %s", q, other, e.ID)
			}
			owner[key] = e.ID
		}
	}
	if len(owner) < 1800 {
		t.Errorf("%d patterns on the shelf, want 1,800 at least", len(owner))
	}
}
