package console_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/web/webtest"
)

const newWords = "perahu kertas di teluk"

func TestAccount(t *testing.T) {
	t.Parallel()
	t.Run("EveryRole", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		for _, login := range []string{"petugas", "kurator", "auditor"} {
			b := o.signIn(t, login)
			page := b.Get("/akun").Page(t)
			if page.One("header .siapa a").Attr["href"] != "/akun" || page.One("h1").Text() != "Akun Anda" {
				t.Errorf("%s: the name leads to %v, want the account", login, page.One("header .siapa a"))
			}
		}
	})
	t.Run("Password/Changed", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		here, there := o.signIn(t, "petugas"), o.signIn(t, "petugas")
		old := here.Clone()
		got := here.Post("/akun/sandi", "sandi", webtest.Password, "baru", newWords, "ulang", newWords)
		if got.Location() != "/akun?kabar=sandi" {
			t.Fatalf("changing the password: status %d to %q\n%s", got.Status, got.Location(), got.Body)
		}
		wantIn(t, "who changed the password", here)
		wantOut(t, "the same account elsewhere", there)
		wantOut(t, "the token from before", old)
		if got := o.browser.Post("/masuk", "akun", "petugas", "sandi", webtest.Password); got.Status != http.StatusUnauthorized {
			t.Errorf("the old password: status %d, want 401", got.Status)
		}
		if got := o.browser.Post("/masuk", "akun", "petugas", "sandi", newWords); got.Status != http.StatusSeeOther {
			t.Errorf("the new password: status %d, want 303", got.Status)
		}
	})
	t.Run("Password/Refused", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		for _, c := range []struct{ old, anew, again, says string }{
			{"bukan ini sandinya", newWords, newWords, "Kata sandi Anda yang sekarang salah."},
			{webtest.Password, newWords, newWords + "!", "Kedua isian kata sandi baru tidak sama."},
			{webtest.Password, "xy7-qq", "xy7-qq", "Kata sandi terlalu pendek"},
			{webtest.Password, "petugas123456", "petugas123456", "terlalu mudah ditebak"},
		} {
			got := b.Post("/akun/sandi", "sandi", c.old, "baru", c.anew, "ulang", c.again)
			if got.Status != http.StatusBadRequest || !strings.Contains(got.Page(t).One("[role=alert]").Text(), c.says) {
				t.Errorf("%+v: status %d, want 400 and why", c, got.Status)
			}
			if strings.Contains(got.Body, c.anew) {
				t.Errorf("%+v: the page shows what was typed", c)
			}
		}
		wantIn(t, "after refusals", b)
	})
	t.Run("Password/Throttled", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		status := 0
		for range 11 {
			status = b.Post("/akun/sandi", "sandi", "tebakan", "baru", newWords, "ulang", newWords).Status
		}
		if status != http.StatusTooManyRequests {
			t.Errorf("the eleventh guess from a session: status %d, want 429", status)
		}
	})
	t.Run("OtherSessions/Ended", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		here, there := o.signIn(t, "petugas"), o.signIn(t, "petugas")
		colleague := o.signIn(t, "penyelia")
		if got := here.Post("/akun/sesi"); got.Location() != "/akun?kabar=sesi" {
			t.Fatalf("ending other sessions: status %d to %q", got.Status, got.Location())
		}
		wantIn(t, "who ended the others", here)
		wantOut(t, "the other session", there)
		wantIn(t, "a colleague", colleague)
	})
	t.Run("Sessions/ListedAndEndedOneByOne", oneByOne)
	t.Run("Telegram/CodeAgainstThePassword", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		if got := b.Post("/akun/telegram", "sandi", "bukan ini"); got.Status != http.StatusBadRequest || o.factors.Linking() != "" {
			t.Errorf("a code without the password: status %d, want 400 and none offered", got.Status)
		}
		got := b.Post("/akun/telegram", "sandi", webtest.Password)
		if want := "/hubungkan " + o.factors.Linking(); !strings.Contains(got.Page(t).One("[role=status]").Text(), want) {
			t.Errorf("page = %s, want %q on it", got.Body, want)
		}
	})
	t.Run("SecondFactor/Off", func(t *testing.T) {
		t.Parallel()
		o := newOffice()
		b := o.signIn(t, "petugas")
		if got := b.Get("/akun"); got.Page(t).One("#h-langkah") != nil {
			t.Error("the account page offers a second factor where there is none")
		}
		for _, got := range []webtest.Answer{b.Get("/akun/langkah-kedua"), b.Post("/akun/pemulihan", "sandi", webtest.Password)} {
			if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, "dimatikan di sini") {
				t.Errorf("a second factor where there is none: status %d, want 400 and why", got.Status)
			}
		}
	})
}

func TestAccountFactor(t *testing.T) {
	t.Parallel()
	// in is an office and a browser in which petugas showed both factors.
	in := func(t *testing.T) (o *office, b *webtest.Browser, secret string, recovery []string) {
		t.Helper()
		o, secret, recovery = enrolled(t)
		b = o.password(t, "petugas")
		b.Post("/masuk/kode", "kode", code(t, secret, o.clock.Now()))
		wantIn(t, "after both steps", b)
		o.clock.Move(time.Minute)
		return o, b, secret, recovery
	}
	t.Run("Recovery/New", func(t *testing.T) {
		t.Parallel()
		o, b, secret, old := in(t)
		got := b.Post("/akun/pemulihan", "sandi", webtest.Password, "kode", code(t, secret, o.clock.Now()))
		codes := got.Page(t).All(".pemulihan code")
		if got.Status != http.StatusOK || len(codes) != 10 {
			t.Fatalf("new recovery codes: status %d with %d, want 10\n%s", got.Status, len(codes), got.Body)
		}
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", old[0]); got.Status != http.StatusUnauthorized {
			t.Errorf("an old recovery code: status %d, want 401", got.Status)
		}
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", codes[0].Text()); got.Status != http.StatusSeeOther {
			t.Errorf("a new recovery code: status %d, want 303", got.Status)
		}
		if got := b.Get("/akun").Page(t).One("#h-langkah"); got == nil {
			t.Error("the account page does not speak of the second factor")
		}
	})
	t.Run("Recovery/NotWithoutBoth", func(t *testing.T) {
		t.Parallel()
		o, b, secret, _ := in(t)
		for _, fields := range [][]string{
			{"sandi", "bukan ini", "kode", code(t, secret, o.clock.Now())},
			{"sandi", webtest.Password, "kode", "000000"},
			{"sandi", webtest.Password},
		} {
			if got := b.Post("/akun/pemulihan", fields...); got.Status != http.StatusBadRequest || got.Page(t).One(".pemulihan") != nil {
				t.Errorf("%v: status %d, want 400 and no codes", fields, got.Status)
			}
		}
		wantIn(t, "after refusals", b)
	})
	t.Run("Renew", func(t *testing.T) {
		t.Parallel()
		o, b, secret, _ := in(t)
		form := b.Get("/akun/langkah-kedua").Page(t).One("[action=/akun/langkah-kedua]")
		anew := form.One("[name=kunci]").Attr["value"]
		now := o.clock.Now()
		slip := b.Submit(form, "kode", "000000", "lama", code(t, secret, now), "sandi", webtest.Password)
		if slip.Status != http.StatusBadRequest || slip.Page(t).One("[name=kunci]").Attr["value"] != anew {
			t.Fatalf("a slip in the new code: status %d, want 400 and the same secret", slip.Status)
		}
		for _, fields := range [][]string{
			{"kode", code(t, anew, now), "lama", "000000", "sandi", webtest.Password},
			{"kode", code(t, anew, now), "lama", code(t, anew, now), "sandi", webtest.Password},
			{"kode", code(t, anew, now), "lama", code(t, secret, now), "sandi", "bukan ini"},
		} {
			if got := b.Submit(form, fields...); got.Status != http.StatusBadRequest {
				t.Errorf("renewing with %v: status %d, want 400", fields, got.Status)
			}
		}
		got := b.Submit(form, "kode", code(t, anew, now), "lama", code(t, secret, now), "sandi", webtest.Password)
		if got.Status != http.StatusOK || len(got.Page(t).All(".pemulihan code")) != 10 {
			t.Fatalf("renewing: status %d, want new recovery codes\n%s", got.Status, got.Body)
		}
		wantIn(t, "who renewed", b)
		o.clock.Move(time.Minute)
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", code(t, secret, o.clock.Now())); got.Status != http.StatusUnauthorized {
			t.Errorf("the old device: status %d, want 401", got.Status)
		}
		if got := o.password(t, "petugas").Post("/masuk/kode", "kode", code(t, anew, o.clock.Now())); got.Status != http.StatusSeeOther {
			t.Errorf("the new device: status %d, want 303", got.Status)
		}
	})
}
