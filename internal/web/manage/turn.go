package manage

import (
	"cmp"
	"net/http"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// switchView is something that is switched off.
type switchView struct {
	Value, Reason         string
	Name, Since, By, Does words.Text
}

// targetView is something that can be switched off.
type targetView struct {
	Value string
	Name  words.Text
}

// turn answers POST /penyelia/sakelar.
func (s *Supervision) turn(w http.ResponseWriter, r *http.Request) error {
	kind, target, _ := strings.Cut(r.PostFormValue("sakelar"), ":")
	one := loket.Switch{Kind: loket.SwitchKind(kind), Target: target, Reason: r.PostFormValue("alasan")}
	turn, done := s.Controls.SwitchOff, "mati"
	if r.PostFormValue("arah") == "nyala" {
		turn, done = s.Controls.SwitchOn, "nyala"
	}
	if err := turn(r.Context(), web.StaffOf(r.Context()), one); err != nil {
		return s.refuse(w, r, err, floorView{})
	}
	http.Redirect(w, r, "/penyelia?sakelar="+done, http.StatusSeeOther)
	return nil
}

// turnedText says what the form did that led to the page.
func turnedText(turned string) words.Text {
	switch turned {
	case "mati":
		return "Sakelar dimatikan. Berlaku di semua server dalam dua detik."
	case "nyala":
		return "Sakelar dinyalakan lagi. Pesan yang menunggu di sana segera dipertimbangkan."
	}
	return ""
}

func (s *Supervision) switches(view *floorView, agency loket.AgencyID, now time.Time) {
	names := map[string]words.Text{}
	off := map[string]bool{}
	for _, t := range s.Office.Targets(agency) {
		names[valueOf(t.Kind, t.ID)] = t.Name
	}
	for _, w := range s.Office.Switches(agency) {
		value := valueOf(w.Kind, w.Target)
		off[value] = true
		view.Off = append(view.Off, switchView{
			Value: value, Name: cmp.Or(names[value], words.Name(value)), Since: web.When(w.At, now, s.Zone(agency)),
			By: nameOr(w.ByName, "perintah loket switch"), Reason: w.Reason, Does: doesText(w.Kind),
		})
	}
	for _, t := range s.Office.Targets(agency) {
		if value := valueOf(t.Kind, t.ID); !off[value] {
			view.Targets = append(view.Targets, targetView{value, t.Name})
		}
	}
}

func valueOf(kind loket.SwitchKind, target string) string { return string(kind) + ":" + target }

func doesText(kind loket.SwitchKind) words.Text {
	switch kind {
	case loket.SwitchBot:
		return "Semua pesan menjadi tiket dan petugas yang menjawab. Keadaan darurat tetap dijawab."
	case loket.SwitchChannel:
		return "Pesan warga disimpan dan menunggu sampai dinyalakan. Balasan petugas tetap terkirim."
	case loket.SwitchEntry:
		return "Jawaban ini tidak dikutip dan tidak ditawarkan; pertanyaannya menjadi tiket."
	}
	return ""
}
