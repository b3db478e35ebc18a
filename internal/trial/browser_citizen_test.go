package trial_test

import (
	"context"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// What a citizen asks besides: something with more than one answer, and what only the
// topic in hand makes a question.
const (
	vague    = "kk"
	followUp = "biayanya berapa?"
)

// chooses has a citizen asked back, choose by a button and ask on, from under the answer
// and in words that mean nothing by themselves.
func (b *tab) chooses() {
	b.t.Helper()
	b.say(vague)
	b.untilSays("#lines .ours:last-child .bubble", "Maksud Anda yang mana?")
	chosen := get[string](b, `document.querySelector('#lines .ours:last-child .choices button').textContent`)
	b.press("#lines .ours:last-child .choices button")
	b.untilSays("#lines .mine .bubble", chosen)
	b.quotedAfter(chosen)
	b.say(followUp)
	b.quotedAfter(followUp)
}

// quotedAfter waits for an answer to what the citizen wrote or pressed, which bears a code.
func (b *tab) quotedAfter(words string) {
	b.t.Helper()
	b.until("is answered to "+words, `(() => {
		const lines = [...document.querySelectorAll('#lines .line')];
		const asked = lines.findLastIndex(line => line.matches('.mine') && line.textContent.includes(`+quoted(words)+`));
		return asked >= 0 && lines.slice(asked + 1).some(line => line.matches('.quote') && /kode cek [0-9A-Z]{4}-[0-9A-Z]{4}$/.test(line.querySelector('.meta').textContent));
	})()`)
}

// picks presses a button under the last line.
func (b *tab) picks(label string) {
	b.t.Helper()
	b.until("picks "+label, `(() => {
		const button = [...document.querySelectorAll('#lines .line:last-child .choices button')].find(b => b.textContent.startsWith(`+quoted(label)+`));
		if (button) button.click();
		return button;
	})()`)
}

// outlives has a citizen write while the network is gone, and while the program is: both
// are told, and what was written arrives once.
func (b *tab) outlives(c *counter) {
	b.t.Helper()
	b.network(true)
	b.untilSays("#state", "Tidak ada internet")
	b.fill("#text", "jam buka?")
	b.enter()
	b.untilSays("#pending .mine .meta", "menunggu sambungan")
	b.network(false)
	b.untilSays("#lines .mine .bubble", "jam buka?")
	b.untilSays("#lines .ours .bubble", "Senin")

	c.env["LOKET_HTTP_ADDR"] = c.base[len("http://"):] // a restart keeps its address
	c.stop()
	b.until("knows that there is no line", `document.getElementById('state').textContent !== 'Terhubung'`)
	b.fill("#text", "terima kasih")
	b.enter()
	b.untilSays("#pending .mine .bubble", "terima kasih")
	c.start()
	b.untilSays("#lines .mine .bubble", "terima kasih")
	b.untilSays("#lines .ours .bubble", "Sama-sama")
	b.until("nothing waits", `document.querySelectorAll('#pending .line').length === 0`)
	b.until("reads no more", `document.getElementById('typing').hidden`)
	if lines := b.lines(); !once(lines) {
		b.t.Errorf("transcript after both = %q, want what the citizen wrote once", lines)
	}
}

// once tells whether nothing that a citizen wrote stands twice.
func once(lines []string) bool {
	own := slices.DeleteFunc(slices.Sorted(slices.Values(lines)), func(line string) bool { return !strings.HasPrefix(line, "Anda: ") })
	return len(own) > 0 && len(slices.Compact(slices.Clone(own))) == len(own)
}

// network takes the page's network away, or gives it back.
func (b *tab) network(off bool) {
	b.t.Helper()
	state := network.OverrideNetworkStateParams{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}
	rule := network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Offline: off, DownloadThroughput: -1, UploadThroughput: -1}}}
	b.run("network", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, network.EmulateNetworkConditionsByRule, rule)
		if err == nil {
			_, err = cdp.Call(ctx, target, network.OverrideNetworkState, state)
		}
		return err
	}))
}

// looksAway has the page think that nobody looks at it, as when a phone is put away.
func (b *tab) looksAway(away bool) {
	b.t.Helper()
	state := "visible"
	if away {
		state = "hidden"
	}
	get[bool](b, `(() => {
		Object.defineProperty(document, 'visibilityState', { value: `+quoted(state)+`, configurable: true });
		document.dispatchEvent(new Event('visibilitychange'));
		return true;
	})()`)
}
