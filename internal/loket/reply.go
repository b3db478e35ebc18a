package loket

// Quoted names an entry of the catalogue as somebody read it.
type Quoted struct {
	Entry    string
	Revision string // of the entry's content
	Facet    string // the need it was asked for; empty: the whole answer
}

// Reply is what a member of staff sends to a citizen: words of their own, or an
// entry as it stands.
type Reply struct {
	Text  string // words of their own; empty when Entry is sent
	Entry Quoted // zero: words of their own
	Close bool   // the ticket ends with it

	File *Upload // what goes with it; nil: nothing
	Form string  // the code of the office's form that goes out, instead of words; empty: none
}

// Form is a form of the office as a file.
type Form struct {
	Upload
	Code string // "F-1.01"
	Use  string // what it is for, as the catalogue says
}

// What an entry is not sent for.
var (
	ErrEntryChanged = Errorf(CodeConflict, "Jawaban ini berubah sejak halaman dibuka, jadi belum dikirim. Baca isinya yang baru, lalu kirim lagi.")
	ErrEntryGone    = Errorf(CodeConflict, "Jawaban ini tidak boleh dikutip lagi: sudah berakhir, ditarik, atau belum diperiksa. Tulis dengan kata-kata Anda sendiri.")
)

// ErrNotUncertain is what a resend is refused for.
var ErrNotUncertain = Errorf(CodeConflict, "Kiriman ini tidak lagi ragu: sudah terkirim, sedang dikirim, atau gagal. Muat ulang untuk melihat keadaannya.")
