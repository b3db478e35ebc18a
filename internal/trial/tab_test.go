package trial_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	keyboard "github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"loket/internal/testserver"
)

// patience bounds one wait for something that is to come; only a failing trial waits that
// long. A machine that does much else may need a minute to learn a catalogue.
const patience = 4 * time.Minute

// tab is one page of a real Chromium.
type tab struct {
	t      *testing.T
	ctx    context.Context
	close  func()
	alarms chan string // what no page may cause; shared by all tabs
}

// newChromium starts a browser and returns its first tab.
func newChromium(t *testing.T) *tab {
	t.Helper()
	browser := testserver.Chromium(t)
	options := []chromedp.ExecAllocatorOption{chromedp.ExecPath(browser.Path), chromedp.UserDataDir(browser.Profile)}
	for _, flag := range browser.Flags {
		options = append(options, chromedp.Flag(flag, true))
	}
	allocated, stopAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, stopTab := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil {
			t.Errorf("close browser: %v", err)
		}
		stopTab()
		stopAllocator()
	})
	b := &tab{t: t, ctx: ctx, close: stopTab, alarms: make(chan string, 100)}
	b.listen()
	return b
}

// person opens a tab for somebody else: with cookies of their own.
func (b *tab) person() *tab { return b.open(chromedp.WithNewBrowserContext()) }

// another opens a second tab of the same person.
func (b *tab) another() *tab { return b.open() }

func (b *tab) open(options ...chromedp.ContextOption) *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, options...)
	b.t.Cleanup(cancel)
	other := &tab{t: b.t, ctx: ctx, close: cancel, alarms: b.alarms}
	other.listen()
	return other
}

// listen starts the tab and notes what no page may cause: dialogs, uncaught
// exceptions, refusals of the page's policy.
func (b *tab) listen() {
	b.t.Helper()
	err := chromedp.Listen(b.ctx, func(event any) {
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
	})
	if err != nil {
		b.t.Fatalf("start browser: %v", err)
	}
}

// wantQuiet fails for every alarm so far.
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

// run does things on the page, in this order.
func (b *tab) run(what string, actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v\nthe page shows: %s", what, err, b.text())
	}
}

// goTo opens an address.
func (b *tab) goTo(address string) {
	b.t.Helper()
	b.run("go to "+address, chromedp.Navigate(address))
}

// look sets the size of the window and the colours the person prefers.
func (b *tab) look(width, height int64, scheme string) {
	b.t.Helper()
	prefers := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	b.run("look", chromedp.EmulateViewport(width, height), chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, prefers)
		return err
	}))
}

// fill types words into a field, after what is there.
func (b *tab) fill(selector, words string) {
	b.t.Helper()
	b.on("fill "+selector, chromedp.SendKeys(chromedp.CSS(selector), words))
}

// press clicks what is visible under the selector.
func (b *tab) press(selector string) {
	b.t.Helper()
	b.on("press "+selector, chromedp.Click(chromedp.CSS(selector)))
}

// replaced is what the browser says of a node that was found, but is not there any more:
// the page was replaced in between.
const replaced = "Could not find node with given id"

// on does something to a part of the page; when the page is replaced before it began, to
// that part of the new one, as a person would.
func (b *tab) on(what string, action chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		err := chromedp.Do(ctx, action)
		if err == nil {
			return
		}
		if !strings.Contains(err.Error(), replaced) {
			b.t.Fatalf("%s: %v\nthe page shows: %s", what, err, b.text())
		}
	}
}

// enter presses the key as a keyboard does: the page may stop it.
func (b *tab) enter() {
	b.t.Helper()
	down := keyboard.DispatchKeyEventParams{
		Type: keyboard.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13,
	}
	b.run("press Enter", chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, keyboard.DispatchKeyEvent, down)
		return err
	}))
}

// eval asks the page, past its policy.
func eval[T any](b *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// get is eval on a page that stays.
func get[T any](b *tab, expression string) T {
	b.t.Helper()
	value, err := eval[T](b, expression)
	if err != nil {
		b.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return value
}

// until waits for a condition; while the page changes it does not hold.
func (b *tab) until(what, condition string) {
	b.t.Helper()
	tick, late := time.NewTicker(30*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for {
		if holds, err := eval[bool](b, "!!("+condition+")"); err == nil && holds {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			b.t.Fatalf("%s: not after %v; the page shows: %s", what, patience, b.text())
		}
	}
}

// untilSays waits until what stands under the selector contains the words.
func (b *tab) untilSays(selector, words string) {
	b.t.Helper()
	b.until(fmt.Sprintf("%s says %q", selector, words),
		fmt.Sprintf(`[...document.querySelectorAll(%s)].some(node => node.textContent.includes(%s))`, quoted(selector), quoted(words)))
}

// text is what can be read on the page; for messages.
func (b *tab) text() string {
	text, err := eval[string](b, `location.href + ' ' + document.body.innerText.replace(/\s+/g, ' ')`)
	if err != nil {
		return err.Error()
	}
	return text
}

// quoted is a string as the page's language writes it.
func quoted(text string) string {
	data, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(data)
}
