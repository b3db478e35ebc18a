package webchat_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"loket/internal/testserver"
)

// browserPatience bounds one browser test, start of Chromium included.
const browserPatience = 2 * time.Minute

// tab is one page in a Chromium of its own.
type tab struct {
	t      *testing.T
	ctx    context.Context
	alarms chan string // dialogs, uncaught exceptions, refusals of the page's policy
}

func newTab(t *testing.T) *tab {
	t.Helper()
	browser := testserver.Chromium(t)
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(browser.Path), chromedp.UserDataDir(browser.Profile)}
	for _, flag := range browser.Flags {
		options = append(options, chromedp.Flag(flag, true))
	}
	limited, stopLimit := context.WithTimeout(context.Background(), browserPatience)
	allocated, stopAllocator := chromedp.NewExecAllocator(limited, options...)
	ctx, stopTab := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("close browser: %v", err)
		}
		stopTab()
		stopAllocator()
		stopLimit()
	})
	b := &tab{t: t, ctx: ctx, alarms: make(chan string, 100)}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatalf("start browser: %v", err)
	}
	return b
}

// watch notes what no chat may cause. Failed requests are not among it: tests
// take the ledger down.
func (b *tab) watch(event any) {
	alarm := ""
	switch e := event.(type) {
	case *page.EventJavascriptDialogOpening:
		alarm = "dialog: " + e.Message
	case *runtime.EventExceptionThrown:
		alarm = "exception: " + e.ExceptionDetails.Text
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceSecurity || strings.Contains(e.Entry.Text, "Content Security Policy") {
			alarm = "policy: " + e.Entry.Text
		}
	}
	select {
	case b.alarms <- alarm:
	default: // full: the first hundred tell enough
	}
}

func (b *tab) wantQuiet() {
	b.t.Helper()
	for {
		select {
		case alarm := <-b.alarms:
			if alarm != "" {
				b.t.Error(alarm)
			}
		default:
			return
		}
	}
}

func (b *tab) run(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v", what, err)
	}
}

// eval asks the page, past its policy.
func eval[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// until waits for a condition on the page.
func (b *tab) until(what, condition string) {
	b.t.Helper()
	b.poll(what, func() bool { return eval[bool](b, "!!("+condition+")") })
}

// poll waits for a condition.
func (b *tab) poll(what string, holds func() bool) {
	b.t.Helper()
	tick, late := time.NewTicker(20*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-late:
			b.t.Fatalf("%s: not after %v; the page shows %.80q", what, patience, b.lines())
		}
	}
}

// shift is the modifier of a key press.
const shift = 8

// enter presses the key as a keyboard does: the page may stop it.
func (b *tab) enter(modifiers int64) {
	b.t.Helper()
	press := input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Modifiers: modifiers,
		Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13,
	}
	b.run("press Enter", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, input.DispatchKeyEvent, press)
		return err
	}))
}

// send types words and presses Enter.
func (b *tab) send(words string) {
	b.t.Helper()
	b.run("type", chromedp.SendKeys(chromedp.CSS("#text"), words))
	b.enter(0)
}

// showLines reads the transcript as the citizen sees it: who and what.
const showLines = `[...document.querySelectorAll('#lines .line, #pending .line')].map(line =>
	(line.classList.contains('mine') ? 'mine: ' : 'ours: ') + line.querySelector('.bubble').textContent)`

func (b *tab) lines() []string {
	b.t.Helper()
	return eval[[]string](b, showLines)
}

func (b *tab) wantLines(want ...string) {
	b.t.Helper()
	b.until("lines", fmt.Sprintf(`JSON.stringify(%s) === JSON.stringify(%s)`, showLines, encode(b.t, want)))
}

// holder is the one visitor the site has.
func (b *tab) holder(s *site) holder {
	b.t.Helper()
	all := s.received()
	if len(all) == 0 {
		b.t.Fatal("nothing was received")
	}
	return holder{all[0].Channel, all[0].Person}
}
