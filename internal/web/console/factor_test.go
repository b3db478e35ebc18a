package console_test

import (
	"encoding/base32"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// code is what an authenticator shows at a moment.
func code(t *testing.T, secret string, at time.Time) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, at)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrolled is an office where petugas has a second factor; it returns the secret and
// the recovery codes.
func enrolled(t *testing.T) (o *office, secret string, recovery []string) {
	t.Helper()
	o = openOffice(true)
	b := webtest.NewBrowser(o.browser.Handler)
	secret, recovery = o.enrol(t, b)
	o.clock.Move(time.Minute)
	return o, secret, recovery
}

// enrol signs petugas in for the first time.
func (o *office) enrol(t *testing.T, b *webtest.Browser) (secret string, recovery []string) {
	t.Helper()
	got := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password)
	form := b.Get(got.Location()).Page(t).One("[action=/masuk/pasang]")
	secret = form.One("[name=kunci]").Attr["value"]
	got = b.Submit(form, "kode", code(t, secret, o.clock.Now()))
	for _, node := range got.Page(t).All(".pemulihan code") {
		recovery = append(recovery, node.Text())
	}
	if got.Status != http.StatusOK || len(recovery) != 10 {
		t.Fatalf("setting up a second factor: status %d with %d recovery codes, want 200 and 10\n%s", got.Status, len(recovery), got.Body)
	}
	return secret, recovery
}

// password is a browser in which the right password was given.
func (o *office) password(t *testing.T, login string) *webtest.Browser {
	t.Helper()
	b := webtest.NewBrowser(o.browser.Handler)
	if got := b.Post("/masuk", "akun", login, "sandi", webtest.Password); got.Location() != "/masuk/kode" {
		t.Fatalf("the right password leads to %q with %d, want the second step\n%s", got.Location(), got.Status, got.Body)
	}
	return b
}

func TestEnrol(t *testing.T) {
	t.Parallel()
	t.Run("Forced/NothingElseIsOpen", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		b := o.password(t, "petugas")
		wantOut(t, "an account that has yet to set up its second factor", b)
		for _, path := range []string{"/akun", "/akun/langkah-kedua"} {
			if got := b.Get(path); got.Status != http.StatusSeeOther || !strings.HasPrefix(got.Location(), "/masuk") {
				t.Errorf("%s before the second factor: status %d to %q, want the sign-in page", path, got.Status, got.Location())
			}
		}
		if got := b.Get("/masuk/kode"); got.Page(t).One("[action=/masuk/pasang]") == nil {
			t.Error("looking elsewhere ended the sign-in, want it to go on")
		}
	})
	t.Run("QR/ScansToTheSecret", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		page := o.password(t, "petugas").Get("/masuk/kode").Page(t)
		link, secret := page.One("details a").Attr["href"], page.One("[name=kunci]").Attr["value"]
		want := regexp.MustCompile(`^otpauth://totp/Disdukcapil%20Kota%20Kupang:petugas\?.*secret=` + secret)
		if !want.MatchString(link) || !strings.HasPrefix(page.One(".qr").Attr["src"], "data:image/png;base64,") {
			t.Errorf("QR stands for %q, want %v in a picture of the page's own", link, want)
		}
		if raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret); err != nil || len(raw) != 20 {
			t.Errorf("secret %q has %d bytes, %v, want 160 bits", secret, len(raw), err)
		}
	})
	t.Run("ConfirmedThenSignedIn", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		b := webtest.NewBrowser(o.browser.Handler)
		o.enrol(t, b)
		wantIn(t, "after the second factor was set up", b)
	})
	t.Run("WrongCode/SameSecret", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		b := o.password(t, "petugas")
		form := b.Get("/masuk/kode").Page(t).One("[action=/masuk/pasang]")
		got := b.Submit(form, "kode", "000000")
		again := got.Page(t).One("[name=kunci]").Attr["value"]
		if got.Status != http.StatusBadRequest || again != form.One("[name=kunci]").Attr["value"] {
			t.Errorf("a wrong code: status %d with secret %q, want 400 and the secret that was scanned", got.Status, again)
		}
		wantOut(t, "after a wrong code", b)
	})
	t.Run("SecretOfNoUse/Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		b := o.password(t, "petugas")
		weak := "AAAA"
		if got := b.Post("/masuk/pasang", "kunci", weak, "kode", code(t, weak, o.clock.Now())); got.Status != http.StatusBadRequest {
			t.Errorf("a secret of 20 bits: status %d, want 400", got.Status)
		}
	})
	t.Run("SetUpElsewhereMeanwhile", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		slow := o.password(t, "petugas")
		form := slow.Get("/masuk/kode").Page(t).One("[action=/masuk/pasang]")
		o.enrol(t, webtest.NewBrowser(o.browser.Handler))
		got := slow.Submit(form, "kode", code(t, form.One("[name=kunci]").Attr["value"], o.clock.Now()))
		if got.Status != http.StatusUnauthorized {
			t.Errorf("setting up a second one: status %d, want 401: the first ended every sign-in", got.Status)
		}
		wantOut(t, "who came second", slow)
	})
	t.Run("Draft/Survives", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		b := webtest.NewBrowser(o.browser.Handler)
		got := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password, "kembali", "/loket/tiket/t1", "draf", "Naskah <b>saya</b>.")
		form := got.Page(t).One("[action=/masuk/pasang]")
		got = b.Submit(form, "kode", code(t, form.One("[name=kunci]").Attr["value"], o.clock.Now()))
		resume := got.Page(t).One("[action=/loket/tiket/t1/ambil]")
		if resume == nil || resume.One("#teks").Raw() != "Naskah <b>saya</b>." {
			t.Errorf("after setting up: %s, want the draft on the way to its ticket", got.Body)
		}
	})
}

func TestSecondStep(t *testing.T) {
	t.Parallel()
	t.Run("Code/Opens", func(t *testing.T) {
		t.Parallel()
		o, secret, _ := enrolled(t)
		b := o.password(t, "petugas")
		wantOut(t, "between the two steps", b)
		before := b.Clone()
		got := b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now()))
		if got.Location() != "/loket" || b.Cookies["loket"] == before.Cookies["loket"] {
			t.Errorf("the right code leads to %q with %d, want the queue under a new token", got.Location(), got.Status)
		}
		wantIn(t, "after both steps", b)
		wantOut(t, "the token from between the steps", before)
		if got := before.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now().Add(30*time.Second))); got.Status != http.StatusUnauthorized {
			t.Errorf("the token from between the steps, with a right code: status %d, want 401", got.Status)
		}
	})
	t.Run("Code/OneStepOff", func(t *testing.T) {
		t.Parallel()
		for off, want := range map[time.Duration]int{-60: 401, -30: 303, 0: 303, 30: 303, 60: 401} {
			o, secret, _ := enrolled(t)
			o.clock.Move(10 * time.Minute)
			got := o.password(t, "petugas").Post("/masuk/kode", "kode", code(t, secret, o.clock.Now().Add(off*time.Second)))
			if got.Status != want {
				t.Errorf("a code %d s off: status %d, want %d", off, got.Status, want)
			}
		}
	})
	t.Run("Code/Once", func(t *testing.T) {
		t.Parallel()
		o, secret, _ := enrolled(t)
		now := code(t, secret, o.clock.Now())
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", now); got.Status != http.StatusSeeOther {
			t.Fatalf("a right code: status %d, want 303", got.Status)
		}
		got := o.password(t, "petugas").Post("/masuk/kode", "kode", now)
		wantPage(t, "the same code again", got, http.StatusUnauthorized, "[role=alert]", loket.ErrUsedCode.Message)
	})
	t.Run("Code/OfSettingUp", func(t *testing.T) {
		t.Parallel()
		o := openOffice(true)
		secret, _ := o.enrol(t, webtest.NewBrowser(o.browser.Handler))
		got := o.password(t, "petugas").Post("/masuk/kode", "kode", code(t, secret, o.clock.Now()))
		wantPage(t, "the code that set it up", got, http.StatusUnauthorized, "[role=alert]", loket.ErrUsedCode.Message)
	})
	t.Run("Recovery/Once", func(t *testing.T) {
		t.Parallel()
		o, _, recovery := enrolled(t)
		typed := strings.ToLower(strings.ReplaceAll(recovery[3], "-", " "))
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", typed); got.Status != http.StatusSeeOther {
			t.Fatalf("a recovery code typed as %q: status %d, want 303", typed, got.Status)
		}
		got := o.password(t, "petugas").Post("/masuk/kode", "kode", recovery[3])
		wantPage(t, "the same recovery code", got, http.StatusUnauthorized, "[role=alert]", loket.ErrWrongCode.Message)
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", recovery[4]); got.Status != http.StatusSeeOther {
			t.Errorf("another recovery code: status %d, want 303", got.Status)
		}
	})
	t.Run("TooMany", func(t *testing.T) {
		t.Parallel()
		o, secret, _ := enrolled(t)
		b := o.password(t, "petugas")
		o.factors.Refuse(7 * time.Minute)
		got := b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now()))
		wantPage(t, "one try too many", got, http.StatusTooManyRequests, "[role=alert]", "Terlalu banyak kode yang salah. Coba lagi dalam 8 mnt.")
		o.factors.Refuse(0)
		if got := b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now())); got.Status != http.StatusSeeOther {
			t.Errorf("the right code later: status %d, want 303", got.Status)
		}
	})
	t.Run("Slow", func(t *testing.T) {
		t.Parallel()
		o, secret, _ := enrolled(t)
		b := o.password(t, "petugas")
		o.clock.Move(10 * time.Minute)
		got := b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now()), "draf", "naskah", "kembali", "/loket/tiket/t1")
		if got.Status != http.StatusUnauthorized || got.Page(t).One("#draf").Raw() != "naskah" {
			t.Errorf("ten minutes after the password: status %d, want 401 and the draft kept", got.Status)
		}
		if got := b.Get("/masuk/kode"); got.Location() != "/masuk" {
			t.Errorf("the second step without the first leads to %q, want /masuk", got.Location())
		}
	})
	t.Run("Between/PasswordChangedOrDisabled", func(t *testing.T) {
		t.Parallel()
		for what, change := range map[string]func(*loket.Staff){
			"password": func(s *loket.Staff) { s.PasswordHash += "x" }, "sessions": func(s *loket.Staff) { s.SessionEpoch++ },
			"disabled": func(s *loket.Staff) { s.DisabledAt = time.Unix(1, 0) },
		} {
			o, secret, _ := enrolled(t)
			b := o.password(t, "petugas")
			o.accounts.Change("petugas", change)
			if got := b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now())); got.Status != http.StatusUnauthorized {
				t.Errorf("%s changed between the steps: status %d, want 401", what, got.Status)
			}
		}
	})
	t.Run("DraftAndBack/SurviveBothSteps", func(t *testing.T) {
		t.Parallel()
		o, secret, _ := enrolled(t)
		b := webtest.NewBrowser(o.browser.Handler)
		got := b.Post("/masuk", "akun", "petugas", "sandi", webtest.Password, "kembali", "/loket/tiket/t1", "draf", "Naskah <b>saya</b>.")
		got = b.Submit(got.Page(t).One("[action=/masuk/kode]"), "kode", "000000")
		got = b.Submit(got.Page(t).One("[action=/masuk/kode]"), "kode", code(t, secret, o.clock.Now()))
		if form := got.Page(t).One("[action=/loket/tiket/t1/ambil]"); form == nil || form.One("#teks").Raw() != "Naskah <b>saya</b>." {
			t.Errorf("after both steps: %s, want the draft on the way to its ticket", got.Body)
		}
		other := webtest.NewBrowser(o.browser.Handler)
		got = other.Post("/masuk", "akun", "petugas", "sandi", webtest.Password, "kembali", "/loket?tab=semua")
		got = other.Submit(other.Get(got.Location()).Page(t).One("[action=/masuk/kode]"), "kode", code(t, secret, o.clock.Now().Add(30*time.Second)))
		if got.Location() != "/loket?tab=semua" {
			t.Errorf("both steps lead to %q, want where the person was going", got.Location())
		}
	})
	t.Run("OtherAccount", func(t *testing.T) {
		t.Parallel()
		o, secret, _ := enrolled(t)
		b := o.password(t, "penyelia")
		if got := b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now())); got.Status != http.StatusOK && got.Status != http.StatusUnauthorized {
			t.Errorf("a colleague's code: status %d, want it refused", got.Status)
		}
		wantOut(t, "with a colleague's code", b)
	})
	t.Run("Off/SaidPlainly", func(t *testing.T) {
		t.Parallel()
		if got := newOffice().browser.Get("/masuk"); !strings.Contains(got.Body, "Verifikasi dua langkah dimatikan") {
			t.Error("the sign-in page does not say that the password alone opens accounts")
		}
		if got := openOffice(true).browser.Get("/masuk"); strings.Contains(got.Body, "dimatikan") {
			t.Error("the sign-in page says that the second step is off, and it is not")
		}
	})
}
