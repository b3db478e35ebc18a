package manage

import "loket/internal/words"

// actionName is an action of the audit log and what people call it.
type actionName struct {
	Code string
	Text words.Text
}

// actionNames are the actions to choose from: single ones, and what begins alike.
func actionNames() []actionName {
	return []actionName{
		{"attachment.preview", "Lampiran warga dilihat dikaburkan"},
		{"attachment.view", "Lampiran warga dibuka"},
		{"contact.unmask", "Data kontak dibaca lengkap"},
		{"contact.view", "Halaman warga dibuka"},
		{"contact.", "Warga: semua tindakan"},
		{"ticket.view", "Tiket dibuka"},
		{"staff.signin", "Masuk"},
		{"staff.refused", "Masuk ditolak"},
		{"staff.signout", "Keluar"},
		{"staff.", "Akun petugas: semua tindakan"},
		{"catalogue.publish", "Katalog diterbitkan"},
		{"config.reload", "Pengaturan diganti"},
		{"setup.", "Penyiapan: semua tindakan"},
		{"key.rotate", "Kunci diganti"},
		{"ledger.restore", "Cadangan dipulihkan"},
		{"breach.report", "Laporan kebocoran dibuat"},
		{"audit.anchor", "Jangkar harian"},
	}
}

// actionText is what people call an action; one without a name is shown as it is.
func actionText(code string) words.Text {
	for _, name := range actionNames() {
		if name.Code == code {
			return name.Text
		}
	}
	switch code {
	case "public.on":
		return "Angka layanan dibuka untuk umum"
	case "public.off":
		return "Angka layanan ditutup"
	case "sample.view":
		return "Contoh jawaban dinilai"
	case "gaps.view":
		return "Contoh pertanyaan dibaca"
	case "setup.token":
		return "Kunci penyiapan dibuat"
	case "setup.open":
		return "Penyiapan dibuka"
	case "setup.refused":
		return "Kunci penyiapan ditolak"
	case "setup.office":
		return "Kantor disiapkan"
	case "setup.telegram":
		return "Telegram disiapkan"
	case "setup.verify":
		return "Jawaban dinyatakan diperiksa"
	case "contact.block":
		return "Warga diblokir"
	case "contact.unblock":
		return "Blokir warga dicabut"
	case "contact.erase":
		return "Data warga dihapus"
	case "staff.add":
		return "Akun dibuat"
	case "staff.disable":
		return "Akun dimatikan"
	case "staff.link":
		return "Akun dihubungkan"
	case "staff.unlink":
		return "Akun dilepas"
	case "staff.code":
		return "Kode sekali pakai dibuat"
	case "staff.session":
		return "Satu sesi diakhiri"
	case "staff.sessions":
		return "Semua sesi diakhiri"
	case "staff.shift":
		return "Jam jaga diatur"
	case "staff.units":
		return "Bagian diatur"
	case "policy.add":
		return "Tenggat diubah"
	case "policy.withdraw":
		return "Kebijakan tenggat dicabut"
	}
	return words.Text(code)
}

// objectText is what people call a kind of object; one without a name is shown as it
// is.
func objectText(kind string) words.Text {
	switch kind {
	case "contact":
		return "Warga"
	case "ticket":
		return "Tiket"
	case "staff", "account":
		return "Akun"
	case "publication":
		return "Katalog"
	case "config":
		return "Pengaturan"
	case "key":
		return "Kunci"
	case "policy":
		return "Tenggat"
	case "setup":
		return "Penyiapan"
	case "backup":
		return "Cadangan"
	case "day":
		return "Hari"
	}
	return words.Text(kind)
}
