package loket

import (
	"strings"
	"time"
	"unicode/utf8"
)

// DraftID names a draft.
type DraftID string

// DraftState is how far a draft has come.
type DraftState string

// The states of a draft. The last two are its end; one that was refused may be written
// on.
const (
	DraftOpen      DraftState = "draft"
	DraftReview    DraftState = "review"
	DraftRefused   DraftState = "refused"
	DraftPublished DraftState = "published"
	DraftWithdrawn DraftState = "withdrawn"
)

// Bounds of what is written about a draft, in characters.
const (
	MostDraftNote   = 300
	MostDraftReason = 300
)

// KindEntry is the kind of a draft, and of an item of a catalogue, that is an entry.
const KindEntry = "entry"

// Draft is an entry of a catalogue while it is written, a new one or a change of one that
// is published; or a change of one of the tables that entries rest on. The zero times and
// empty names are of what has not happened, or of who is no longer known.
type Draft struct {
	ID      DraftID
	Agency  AgencyID
	Kind    string // KindEntry, or that of a table: "words", "forms", "facts"
	Entry   string // id of the entry; empty while nobody has given it one, and of a table
	Base    string // revision it began from; empty: the entry is new
	Content []byte // the entry or the table as canonical JSON
	Note    string // why, as the history will tell
	State   DraftState
	Version int // 1, 2, … with every change

	MadeBy      StaffID
	MadeAt      time.Time
	ChangedBy   StaffID // who wrote what it says now
	ChangedAt   time.Time
	DecidedBy   StaffID // who published, refused or withdrew it
	DecidedAt   time.Time
	Reason      string // why it was refused
	Publication int    // the number it went live with; 0: it did not

	MadeByName, ChangedByName, DecidedByName string // when it is read
}

// Lesson is what a reply can teach the catalogue: a question with its answer for a new
// entry, or one more way to ask for an entry there is. Staff have read both.
type Lesson struct {
	Entry    string // id of the entry that is asked for; empty: none answers it yet
	Question string
	Answer   string // of a new entry
}

// Bounds of a lesson, in characters.
const (
	MostLessonQuestion = 300
	MostLessonAnswer   = 2000
)

// ErrLesson says that a lesson has no question, or too many words.
var ErrLesson = Errorf(CodeInvalid, "Isi pertanyaannya, paling banyak 300 karakter, dan jawabannya paling banyak 2000.")

// Check refuses a lesson that teaches nothing.
func (l Lesson) Check() error {
	n := utf8.RuneCountInString(l.Question)
	if n == 0 || n > MostLessonQuestion || utf8.RuneCountInString(l.Answer) > MostLessonAnswer {
		return ErrLesson
	}
	return nil
}

// What a draft is refused for.
var (
	ErrDraftMoved  = Errorf(CodeConflict, "Rancangan ini berubah sejak Anda membukanya. Baca lagi isinya, lalu ulangi tindakan Anda.")
	ErrDraftClosed = Errorf(CodeConflict, "Rancangan ini sudah selesai: terbit, atau dibatalkan. Buat rancangan baru dari jawabannya.")
	ErrDraftUnsent = Errorf(CodeConflict, "Rancangan ini belum dikirim untuk ditinjau. Kirim dulu, lalu terbitkan.")
	ErrDraftSecond = Errorf(CodeConflict, "Perubahan ini perlu orang kedua. Minta kurator atau admin lain membacanya dan menerbitkannya.")
	ErrDraftReason = Errorf(CodeInvalid, "Tulis alasan penolakan, paling banyak 300 karakter: penulisnya membacanya.")
	ErrDraftNote   = Errorf(CodeInvalid, "Catatan perubahan paling banyak 300 karakter. Pendekkan.")
	ErrDraftStale  = Errorf(CodeConflict, "Jawaban yang berlaku sudah berubah sejak rancangan ini dimulai. Rancangan tetap tersimpan. "+
		"Lihat bedanya di bawah, sesuaikan, lalu pilih \"Pakai yang berlaku sebagai dasar\".")
)

// Alive tells whether anything can still be done with it.
func (d Draft) Alive() bool {
	return d.State == DraftOpen || d.State == DraftReview || d.State == DraftRefused
}

// Write gives the draft other words. What was to be reviewed is to be sent again.
// ErrDraftMoved: it is not the version the words were made from.
func (d *Draft) Write(by StaffID, now time.Time, version int, w Draft) error {
	switch {
	case !d.Alive():
		return ErrDraftClosed
	case d.Version != version:
		return ErrDraftMoved
	case utf8.RuneCountInString(w.Note) > MostDraftNote:
		return ErrDraftNote
	}
	d.Entry, d.Base, d.Content, d.Note = w.Entry, w.Base, w.Content, w.Note
	d.State, d.ChangedBy, d.ChangedAt = DraftOpen, by, now
	return nil
}

// Send gives the draft to be reviewed.
func (d *Draft) Send(version int) error {
	switch {
	case !d.Alive():
		return ErrDraftClosed
	case d.Version != version:
		return ErrDraftMoved
	}
	d.State = DraftReview
	return nil
}

// Refuse gives the draft back to who wrote it, with a reason.
func (d *Draft) Refuse(by StaffID, now time.Time, version int, reason string) error {
	reason = strings.TrimSpace(reason)
	switch {
	case reason == "" || utf8.RuneCountInString(reason) > MostDraftReason:
		return ErrDraftReason
	case d.State != DraftReview:
		return ErrDraftUnsent
	case d.Version != version:
		return ErrDraftMoved
	}
	d.State, d.DecidedBy, d.DecidedAt, d.Reason = DraftRefused, by, now, reason
	return nil
}

// Withdraw ends the draft; nothing of it goes live.
func (d *Draft) Withdraw(by StaffID, now time.Time) error {
	if !d.Alive() {
		return ErrDraftClosed
	}
	d.State, d.DecidedBy, d.DecidedAt = DraftWithdrawn, by, now
	return nil
}

// Approve ends the draft with its publication. Where two people are needed, it refuses
// who wrote what it says now.
func (d *Draft) Approve(by StaffID, now time.Time, version int, second bool) error {
	switch {
	case !d.Alive():
		return ErrDraftClosed
	case d.State != DraftReview:
		return ErrDraftUnsent
	case d.Version != version:
		return ErrDraftMoved
	case second && d.ChangedBy == by:
		return ErrDraftSecond
	}
	d.State, d.DecidedBy, d.DecidedAt, d.Reason = DraftPublished, by, now, ""
	return nil
}

// OfTable tells whether it changes a table rather than an entry.
func (d Draft) OfTable() bool { return d.Kind != KindEntry }
