package trial_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"loket/internal/faketelegram"
)

// TestAnswersForEverybody follows an answer from a phone that runs no script to the chat
// and into Telegram, against the running program, and finds it gone with its entry.
func TestAnswersForEverybody(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.start()
	citizen := newChromium(t)
	plain := citizen.person()
	step := func(name string, do func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			citizen.t, plain.t, c.t = t, t, t
			do(t)
		})
	}
	step("WithoutScript/IsReadAndSearched", func(t *testing.T) {
		waitFor(t, func() bool { return fake.Calls("getUpdates") > 0 }, patience)
		plain.look(360, 740, "light")
		plain.runsNoScript()
		plain.goTo(c.base + answersPath + "?cari=ktp+saya+hilang")
		plain.untilSays(".hasil-cari .daftar-jawaban a", "KTP-el hilang")
		plain.goTo(get[string](plain, `document.querySelector('.hasil-cari .daftar-jawaban a').href`))
		plain.untilSays(".langsung", "surat keterangan hilang")
		plain.untilSays(".sumber", "Perpres 96/2018")
		plain.until("fits the phone", `document.documentElement.scrollWidth <= 360`)
	})
	step("ToTheChat/IsAskedThere", func(*testing.T) {
		citizen.look(360, 740, "light")
		citizen.goTo(c.base + answersPath + "/ktp-el-hilang")
		citizen.press(`a[href*="?jawaban="]`)
		citizen.untilSays("#state", "Terhubung")
		citizen.press("#asked button")
		citizen.untilSays("#lines .ours .bubble", "Surat keterangan hilang dari kepolisian")
	})
	step("ToTelegram/AnswersWithTheEntry", func(t *testing.T) {
		citizen.goTo(c.base + answersPath + "/ktp-el-hilang")
		link := get[string](citizen, `document.querySelector('a[href^="https://t.me/"]').href`)
		_, payload, found := strings.Cut(link, fake.Username()+"?start=")
		if !found {
			t.Fatalf("the link into Telegram is %q", link)
		}
		fake.Deliver(faketelegram.Command(phoneChat, "/start "+payload))
		phoneReads(t, fake, "Surat keterangan hilang dari kepolisian")
	})
	step("Menu/ByNumbersOnBoth", func(t *testing.T) {
		fake.Deliver(faketelegram.Command(phoneChat, "/menu"))
		onPhone := unsigned(phoneReads(t, fake, "1. Untuk warga").Text)
		citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
		citizen.untilSays("#state", "Terhubung")
		citizen.say("menu")
		citizen.untilSays("#lines .ours .bubble", "1. Untuk warga")
		if here := citizen.lastLine(); here != "Asisten otomatis: "+onPhone {
			t.Errorf("the menu reads %q here and %q on Telegram", here, onPhone)
		}
		for _, turn := range [][2]string{{"2", "Untuk pelaku usaha. Pilih topik"}, {"1", "NIB dan OSS"}} {
			citizen.say(turn[0])
			citizen.untilSays("#lines .ours:last-child .bubble", turn[1])
		}
	})
	step("SwitchedOff/IsGone", func(t *testing.T) {
		c.command("switch", "off", "entry", "ktp-el-hilang", "--reason", "diperbarui")
		waitFor(t, func() bool { return statusOf(t, c.base+answersPath+"/ktp-el-hilang") == http.StatusNotFound }, patience)
	})
	citizen.t = t
	citizen.wantQuiet()
}

// runsNoScript switches off the scripts of pages; what tests ask goes on.
func (b *tab) runsNoScript() {
	b.t.Helper()
	b.run("switch scripts off", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}

func statusOf(t *testing.T, address string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	return response.StatusCode
}
