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

// reply answers POST /loket/tiket/{id}/balas. A form that comes twice is sent
// once.
func (c *Console) reply(w http.ResponseWriter, r *http.Request) error {
	draft, form := r.PostFormValue("teks"), r.PostFormValue("sekali")
	text := strings.TrimSpace(strings.ReplaceAll(draft, "\r\n", "\n"))
	epoch, err := replyEpoch(r, text)
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	staff := web.StaffOf(r.Context())
	err = c.sent.do(r.Context(), form, c.now(), func(ctx context.Context) error {
		return c.desk.Reply(ctx, staff, ticketID(r), epoch, text)
	})
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	http.Redirect(w, r, ticketHref(ticketID(r))+"?terkirim=1", http.StatusSeeOther)
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
// in the form: closing would lose them.
func (c *Console) close(w http.ResponseWriter, r *http.Request) error {
	draft := r.PostFormValue("teks")
	epoch, err := epochOf(r)
	if strings.TrimSpace(draft) != "" {
		err = errUnsent
	}
	if err == nil {
		err = c.desk.Close(r.Context(), web.StaffOf(r.Context()), ticketID(r), epoch)
	}
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	http.Redirect(w, r, "/loket?ditutup=1", http.StatusSeeOther)
	return nil
}

// epochOf reads the lease epoch a form was made under.
func epochOf(r *http.Request) (int64, error) {
	epoch, err := strconv.ParseInt(r.PostFormValue("epoch"), 10, 64)
	if err != nil {
		return 0, errors.Join(errNoEpoch, err)
	}
	return epoch, nil
}
