package loket

import "time"

// SecondFactor is what a member of staff shows beside the password.
type SecondFactor struct {
	Secret   []byte // codes are computed from it; empty: not set up yet
	Recovery int    // recovery codes left
}

// SetUp tells whether there is a second factor.
func (f SecondFactor) SetUp() bool { return len(f.Secret) > 0 }

// NewFactor is a second factor to be.
type NewFactor struct {
	Secret   []byte
	Step     int64    // of the code that confirmed it, which is used up
	Recovery []string // codes, in full
	Renew    bool     // in the place of another one; else it is refused where there is one
}

// Code tries of one account from one place, and the time they are counted over.
const (
	FactorTries  = 5
	FactorWindow = 15 * time.Minute
)

// What a code may be refused for.
var (
	ErrWrongCode = Errorf(CodeUnauthorized, "Kode salah. Pakai kode yang sedang tampil di aplikasi autentikator, atau satu kode pemulihan yang belum dipakai; cocokkan juga jam ponsel Anda.")
	ErrUsedCode  = Errorf(CodeUnauthorized, "Kode ini sudah dipakai. Tunggu kode berikutnya, paling lama 30 detik, lalu tulis yang baru.")
	ErrFactorSet = Errorf(CodeConflict, "Langkah kedua akun ini sudah terpasang. Masuk dengan kodenya; bila bukan Anda yang memasangnya, segera hubungi admin.")
)
