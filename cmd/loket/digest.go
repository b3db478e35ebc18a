package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/textproto"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/export"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// digests makes the pages an office is owed, and sends them one way: whoever owns the
// channel of its web chat by e-mail, whoever owns its bot by Telegram.
type digests struct {
	ledger *store.Store
	agency config.Agency
	hours  func(context.Context) (report.Hours, error)
	make   func(context.Context, report.Period, time.Time) (report.Digest, error)
	send   func(context.Context, letter, func() error) error
	now    func() time.Time
	sender string      // the domain of Message-ID
	chat   *digestChat // nil: by e-mail
}

const (
	digestEvery = time.Minute
	digestLease = 5 * time.Minute  // how long one who took a digest has for it
	digestLate  = 20 * time.Hour   // after that nobody waits for it any more
	digestTries = 8                // of a server that is out of reach
	digestPause = 10 * time.Minute // before the next try, times the tries so far
	mailTarget  = "mail:"
)

// duePeriod is a period whose digest falls due at a moment.
type duePeriod struct {
	period report.Period
	at     time.Time
}

// dueDigests are those that fell due last at a moment: on a day on which the office is
// open; of a week or a month on the first such day in it.
func dueDigests(d config.Digest, now time.Time, hours report.Hours) (due []duePeriod) {
	now = now.In(hours.Zone())
	year, month, day := now.Date()
	today := time.Date(year, month, day, 0, 0, 0, 0, hours.Zone())
	open := func(day time.Time) bool { return hours.Between(day, day.AddDate(0, 0, 1)) > 0 }
	if !open(today) {
		return nil
	}
	first := func(since time.Time) bool { // today is the first open day since then
		for at := since; at.Before(today); at = at.AddDate(0, 0, 1) {
			if open(at) {
				return false
			}
		}
		return true
	}
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	for _, p := range []struct {
		period report.Period
		clock  string
		since  time.Time
	}{
		{report.PeriodDay, d.Daily, today},
		{report.PeriodWeek, d.Weekly, monday},
		{report.PeriodMonth, d.Monthly, time.Date(year, month, 1, 0, 0, 0, 0, hours.Zone())},
	} {
		clock, err := calendar.ParseClock(p.clock)
		at := time.Date(year, month, day, int(clock)/60, int(clock)%60, 0, 0, hours.Zone())
		if p.clock != "" && err == nil && !now.Before(at) && now.Before(at.Add(digestLate)) && first(p.since) {
			due = append(due, duePeriod{p.period, at})
		}
	}
	return due
}

// run looks after the digests until ctx ends.
func (d digests) run(ctx context.Context, tell func(error)) {
	tick := time.NewTicker(digestEvery)
	defer tick.Stop()
	for {
		if err := d.once(ctx); err != nil && ctx.Err() == nil {
			tell(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// once notes what has fallen due and sends what is owed.
func (d digests) once(ctx context.Context) error {
	if !d.agency.Digest.Any() || len(d.targets()) == 0 {
		return nil
	}
	hours, err := d.hours(ctx)
	if err != nil {
		return err
	}
	for _, due := range dueDigests(d.agency.Digest, d.now(), hours) {
		of, _ := due.period.Span(due.at, hours)
		for _, target := range d.targets() {
			owed := loket.DigestSend{Agency: d.agency.ID, Period: string(due.period), From: of.From, Target: target, AsOf: due.at}
			if err := d.ledger.OweDigest(ctx, owed); err != nil {
				return err
			}
		}
	}
	var errs []error
	if n, err := d.ledger.DoubtDigests(ctx, d.agency.ID, d.now().Add(-digestLease)); err != nil || n > 0 {
		errs = append(errs, err)
		if n > 0 {
			errs = append(errs, fmt.Errorf("%d digests may or may not have arrived and are not sent again", n))
		}
	}
	owed, err := d.ledger.OwedDigests(ctx, d.agency.ID)
	for _, one := range owed {
		switch chat := strings.HasPrefix(one.Target, chatTarget); {
		case chat && d.chat != nil:
			errs = append(errs, d.hand(ctx, one))
		case !chat && d.chat == nil:
			errs = append(errs, d.deliver(ctx, one))
		}
	}
	return errors.Join(append(errs, err)...)
}

// targets are the places a digest goes to this way.
func (d digests) targets() (all []string) {
	if d.chat != nil {
		return chatTargets(d.agency.Digest.Telegram)
	}
	for _, to := range d.agency.Digest.Email {
		all = append(all, mailTarget+to)
	}
	return all
}

// deliver sends one digest. It is sent once: who takes it keeps others off, and before
// its last byte goes the ledger says so.
func (d digests) deliver(ctx context.Context, one loket.DigestSend) error {
	taken, err := d.ledger.TakeDigest(ctx, &one, d.now().Add(digestLease))
	if err != nil || !taken {
		return err
	}
	l, err := d.letter(ctx, one)
	if err == nil {
		err = d.send(ctx, l, func() error {
			moved, err := d.ledger.MoveDigest(ctx, one, loket.DigestSending, "", time.Time{})
			if err == nil && !moved {
				err = errors.New("the digest was taken by another replica")
			}
			if err == nil {
				one.State = loket.DigestSending
			}
			return err
		})
	}
	after := context.WithoutCancel(ctx)
	switch {
	case err == nil:
		_, err = d.ledger.MoveDigest(after, one, loket.DigestSent, "", time.Time{})
		return err
	case one.State == loket.DigestSending && !refused(err):
		_, moving := d.ledger.MoveDigest(after, one, loket.DigestUncertain, err.Error(), time.Time{})
		return errors.Join(fmt.Errorf("send a digest: %w", err), moving)
	}
	next := loket.DigestOwed
	if one.Attempts >= digestTries {
		next = loket.DigestDead
	}
	_, moving := d.ledger.MoveDigest(after, one, next, err.Error(), d.now().Add(time.Duration(one.Attempts)*digestPause))
	return errors.Join(fmt.Errorf("send a digest: %w", err), moving)
}

// refused tells whether the server itself said that it does not take a letter.
func refused(err error) bool {
	_, said := errors.AsType[*textproto.Error](err)
	return said
}

// letter makes the digest anew from its moment and puts it into a letter.
func (d digests) letter(ctx context.Context, one loket.DigestSend) (letter, error) {
	made, err := d.make(ctx, report.Period(one.Period), one.AsOf)
	if err != nil {
		return letter{}, err
	}
	l := letter{
		id: fmt.Sprintf("ringkasan.%s.%s.%d.%x@%s", one.Agency, one.Period, one.From.Unix(), one.Target, d.sender),
		to: strings.TrimPrefix(one.Target, mailTarget), subject: made.Title + " " + made.Span + " · " + made.Agency, date: one.AsOf,
		text: strings.Join(append(append([]string{made.Title + " " + made.Span, ""}, made.Sentences...), suggested(made.Actions)...), "\n") + "\n",
	}
	for _, format := range []string{report.FormatPDF, formPicture} {
		file, err := digestFile(made, format)
		if err != nil {
			return letter{}, err
		}
		l.files = append(l.files, file)
	}
	return l, nil
}

// digestFile is a digest in one of its forms.
func digestFile(made report.Digest, format string) (enclosure, error) {
	var b bytes.Buffer
	if err := export.WriteDigest(&b, format, made); err != nil {
		return enclosure{}, err
	}
	name := export.FileName(format, "ringkasan", string(made.Period), made.From.Format(time.DateOnly))
	return enclosure{name: name, media: export.MediaType(format), content: b.Bytes()}, nil
}

// suggested are actions as lines of a letter.
func suggested(actions []string) []string {
	lines := []string{"", "Yang disarankan:"}
	for i, a := range actions {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, a))
	}
	return lines
}

// digests are those of an agency this house serves.
func (h *house) digests(id loket.AgencyID) digests {
	agency, _ := h.office(id)
	f := h.figures()
	_, domain, _ := strings.Cut(h.config.Mail.From, "@")
	return digests{
		ledger: h.ledger, agency: agency, now: h.now, send: postman{mail: h.config.Mail}.send, sender: domain,
		hours: func(ctx context.Context) (report.Hours, error) { return f.hours(ctx, id) },
		make: func(ctx context.Context, period report.Period, asOf time.Time) (report.Digest, error) {
			names := namesFor(agency, nil)
			if book := h.shelves.book(id); book != nil {
				names = namesFor(agency, book.Catalog)
			}
			return f.digest(ctx, agency, names, period, asOf)
		},
	}
}
