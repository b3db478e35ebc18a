package trial_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	keyboard "github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// TestInbox is the list of tickets in a real Chromium: it changes by itself and
// moves nothing, and all of it can be done by keys.
func TestInbox(t *testing.T) {
	t.Parallel()
	c := newCounter(t, nil)
	c.start()
	staff := newChromium(t)
	staff.look(1280, 800, "light")
	staff.signIn(c, "demo", c.password)
	step := func(name string, do func()) {
		t.Run(name, func(t *testing.T) {
			staff.t, c.t = t, t
			do()
		})
	}
	step("Live/TellsOfANewTicketAndMovesNothing", func() {
		askHuman(c, staff.person(), "ktp saya tertahan di leasing motor")
		staff.goTo(c.base + "/loket")
		staff.untilSays("#cara", "langsung")
		get[bool](staff, "window.notReloaded = true")
		askHuman(c, staff.person(), "surat nikah dari timor leste dicatat di mana, kakak saya yang urus")
		staff.untilSays("#tampilkan", "1 tiket baru – tampilkan")
		staff.untilSays("#jumlah-menunggu", "2")
		staff.until("the title counts", `document.title.startsWith('(2) ')`)
		staff.until("nothing was moved or loaded", `window.notReloaded && document.querySelectorAll('.antrean li').length === 1`)
	})
	step("Keys/ShowTheNewAndWalkTheRows", func() {
		staff.key(".")
		staff.until("both stand there", `document.querySelectorAll('.antrean li').length === 2`)
		staff.key("j")
		staff.key("j")
		staff.until("the second row has the focus", `document.querySelectorAll('.antrean li')[1].contains(document.activeElement)`)
		staff.key("x")
		staff.until("it is chosen", `document.querySelectorAll('[name=pilih]')[1].checked && !document.querySelectorAll('[name=pilih]')[0].checked`)
		staff.key("?")
		staff.untilSays("dialog dt", "g m")
		staff.untilSays("dialog dd", "Ambil berikutnya")
		staff.press("dialog button")
	})
	step("Live/GreysWhatLeftInPlace", func() {
		staff.untilSays("#cara", "langsung")
		other := staff.another()
		other.goTo(c.base + "/loket?diam=1")
		other.key("n")
		other.untilSays(".fakta", "Anda pegang")
		staff.untilSays(".antrean li.pergi .cip", "tidak di daftar ini lagi")
		staff.until("the other row keeps its mark", `document.querySelectorAll('[name=pilih]')[1].checked`)
		staff.untilSays("#jumlah-milik", "1")
	})
	step("Keys/TabsAndSearch", func() {
		staff.key("g")
		staff.key("m")
		staff.until("my tickets", `document.readyState === 'complete' && location.search === '?tab=milik' && document.querySelectorAll('.antrean li a').length === 1`)
		staff.key("/")
		staff.until("the search has the focus", `document.activeElement.name === 'cari'`)
		staff.run("type", chromedp.SendKeys(chromedp.CSS("[name=cari]"), "timor njx"))
		staff.until("keys are letters there", `document.activeElement.value === 'timor njx'`)
		staff.goTo(c.base + "/loket?cari=TIMOR+nikah")
		staff.untilSays("main .kabar", "1 tiket memuat")
		staff.until("it stands there", `document.querySelectorAll('.antrean li a').length === 1`)
	})
	step("Folder/KeptAndOpened", func() {
		staff.goTo(c.base + "/loket?tab=belum&saluran=webchat")
		staff.fill(`.saring form[method=post] [name=nama]`, "Dari situs")
		staff.press(`.saring form[method=post] button`)
		staff.untilSays(".folder a[aria-current]", "Dari situs")
		staff.photographInbox("antrean-folder")
	})
	step("Bulk/ReleasesWhatIsHeldAndSaysWhatIsNot", func() {
		staff.goTo(c.base + "/loket?tab=semua&diam=1")
		get[bool](staff, `document.querySelectorAll('[name=pilih]').forEach(box => box.click()) || true`)
		staff.press(".banyak summary")
		staff.photographInbox("antrean-banyak")
		staff.press(`.banyak [value=lepas]`)
		staff.untilSays("h1", "Lepas: 1 berhasil, 1 tidak")
		staff.photographInbox("antrean-hasil")
	})
	step("Keys/CanBeSwitchedOff", func() {
		staff.goTo(c.base + "/loket?diam=1")
		staff.key("?")
		staff.photographInbox("antrean-tombol")
		staff.press("dialog [type=checkbox]")
		staff.press("dialog button")
		staff.key("?")
		staff.until("no sheet", `!document.querySelector('dialog')`)
		staff.press("#lembar-tombol")
		staff.until("the sheet by its button", `document.querySelector('dialog[open]')`)
	})
	staff.t = t
	staff.wantQuiet()
}

// askHuman asks what the bot cannot answer, and waits for the receipt.
func askHuman(c *counter, citizen *tab, words string) {
	citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	citizen.untilSays("#state", "Terhubung")
	citizen.say(words)
	citizen.until("is answered", `document.querySelector('#lines .ours')`)
	if get[bool](citizen, `!!document.querySelector('#lines .choices')`) {
		citizen.press("#lines .choices button:last-child")
	}
	citizen.untilSays("#lines .ours .bubble", "Nomor: KPG-")
}

// key presses a key that types one character, on a page that has its keys.
func (b *tab) key(text string) {
	b.t.Helper()
	b.until("keys work", `document.querySelector('#lembar-tombol:not([hidden])')`)
	down := keyboard.DispatchKeyEventParams{Type: keyboard.DispatchKeyEventTypeKeyDown, Key: text, Text: text}
	b.run("press "+text, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, keyboard.DispatchKeyEvent, down)
		return err
	}))
}

// photographInbox writes pictures of the page into LOKET_SCREENSHOTS; without it none.
func (b *tab) photographInbox(name string) {
	b.t.Helper()
	if os.Getenv("LOKET_SCREENSHOTS") == "" {
		return
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280} {
			b.photograph(fmt.Sprintf("%s-%d-%s", name, width, scheme), width, scheme)
		}
	}
	b.look(1280, 800, "light")
}
