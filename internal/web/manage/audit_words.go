package manage

import (
	"slices"

	"loket/internal/words"
)

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

// otherActions are those that are not chosen by themselves.
func otherActions() []actionName {
	return []actionName{
		{"public.on", "Angka layanan dibuka untuk umum"},
		{"public.off", "Angka layanan ditutup"},
		{"sample.view", "Contoh jawaban dinilai"},
		{"gaps.view", "Contoh pertanyaan dibaca"},
		{"draft.save", "Rancangan jawaban ditulis"},
		{"draft.send", "Rancangan dikirim untuk ditinjau"},
		{"draft.refuse", "Rancangan ditolak"},
		{"draft.withdraw", "Rancangan dibatalkan"},
		{"gate.view", "Katalog dicoba pada pertanyaan warga"},
		{"erratum.add", "Ralat dibuat"},
		{"erratum.approve", "Ralat disetujui"},
		{"setup.token", "Kunci penyiapan dibuat"},
		{"setup.open", "Penyiapan dibuka"},
		{"setup.refused", "Kunci penyiapan ditolak"},
		{"setup.office", "Kantor disiapkan"},
		{"setup.telegram", "Telegram disiapkan"},
		{"setup.verify", "Jawaban dinyatakan diperiksa"},
		{"contact.block", "Warga diblokir"},
		{"contact.unblock", "Blokir warga dicabut"},
		{"contact.erase", "Data warga dihapus"},
		{"staff.add", "Akun dibuat"},
		{"staff.disable", "Akun dimatikan"},
		{"staff.link", "Akun dihubungkan"},
		{"staff.unlink", "Akun dilepas"},
		{"staff.code", "Kode sekali pakai dibuat"},
		{"staff.session", "Satu sesi diakhiri"},
		{"staff.sessions", "Semua sesi diakhiri"},
		{"staff.shift", "Jam jaga diatur"},
		{"staff.units", "Bagian diatur"},
		{"policy.add", "Tenggat diubah"},
		{"policy.withdraw", "Kebijakan tenggat dicabut"},
		{"report.close", "Angka sebulan dibekukan"},
		{"report.export", "Laporan diunduh"},
		{"report.rows", "Baris laporan diunduh"},
		{"history.import", "Riwayat diimpor"},
		{"history.remove", "Riwayat contoh dihapus"},
		{"agency.remove", "Penghapusan instansi dimulai"},
		{"agency.removed", "Instansi dihapus"},
		{"audit.restate", "Jangkar disusun ulang"},
		{"closure.add", "Kantor ditutup"},
		{"closure.lift", "Penutupan dicabut"},
		{"switch.off", "Sakelar dimatikan"},
		{"switch.on", "Sakelar dinyalakan"},
		{"staff.home", "Petugas dipulangkan"},
		{"token.add", "Token dibuat"},
		{"token.revoke", "Token dicabut"},
	}
}

// actionText is what people call an action; one without a name is shown as it is.
func actionText(code string) words.Text {
	for _, name := range slices.Concat(actionNames(), otherActions()) {
		if name.Code == code {
			return name.Text
		}
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
	case "publication", "catalogue":
		return "Katalog"
	case "draft":
		return "Rancangan"
	case "entry":
		return "Jawaban"
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
	case "month":
		return "Bulan"
	}
	return words.Text(kind)
}
