package trial_test

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// witness has the browser itself note what pages ask of it, in place of a person who
// would hear and see it: tones that were started, notifications that were shown. What
// is asked for happens all the same. A tab in the background is one that says so; and
// what was allowed when it was asked for stays allowed, which a browser that has nowhere
// to show notifications forgets.
const witness = `(() => {
	window.tones = []; window.notices = [];
	window.AudioContext = class extends AudioContext {
		createOscillator() {
			const tone = super.createOscillator();
			const start = tone.start.bind(tone);
			tone.start = (...when) => { window.tones.push(this.state); start(...when); };
			return tone;
		}
	};
	let answered;
	window.Notification = class extends Notification {
		static get permission() { return answered ?? super.permission; }
		static async requestPermission() { return answered = await super.requestPermission(); }
		constructor(title, options) { super(title, options); window.notices.push(title + ': ' + options.body); }
	};
	Object.defineProperty(document, 'hidden', { configurable: true, get: () => !!window.away });
	return true;
})()`

// TestCalled is who looks elsewhere and asked to be called: by a tone, and by a
// notification of the browser where they allowed it.
func TestCalled(t *testing.T) {
	t.Parallel()
	c := newCounter(t, nil)
	c.start()
	staff := newChromium(t)
	staff.allowNotifications(c.base)
	staff.look(1280, 800, "light")
	staff.signIn(c, "demo", c.password)
	staff.untilSays("#cara", "langsung")
	get[bool](staff, witness)
	citizen := staff.person()
	askHuman(c, citizen, "ktp saya tertahan di leasing motor")
	staff.untilSays("#jumlah-menunggu", "1")
	if n := get[int](staff, `window.tones.length + window.notices.length`); n > 0 {
		t.Errorf("called %d times before it was asked for", n)
	}
	staff.press("#kabar-bunyi")
	staff.until("a tone is tried at once", `window.tones.length === 1 && window.tones[0] === 'running'`)
	staff.press("#kabar-peramban")
	staff.until("both are remembered", `localStorage.getItem('loket.bunyi') === 'ya' && localStorage.getItem('loket.peramban') === 'ya'`)

	get[bool](staff, "window.away = true")
	askHuman(c, staff.person(), "surat nikah dari timor leste dicatat di mana, kakak saya yang urus")
	staff.until("a tone for the new ticket", `window.tones.length === 2`)
	staff.until("a notification of it, without the citizen's words",
		`window.notices.join() === 'Loket: Ada tiket baru yang menunggu'`)

	get[bool](staff, "window.away = false")
	askHuman(c, staff.person(), "berkas pindah saya dari atambua belum sampai di kupang")
	staff.until("a tone with the list in view", `window.tones.length === 3`)
	if n := get[int](staff, `window.notices.length`); n != 1 {
		t.Errorf("%d notifications with the list in view, want the one from before", n)
	}
	staff.press("#kabar-bunyi")
	staff.press("#kabar-peramban")
	staff.until("both are forgotten", `localStorage.getItem('loket.bunyi') === 'tidak' && localStorage.getItem('loket.peramban') === 'tidak'`)
	staff.wantQuiet()
}

// TestSignOutForgets is who signs out of an office's computer: their drafts go, a
// colleague's and what the browser was told to do stay.
func TestSignOutForgets(t *testing.T) {
	t.Parallel()
	c := newCounter(t, nil)
	c.start()
	staff := newChromium(t)
	staff.look(1280, 800, "light")
	askHuman(c, staff.person(), "ktp saya tertahan di leasing motor")
	staff.signIn(c, "demo", c.password)
	staff.press(".antrean a")
	staff.press(`form[action$="/ambil"] button`)
	staff.untilSays(".fakta", "Anda pegang")
	staff.fill("#teks", "Rahasia warga di naskah")
	staff.untilSays("[data-tersimpan]", "Naskah tersimpan")
	staff.fill("#teks", ", dan sambungannya")
	get[bool](staff, `localStorage.setItem('loket:naskah:rekan:t1', JSON.stringify({ teks: 'milik rekan', pada: Date.now() })) ?? true`)
	get[bool](staff, `localStorage.setItem('loket.bunyi', 'ya') ?? true`)

	staff.until("the sheet of keys is offered at a desk", `document.querySelector('#lembar-tombol').checkVisibility()`)
	staff.look(360, 740, "light")
	staff.until("and not on a phone", `!document.querySelector('#lembar-tombol').checkVisibility()`)
	staff.look(1280, 800, "light")
	staff.touchOnly(true)
	staff.until("nor on a tablet", `!document.querySelector('#lembar-tombol').checkVisibility()`)
	staff.touchOnly(false)

	staff.press(`form[action="/keluar"] button`)
	staff.untilSays("h1", "Masuk")
	staff.until("their drafts are gone, and nothing else",
		`Object.keys(localStorage).sort().join() === 'loket.bunyi,loket:naskah:rekan:t1' && !JSON.stringify(localStorage).includes('Rahasia')`)
	staff.wantQuiet()
}

// allowNotifications grants what a person would be asked.
func (b *tab) allowNotifications(origin string) {
	b.t.Helper()
	grant := browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted, Origin: origin,
	}
	b.run("allow notifications", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, browser.SetPermission, grant)
		return err
	}))
}

// touchOnly takes the mouse away, or gives it back.
func (b *tab) touchOnly(only bool) {
	b.t.Helper()
	touch := emulation.SetTouchEmulationEnabledParams{Enabled: only}
	b.run("change the pointer", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetTouchEmulationEnabled, touch)
		return err
	}))
}
