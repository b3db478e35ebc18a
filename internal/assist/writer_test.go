package assist_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// desk is a writer whose endpoint can be looked into.
type desk struct {
	assist.Writer

	lab *lab
}

func newDesk(t *testing.T, change func(*assist.Settings)) desk {
	t.Helper()
	l := open(t, assisttest.New(t), change)
	return desk{assist.Writer{Client: l.Client, Guard: privacy.Guard{Links: []string{"dinas-uji.id"}}}, l}
}

// says sets what the model writes, whatever it is asked.
func (d desk) says(text string) { d.lab.server.Writes(func(assisttest.Chat) string { return text }) }

// asked is what the model last read, as it came.
func (d desk) asked(t *testing.T) (system, user string) {
	t.Helper()
	sent := d.lab.server.Sent()
	var chat assisttest.Chat
	if err := json.Unmarshal([]byte(sent[len(sent)-1].Body), &chat); err != nil {
		t.Fatal(err)
	}
	return chat.Messages[0].Content, chat.User()
}

// outcome is what the last call is recorded as.
func (d desk) outcome() string {
	calls := d.lab.ledger.Calls()
	return calls[len(calls)-1].Outcome
}

// uses are all that the writer does, each with what it makes of a text in every place.
func (d desk) uses(ctx context.Context, text string) map[assist.Purpose]func() error {
	ground := loket.Ground{Entry: "ktp-hilang", Title: text, Text: text}
	turns := []loket.Turn{{Citizen: true, Text: text}, {Text: text}}
	return map[assist.Purpose]func() error{
		assist.PurposeDraft: func() error {
			return d.Draft(ctx, loket.DraftWish{Turns: turns, Grounds: []loket.Ground{ground}}, func(loket.Sentence) error { return nil })
		},
		assist.PurposeSummary: func() error {
			_, err := d.Summarise(ctx, turns)
			return err
		},
		assist.PurposeGroup: func() error {
			_, first := d.NameGroups(ctx, []loket.AskedGroup{{Words: []string{text}, Examples: []string{text}, Title: text}})
			_, second := d.Questions(ctx, ground, []string{text})
			return errors.Join(first, second)
		},
	}
}

// TestWriterLetsNothingPersonalLeave: whatever a ticket, an entry or a question has in
// it, in any writing and across the place where a long text is cut.
func TestWriterLetsNothingPersonalLeave(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	canaries := []string{}
	for i := range 40 {
		nik, phone := fmt.Sprintf("537101120390%04d", i+1), fmt.Sprintf("0812%08d", 73500000+i)
		canaries = append(canaries, nik, nik[len(nik)-10:], phone, phone[4:])
		text := fmt.Sprintf("NIK %s, hp %s, %s dan %s\u200b%s", nik, phone, strings.Join(strings.Split(nik, ""), " "), nik[:6], nik[6:])
		for _, edge := range []int{160, 400, 600, 1500} {
			text += strings.Repeat(" x", max(0, edge-8-len([]rune(text)))/2) + " " + nik
		}
		for _, use := range d.uses(t.Context(), text) {
			if err := use(); loket.CodeOf(err) == "" {
				t.Fatalf("the model wrote {}: %v, want it refused in words for staff", err)
			}
		}
	}
	sent := d.lab.server.Sent()
	for _, one := range sent {
		digits := onlyDigits(one.Body)
		for _, canary := range canaries {
			if strings.Contains(one.Body, canary) || strings.Contains(digits, canary) {
				t.Fatalf("%s left in %s", canary, one.Body)
			}
		}
	}
	if len(sent) != 40*4 {
		t.Errorf("%d requests, want four for each text", len(sent))
	}
	_, read := d.asked(t)
	if !strings.Contains(read, "[NIK]") {
		t.Errorf("the model read %q, want to see that something was hidden", read)
	}
}

// TestEachUseIsSwitchedOffByItself: and what is off calls nobody.
func TestEachUseIsSwitchedOffByItself(t *testing.T) {
	t.Parallel()
	for _, off := range []assist.Purpose{assist.PurposeDraft, assist.PurposeSummary, assist.PurposeGroup} {
		d := newDesk(t, func(s *assist.Settings) {
			s.Uses = nil
			for _, use := range assist.Uses() {
				if use != off {
					s.Uses = append(s.Uses, use)
				}
			}
		})
		d.says("{}")
		for purpose, use := range d.uses(t.Context(), "ktp hilang") {
			before := len(d.lab.server.Sent())
			err := use()
			called, isOff := len(d.lab.server.Sent()) > before, errors.Is(err, loket.ErrMachineOff)
			if called != (purpose != off) || isOff != (purpose == off) {
				t.Errorf("%s off: %s called: %v, said to be off: %v", off, purpose, called, isOff)
			}
		}
	}
}

// TestWritingIsRecorded: every call under its purpose and the version of its instructions.
func TestWritingIsRecorded(t *testing.T) {
	t.Parallel()
	d := newDesk(t, nil)
	for purpose, use := range d.uses(t.Context(), "ktp hilang") {
		before := len(d.lab.told)
		_ = use() // the model wrote {}, which is nothing
		for _, call := range d.lab.told[before:] {
			if call.Purpose != string(purpose) || !strings.HasSuffix(call.Prompt, ".1") || call.Input == 0 {
				t.Errorf("%s is recorded as %+v", purpose, call)
			}
		}
		if len(d.lab.told) == before {
			t.Errorf("%s is not recorded", purpose)
		}
	}
}

// TestWhyThereIsNothing: each reason has words for staff with the cure in them.
func TestWhyThereIsNothing(t *testing.T) {
	t.Parallel()
	broke := func(s *assist.Settings) { s.Budget = loket.AssistSpend{Tokens: 1} }
	for name, c := range map[string]struct {
		change func(*assist.Settings)
		fault  assisttest.Fault
		text   string
		want   error
	}{
		"Spent":    {broke, nil, "ktp hilang", loket.ErrMachineSpent},
		"Slow":     {func(s *assist.Settings) { s.Slow = 20 * time.Millisecond }, assisttest.Hang(), "ktp hilang", loket.ErrMachineSilent},
		"Limited":  {nil, assisttest.Status(http.StatusTooManyRequests, "60"), "ktp hilang", loket.ErrMachineSilent},
		"Refused":  {nil, assisttest.Status(http.StatusBadRequest, ""), "ktp hilang", loket.ErrMachineSilent},
		"Garbage":  {nil, assisttest.Body("bukan json"), "ktp hilang", loket.ErrMachineGarbled},
		"Huge":     {nil, assisttest.Huge(10), "ktp hilang", loket.ErrMachineSilent},
		"TooMuch":  {nil, nil, strings.Repeat("💳", 6000), nil}, // it is cut: the model may read the rest
		"Redirect": {nil, assisttest.Redirect("http://127.0.0.1:1/"), "ktp hilang", loket.ErrMachineSilent},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, c.change)
			d.lab.server.Fails(c.fault)
			_, err := d.Summarise(t.Context(), []loket.Turn{{Citizen: true, Text: c.text}})
			switch {
			case c.want == nil && (!errors.Is(err, loket.ErrMachineGarbled) || len(d.lab.server.Sent()) != 1):
				t.Errorf("Summarise of a long text = %v after %d calls, want one", err, len(d.lab.server.Sent()))
			case c.want != nil && (!errors.Is(err, c.want) && !(name == "Huge" && errors.Is(err, loket.ErrMachineTooMuch))):
				t.Errorf("Summarise = %v, want %v", err, c.want)
			}
		})
	}
	t.Run("Left", func(t *testing.T) {
		t.Parallel()
		ctx, leave := context.WithCancel(t.Context())
		leave()
		d := newDesk(t, nil)
		if _, err := d.Summarise(ctx, nil); loket.CodeOf(err) == loket.CodeInvalid {
			t.Errorf("Summarise for somebody who left = %v", err)
		}
	})
}
