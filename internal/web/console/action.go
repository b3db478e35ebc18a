package console

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
	"loket/internal/web"
)

// maxReply is how long a reply may be, in characters.
const maxReply = 8000

var (
	errNoWords = loket.Errorf(loket.CodeInvalid, "Balasan masih kosong. Tulis jawaban untuk warga, lalu kirim.")
	errTooLong = loket.Errorf(loket.CodeInvalid, "Balasan terlalu panjang: paling banyak 8.000 karakter. Pendekkan, lalu kirim lagi.")
	errUnsent  = loket.Errorf(loket.CodeConflict, "Tiket belum ditutup: naskah balasan Anda belum dikirim. Kirim dulu, atau kosongkan, lalu tutup.")
	errNoEpoch = loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Muat ulang tiket, lalu coba lagi.")
)

// claim answers POST /loket/tiket/{id}/ambil. With a draft from a form that
// was refused the page comes at once, so that the words stay.
func (c *Console) claim(w http.ResponseWriter, r *http.Request) error {
	draft := r.PostFormValue("teks")
	if _, err := c.desk.Claim(r.Context(), web.StaffOf(r.Context()), ticketID(r)); err != nil {
		return c.refuse(w, r, err, draft)
	}
	if draft != "" {
		return c.showTicket(w, r, http.StatusOK, said{notice: "Tiket Anda pegang. Naskah Anda masih ada di bawah.", draft: draft})
	}
	http.Redirect(w, r, ticketHref(ticketID(r))+"#balas", http.StatusSeeOther)
	return nil
}

func replyEpoch(r *http.Request, text string) (int64, error) {
	switch {
	case text == "":
		return 0, errNoWords
	case utf8.RuneCountInString(text) > maxReply:
		return 0, errTooLong
	}
	return epochOf(r)
}

// close answers POST /loket/tiket/{id}/tutup. It is refused while words stand
// in the form: closing would lose them. What follows may be the next ticket.
func (c *Console) close(w http.ResponseWriter, r *http.Request) error {
	draft := r.PostFormValue("teks")
	epoch, err := epochOf(r)
	if strings.TrimSpace(draft) != "" {
		err = errUnsent
	}
	to := "/loket?ditutup=1"
	switch next := r.URL.Query().Get(thenParam) == thenNext; {
	case err != nil:
	case next:
		to, err = c.closeAndNext(r, epoch)
	default:
		err = c.desk.Close(r.Context(), web.StaffOf(r.Context()), ticketID(r), epoch)
	}
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// closeAndNext closes the ticket, takes the one whose turn it is and returns where
// that stands. A form that comes twice takes one, and leads to what the member
// holds then.
func (c *Console) closeAndNext(r *http.Request, epoch int64) (to string, err error) {
	staff, form := web.StaffOf(r.Context()), r.PostFormValue("sekali")
	if form != "" {
		form = "tutup:" + form
	}
	to = tabHref(loket.TabMine)
	err = c.sent.do(r.Context(), form, c.now(), func(ctx context.Context) error {
		if err := c.desk.Close(ctx, staff, ticketID(r), epoch); err != nil {
			return err
		}
		t, err := c.desk.Next(ctx, staff, "")
		if loket.CodeOf(err) == loket.CodeNotFound {
			to = "/loket?kosong=1"
			return nil
		}
		to = ticketHref(t.ID) + "#balas"
		return err
	})
	return to, err
}

// epochOf reads the lease epoch a form was made under.
func epochOf(r *http.Request) (int64, error) {
	epoch, err := strconv.ParseInt(r.PostFormValue("epoch"), 10, 64)
	if err != nil {
		return 0, errors.Join(errNoEpoch, err)
	}
	return epoch, nil
}
