package loket

// Turn is one line of a conversation as a language model reads it: masked words, and
// no name.
type Turn struct {
	Citizen bool // the citizen wrote it; else the office did
	Text    string
}

// Ground is an entry that a machine's draft may rest on.
type Ground struct {
	Entry string // its id
	Title string
	Text  string // what a citizen would read of it
}

// DraftWish is what a draft of a reply is to be made of.
type DraftWish struct {
	Turns   []Turn // the oldest first
	Grounds []Ground
}

// Sentence is one sentence of a machine's draft, and the entry it rests on.
type Sentence struct{ Text, Entry string }

// Point is one point of a machine's summary.
type Point struct {
	Text  string
	Turns []int // places, from 0, of the turns it rests on; at least one
}

// AskedGroup is a group of questions that nothing answered. It was made without a
// machine, which may name it.
type AskedGroup struct {
	Words    []string // that many of its questions share
	Examples []string // questions, masked
	Title    string   // of the entry it resembles most; empty: none
}

// GroupNaming is what a machine calls a group.
type GroupNaming struct {
	Name      string   // empty: nothing that can be used
	Questions []string // other ways to ask for the same
}

// Why there is nothing of a machine's. Whoever asked goes on without.
var (
	ErrMachineOff      = Errorf(CodeNotFound, "Bantuan mesin untuk ini tidak dinyalakan di kantor Anda.")
	ErrMachineSpent    = Errorf(CodeUnavailable, "Jatah bantuan mesin hari ini sudah habis. Kerjakan sendiri; besok dapat dipakai lagi.")
	ErrMachineSilent   = Errorf(CodeUnavailable, "Mesin sedang tidak menjawab. Kerjakan sendiri, atau coba lagi beberapa menit lagi.")
	ErrMachineTooMuch  = Errorf(CodeTooLarge, "Terlalu banyak teks untuk mesin. Kerjakan sendiri.")
	ErrMachinePersonal = Errorf(CodeInvalid, "Tidak ada yang dikirim ke mesin: ada data pribadi yang tidak dapat disamarkan. Kerjakan sendiri.")
	ErrMachineNothing  = Errorf(CodeConflict, "Mesin tidak menemukan jawabannya di katalog. Kerjakan sendiri.")

	ErrMachineGarbled    = Errorf(CodeUnavailable, "Tulisan mesin ditolak: bentuknya bukan yang diminta. Kerjakan sendiri, atau coba lagi.")
	ErrMachineNamesData  = Errorf(CodeUnavailable, "Tulisan mesin ditolak: memuat data pribadi. Kerjakan sendiri.")
	ErrMachineGroundless = Errorf(CodeUnavailable, "Tulisan mesin ditolak: ada kalimat tanpa jawaban katalog sebagai dasarnya. Kerjakan sendiri, atau coba lagi.")
	ErrMachineStrays     = Errorf(CodeUnavailable, "Tulisan mesin ditolak: ada kalimat yang menyebut hal yang tidak ada di jawaban katalognya. Kerjakan sendiri, atau coba lagi.")
)
