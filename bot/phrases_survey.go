package bot

import (
	"fmt"
	"strings"

	"loket/internal/loket"
)

// Labels of buttons under a survey.
const (
	labelSurveyBegin = "Isi survei"
	labelSurveySkip  = "Lewati"
	labelSurveyStop  = "Berhenti"
)

// A question of the survey: an element of service, and its four answers from worst to
// best.
type question struct {
	element string
	ask     string
	answers [loket.BestScore]string
}

// questions are the nine elements of PermenPANRB 14/2017, in its order, in plain words.
func questions() [loket.SurveyElements]question {
	four := func(what string) [loket.BestScore]string {
		return [...]string{"Tidak " + what, "Kurang " + what, strings.ToUpper(what[:1]) + what[1:], "Sangat " + what}
	}
	return [...]question{
		{"Persyaratan", "Apakah syarat yang diminta sesuai dengan layanan yang Anda urus?", four("sesuai")},
		{"Prosedur", "Seberapa mudah langkah-langkahnya?", four("mudah")},
		{"Waktu", "Seberapa cepat urusan Anda selesai?", four("cepat")},
		{"Biaya", "Bagaimana biayanya menurut Anda?", [...]string{"Sangat mahal", "Agak mahal", "Murah", "Gratis"}},
		{"Hasil", "Apakah hasil yang Anda terima sesuai dengan yang dijanjikan?", four("sesuai")},
		{"Kemampuan petugas", "Seberapa mampu petugas menangani urusan Anda?", four("mampu")},
		{"Sikap petugas", "Seberapa sopan dan ramah petugas?", four("ramah")},
		{"Pengaduan dan saran", "Bagaimana pengaduan dan saran ditangani?", [...]string{
			"Tidak ada tempatnya", "Ada, tidak berjalan", "Berjalan, belum baik", "Ditangani dengan baik",
		}},
		{"Sarana", "Bagaimana sarana yang Anda pakai: ruang layanan, situs, atau chat ini?", [...]string{"Buruk", "Cukup", "Baik", "Sangat baik"}},
	}
}

const (
	saySurveyOffer = "Maukah Anda mengisi survei kepuasan? 9 pertanyaan, kira-kira 2 menit. " +
		"Jawaban dihitung tanpa nama. Tekan Isi survei, atau Lewati bila tidak mau."

	saySurveyDeclined = "Baik, surveinya tidak jadi. Silakan tulis bila ada pertanyaan."

	saySurveyStopped = "Baik, survei berhenti di sini. Silakan tulis bila ada pertanyaan."

	saySurveyDone = "Survei selesai. Terima kasih, jawaban Anda membantu kami memperbaiki layanan."

	saySurveyOver = "Survei ini sudah selesai. Terima kasih."
)

// sayElement asks about an element, from 1.
func sayElement(element int) string {
	q := questions()[element-1]
	return fmt.Sprintf("Survei %d dari %d · %s\n%s\n%s\nTekan jawabannya atau tulis angkanya. Untuk berhenti, tulis berhenti.",
		element, loket.SurveyElements, q.element, q.ask, listed(q.answers[:]))
}

// sayProfile asks something about the respondent.
func sayProfile(field loket.ProfileField) string {
	return fmt.Sprintf("Terima kasih, kesembilan jawaban sudah kami catat. Boleh dilewati: %s Anda?\n%s\n"+
		"Tekan jawabannya atau tulis angkanya. Bila tidak mau menjawab, tulis lewati.",
		strings.ToLower(field.Name()[:1])+field.Name()[1:], listed(field.Options()))
}

// sayOutOfRange goes before a question that was answered by a number it does not have.
func sayOutOfRange(most int) string { return fmt.Sprintf("Pilih angka 1 sampai %d.", most) }

// listed numbers answers, one a line.
func listed(answers []string) string {
	rows := make([]string, len(answers))
	for i, a := range answers {
		rows[i] = fmt.Sprintf("%d. %s", i+1, a)
	}
	return strings.Join(rows, "\n")
}
