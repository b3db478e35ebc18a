package manage

import (
	"net/http"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// toQueue stands in the form for nobody.
const toQueue = "antrean"

var errNobodyChosen = loket.Errorf(loket.CodeInvalid, "Pilih dulu kepada siapa tiket diberikan, atau kembalikan ke antrean.")

// move answers POST /penyelia/pindah. Posted twice it moves nothing more.
func (s *Supervision) move(w http.ResponseWriter, r *http.Request) error {
	to, a := r.PostFormValue("kepada"), desk.Assignment{Reason: r.PostFormValue("alasan")}
	for _, id := range r.PostForm["tiket"] {
		a.Tickets = append(a.Tickets, loket.TicketID(id))
	}
	if to != toQueue {
		a.To = loket.StaffID(to)
	}
	again := floorView{Chosen: loket.StaffID(to), Reason: a.Reason}
	if to == "" {
		return s.refuse(w, r, errNobodyChosen, again)
	}
	done, err := s.Floor.Reassign(r.Context(), web.StaffOf(r.Context()), a)
	if err != nil {
		return s.refuse(w, r, err, again)
	}
	view := floorView{Notice: movedText(done)}
	for _, refused := range done.Refused {
		view.Problems = append(view.Problems, words.Say("%s: %s", nameOr(refused.Number, "Tiket"), web.Explain(refused.Why)))
	}
	r.PostForm.Del("tiket") // what was chosen is done
	return s.showFloor(w, r, http.StatusOK, view)
}

// refuse shows the page with the reason of a refusal and what was typed.
func (s *Supervision) refuse(w http.ResponseWriter, r *http.Request, err error, view floorView) error {
	if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeForbidden {
		return err
	}
	view.Problems = []words.Text{web.Explain(err)}
	return s.showFloor(w, r, web.Status(err), view)
}

func nameOr(name string, otherwise words.Text) words.Text {
	if name == "" {
		return otherwise
	}
	return words.Name(name)
}

// movedText says what was moved, and warns of too much in one hand.
func movedText(done desk.Assigned) words.Text {
	n := len(done.Moved)
	switch {
	case n == 0:
		return ""
	case done.To.ID == "":
		return words.Say("%d tiket kembali ke antrean di tempat semula.", n)
	}
	text := words.Say("%d tiket diberikan kepada %s, dengan alasan Anda sebagai catatan.", n, done.To.Name)
	if done.Most > 0 && done.Holds > done.Most {
		return words.Join([]words.Text{text, words.Say("Perhatian: %s kini memegang %d tiket, lebih dari %d yang biasanya boleh sekaligus.",
			done.To.Name, done.Holds, done.Most)}, " ")
	}
	return text
}
