package privacy

import "strings"

// kind is what a word does in a request, as one byte, so that a sentence is a
// short string that patterns can be tried on.
type kind = byte

// The kinds of words.
const (
	isOther    kind = 'X'
	isNumber   kind = 'N' // a number that names somebody: nik, nomor kk, rekening
	isSecret   kind = 'S' // otp, sandi, pin
	isDocument kind = 'D' // ktp, kk, akta: on paper harmless
	isPaper    kind = 'p' // dokumen, buku nikah
	isPicture  kind = 'F' // foto, scan
	isSend     kind = 'K' // kirim, sebutkan
	isType     kind = 'i' // masukkan, isi: harmless in an official application
	isSending  kind = 'k' // mengirim, menyebutkan
	isSent     kind = 'd' // dikirim, disebutkan
	isPlease   kind = 'M' // minta, tolong, boleh
	isNeed     kind = 'W' // perlu, harus
	isHowMuch  kind = 'Q' // berapa
	isWhat     kind = 'A' // apa
	isChat     kind = 'C' // sini, wa, chat
	isMail     kind = 'e' // email, sms: where codes come from, too
	isPlace    kind = 'P' // loket, formulir, aplikasi
	isNever    kind = 'Z' // jangan, tidak pernah
	isNot      kind = 'z' // tidak
	isBut      kind = 'V' // tetapi, cukup
	isIf       kind = 'B' // bila, tentang
	isUs       kind = 'U' // kami, saya, petugas
	isThief    kind = 'O' // penipu, oknum, ada yang
	isYou      kind = 'Y' // anda, bapak
	isFiller   kind = 'w' // dulu, ya, data
	isPay      kind = 'T' // transfer, bayar
	isAccount  kind = 'R' // rekening, dana, gopay, a.n.
	isTreasury kind = 'G' // kas daerah, kode billing
	isBribe    kind = 'b' // uang rokok
	isInstall  kind = 'I' // unduh, pasang, buka
	isOpened   kind = 'j' // dipasang, dibuka
	isAPK      kind = 'L' // apk
	isLink     kind = 'l' // tautan, link
	isStore    kind = 'H' // play store
	isAsking   kind = '?'
	isComma    kind = ','
	isColon    kind = ':'
)

// kindOf tells what a word does, written plainly, with a suffix, or with digits
// in the place of letters ("n1k", "0tp").
func kindOf(word string) kind {
	if k := kindOfPlain(word); k != isOther {
		return k
	}
	for _, suffix := range []string{"nya", "kah", "lah", "mu", "anda", "bapak", "ibu"} {
		if bare, cut := strings.CutSuffix(word, suffix); cut {
			if k := kindOfPlain(bare); k != isOther {
				return k
			}
		}
	}
	if strings.Trim(word, "0123456789") == "" {
		if len(word) >= shortestAccount {
			return isAccount
		}
		return isOther
	}
	return kindOfPlain(strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s").Replace(word))
}

// shortestAccount is how many digits in a row may be an account or a telephone
// number to send money to.
const shortestAccount = 8

// kindOfPlain knows the words; what is about data first, then the rest.
func kindOfPlain(word string) kind {
	if k := kindOfThing(word); k != isOther {
		return k
	}
	if k := kindOfDeed(word); k != isOther {
		return k
	}
	return kindOfParticle(word)
}

// kindOfThing knows what is asked for.
func kindOfThing(word string) kind {
	switch word {
	case "nik", "nokk", "noktp", "norek", "ibukandung", "nokartu", "npwp":
		return isNumber
	case "otp", "sandi", "password", "passwd", "pasword", "pin", "cvv", "cvc", "passcode", "kodeotp":
		return isSecret
	case "ktp", "kk", "akta", "akte", "paspor", "kia", "ektp", "sim":
		return isDocument
	case "dokumen", "buku", "ijazah", "berkas":
		return isPaper
	case "foto", "scan", "selfie", "swafoto", "pindaian", "gambar", "screenshot", "ss", "video", "fotonya":
		return isPicture
	case "rekening", "rek", "dana", "ovo", "gopay", "shopeepay", "linkaja", "qris", "pulsa", "an", "bri", "bca", "bni", "mandiri",
		"seabank", "dompet", "ewallet", "saldo", "jago":
		return isAccount
	case "kas", "billing", "retribusi":
		return isTreasury
	case "pelicin":
		return isBribe
	case "apk", "aplikasiapk", "apknya":
		return isAPK
	case "tautan", "link", "taut", "lampiran", "file", "berkasnya":
		return isLink
	case "toko", "playstore", "appstore":
		return isStore
	}
	return isOther
}

// kindOfDeed knows what the citizen is to do.
func kindOfDeed(word string) kind {
	switch word {
	case "kirim", "kirimkan", "kirimi", "krm", "krim", "ketik", "ketikkan", "ketikan", "tulis", "tuliskan", "sebut", "sebutkan", "balas", "balaskan",
		"share", "shere", "bagikan", "bagi", "infokan", "informasikan", "sampaikan", "beritahu", "beritahukan", "kabari", "berikan", "beri", "kasih", "kasi", "kase",
		"upload", "unggah", "uploadkan", "lampirkan", "sertakan", "forward", "teruskan", "bacakan", "cantumkan", "wakan", "drop", "jawab",
		"submit", "kirimin", "sebutin", "kasihkan", "serahkan", "fotokan", "setorkan", "emailkan", "spill", "tunjukkan", "perlihatkan", "siapkan", "sebutlah":
		return isSend
	case "masukkan", "masukan", "isi", "isikan", "input", "inputkan", "lengkapi":
		return isType
	case "mengirim", "mengirimkan", "mengetik", "mengetikkan", "menulis", "menuliskan", "menyebut", "menyebutkan", "membalas", "membagikan", "menginfokan",
		"menginformasikan", "menyampaikan", "memberitahu", "memberitahukan", "memberikan", "memberi", "mengunggah", "mengupload", "melampirkan", "meneruskan", "membacakan",
		"memasukkan", "mengisi", "memfoto", "memotret", "menunjukkan", "menyerahkan":
		return isSending
	case "dikirim", "dikirimkan", "dikirimi", "diketik", "ditulis", "dituliskan", "disebut", "disebutkan", "dibalas", "dibagikan", "dishare", "diinfokan", "diinformasikan",
		"disampaikan", "diberitahukan", "diberikan", "diunggah", "diupload", "dilampirkan", "diteruskan", "dibacakan", "dicantumkan", "difoto", "difotokan", "diisi", "diserahkan":
		return isSent
	case "transfer", "tf", "trf", "trnsfer", "ditransfer", "bayar", "bayarkan", "dibayar", "dibayarkan", "membayar", "setor", "disetor", "menyetor", "topup", "mentransfer", "pembayaran", "lunasi", "isikanpulsa":
		return isPay
	case "unduh", "download", "donlod", "instal", "install", "pasang", "buka", "klik", "jalankan", "pakai", "mengunduh", "menginstal", "memasang", "mendownload", "membuka", "tekan", "gunakan":
		return isInstall
	case "diunduh", "didownload", "diinstal", "diinstall", "dipasang", "dibuka", "diklik", "dijalankan", "terpasang":
		return isOpened
	}
	return isOther
}

// kindOfParticle knows the words around them.
func kindOfParticle(word string) kind {
	switch word {
	case "minta", "meminta", "mohon", "tolong", "tlg", "tolg", "boleh", "bole", "bisa", "bs", "harap", "silakan", "silahkan", "mari", "menanyakan", "izin", "ijin", "mintol", "please":
		return isPlease
	case "perlu", "butuh", "memerlukan", "membutuhkan", "perlukan", "butuhkan", "harus", "wajib", "dapat", "dimohon", "diminta":
		return isNeed
	case "berapa", "barapa", "brp", "berapakah", "brapa", "mana":
		return isHowMuch
	case "apa", "apakah", "apaan":
		return isWhat
	case "sini", "chat", "chatting", "wa", "whatsapp", "telegram", "pesan", "inbox", "dm", "japri", "percakapan", "admin", "messenger":
		return isChat
	case "sms", "email", "surel", "telepon":
		return isMail
	case "loket", "kantor", "formulir", "blangko", "laman", "aplikasi", "ikd", "dukcapil", "disdukcapil", "kelurahan", "kecamatan", "fotokopi", "fotocopy", "situs", "website", "map", "counter", "mpp", "puskesmas", "portal", "online", "daring":
		return isPlace
	case "jangan", "jang", "jgn", "keliru", "dilarang", "hindari", "bukan", "awas", "waspada", "waspadai", "tolak", "abaikan", "larangan":
		return isNever
	case "tidak", "sonde", "son", "tdk", "tak", "belum", "nggak", "ga", "gak", "tanpa":
		return isNot
	case "tetapi", "tapi", "namun", "melainkan", "cukup", "hanya", "lalu", "kemudian", "jadi", "terus", "trus", "sebaliknya":
		return isBut
	case "bila", "bilaada", "kalo", "jika", "kalau", "apabila", "agar", "supaya", "karena", "tentang", "soal", "mengenai", "perihal", "terkait", "seputar", "setelah", "sesudah", "sebelum", "saat", "ketika", "begitu", "sehingga", "pertanyaan", "keluhan", "aduan", "laporan":
		return isIf
	case "kami", "saya", "kita", "beta", "katong", "petugas", "dinas", "aku":
		return isUs
	case "penipu", "oknum", "orang", "pihak", "seseorang", "siapa", "siapapun", "sapa", "mangaku", "modus", "mengaku", "penipuan", "penelepon", "calo", "pelaku", "hoaks", "hoax", "penjahat", "mengatasnamakan":
		return isThief
	case "anda", "lu", "bosong", "besong", "nona", "nyong", "bapak", "ibu", "pak", "bu", "kakak", "kak", "saudara", "kamu", "warga", "nya", "bpk", "sdr", "ananda", "suami", "istri", "anak", "ortu", "pemohon", "adik", "mama", "bapa":
		return isYou
	case "dulu", "dolo", "ya", "pung", "su", "deng", "ko", "sa", "pi", "dong", "data", "info", "informasi", "kode", "nomor", "no", "dan", "atau", "nama", "tanggal", "lahir", "lengkap", "untuk", "angka", "terakhir", "digit",
		"lihat", "tahu", "tau", "sebentar", "el", "ke", "di", "yang", "masuk", "baru", "saja", "juga", "itu", "ini", "pernah", "sekali", "akan", "lagi", "sembarangan", "mau", "asal", "langsung", "mudah",
		"lewat", "melalui", "serta", "beserta", "hp", "akun", "alamat", "nomornya", "diterima", "dari", "kepada", "oke", "ok", "baik", "maaf", "permisi", "deh", "nih", "segera", "sekarang", "masih", "cuma", "sedang", "asli", "dengan", "isinya", "berisi",
		"melihat", "punya", "milik", "si", "tadi", "barusan", "kartu", "enam", "6", "16", "terdaftar", "sudah", "telah", "foto2", "sih", "kok", "halo", "selamat", "pagi", "siang", "sore", "cek", "verifikasi", "validasi", "pengecekan":
		return isFiller
	case "?":
		return isAsking
	case ",":
		return isComma
	case ":", "=":
		return isColon
	}
	return isOther
}
