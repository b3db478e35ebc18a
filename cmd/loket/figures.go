package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// figures computes reports from the ledger: one code path for the command, the page
// and the API.
type figures struct {
	ledger *store.Store
	now    func() time.Time
	hours  func(context.Context, loket.AgencyID) (*calendar.Meter, error)
	abroad map[loket.AgencyID]string // as report.Report.Abroad, of those that have it
}

const (
	// projectBatch is how many events are read into the waits at once.
	projectBatch = 2000
	// mostBehind is how many of these a report waits for.
	mostBehind = 25
	// longestExact is the longest period whose figures are computed from its rows: a
	// month in which clocks are put back.
	longestExact = 31*24*time.Hour + time.Hour
	// mostExact is how many rows a report reads, and mostBrief one that a page waits for.
	mostExact = 250_000
	mostBrief = 40_000
	// sumUpEvery is how long it takes until hours in which something changed are summed
	// up again.
	sumUpEvery = time.Minute
	// longestRest is how long events wait at most to be read into the waits while nobody
	// asks for a report, which reads them itself.
	longestRest = 10 * time.Second
	// mostSums is in how many steps then, and mostSumsBehind for how many of these a report
	// waits: some 300 hours.
	mostSums, mostSumsBehind = 25, 6
)

// errBehind says that the waits are far behind the events.
var errBehind = loket.Errorf(loket.CodeUnavailable,
	"Angka laporan masih disusun dari peristiwa lama. Tunggu beberapa menit, atau jalankan `loket report rebuild`, lalu ulangi.")

// Report answers a query by what is known at its moment; without one, by what is
// known now. It reads what has just happened first.
func (f figures) Report(ctx context.Context, q report.Query) (report.Report, error) {
	all, err := f.Reports(ctx, q, q.By)
	if err != nil {
		return report.Report{}, err
	}
	return all[0], nil
}

// Reports answers one query several times, told apart by each of some parts, like
// Report does, out of rows that are read once.
func (f figures) Reports(ctx context.Context, q report.Query, parts ...report.By) ([]report.Report, error) {
	if err := f.catchUp(ctx, mostBehind); err != nil {
		return nil, err
	}
	hours, err := f.hours(ctx, q.Agency)
	if err != nil {
		return nil, err
	}
	var all []report.Report
	for _, part := range parts {
		q.By = part
		from, month := q.MonthOf(hours.Zone())
		if !month || !q.Frozen {
			break
		}
		r, err := f.frozen(ctx, q, from, hours)
		if errors.Is(err, loket.ErrNotFound) {
			break
		}
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	if len(all) == len(parts) {
		return all, nil
	}
	return f.all(ctx, q, parts, hours)
}

// live computes a report.
func (f figures) live(ctx context.Context, q report.Query, hours report.Hours) (report.Report, error) {
	all, err := f.all(ctx, q, []report.By{q.By}, hours)
	if err != nil {
		return report.Report{}, err
	}
	return all[0], nil
}

// all computes a report for each of some parts. Those that rows answer share the rows,
// and those that sums answer share these.
func (f figures) all(ctx context.Context, q report.Query, parts []report.By, hours report.Hours) ([]report.Report, error) {
	if q.AsOf.IsZero() {
		q.AsOf = f.now().In(hours.Zone())
	}
	rolled, err := f.rolled(ctx, q, parts)
	if err != nil {
		return nil, err
	}
	all := make([]report.Report, len(parts))
	for _, sums := range []bool{false, true} {
		var same []report.By // parts that are answered so
		var at []int
		for i, part := range parts {
			q.By = part
			if _, _, one := q.Part(); (rolled && one) == sums {
				same, at = append(same, part), append(at, i)
			}
		}
		if len(same) == 0 {
			continue
		}
		q.By = same[0]
		facts := report.Facts{Query: q, Hours: hours, Rolled: sums}
		if err := f.read(ctx, &facts, same); err != nil {
			return nil, err
		}
		built, err := f.buildSpread(ctx, facts, same)
		if err != nil {
			return nil, err
		}
		for i, r := range built {
			all[at[i]] = r
		}
	}
	return all, nil
}

// buildSpread builds reports. What sums do not tell of a distribution is read meanwhile.
func (f figures) buildSpread(ctx context.Context, facts report.Facts, parts []report.By) ([]report.Report, error) {
	if !facts.Rolled || !facts.Spread {
		return f.build(ctx, facts, parts...)
	}
	handed := report.Facts{Query: facts.Query, Hours: facts.Hours}
	var reading errgroup.Group
	reading.Go(func() (err error) {
		handed.Waits, err = f.ledger.Handed(ctx, facts.Query)
		return err
	})
	all, err := f.build(ctx, facts, parts...)
	if err := errors.Join(err, reading.Wait()); err != nil {
		return nil, err
	}
	bars := handed.Bars()
	for i := range all {
		all[i].Spread = bars
	}
	return all, nil
}

// build makes the reports of rows that were read, for each of some parts.
func (f figures) build(ctx context.Context, facts report.Facts, parts ...report.By) (_ []report.Report, err error) {
	if facts.Names, err = f.ledger.ReportNames(ctx, facts.Agency); err != nil {
		return nil, err
	}
	if facts.Outages, err = f.outages(ctx, facts.Query, facts.Hours.Zone()); err != nil {
		return nil, err
	}
	facts.Abroad = f.abroad[facts.Agency]
	return report.BuildEach(facts, parts...), nil
}

// outages are the silences that touch a query's period.
func (f figures) outages(ctx context.Context, q report.Query, zone *time.Location) (all []report.Outage, err error) {
	gaps, err := f.ledger.ChannelGaps(ctx, q.Agency, q.From, q.To)
	for _, g := range gaps {
		all = append(all, report.OutageOf(g, zone))
	}
	return all, err
}

// rolled tells whether a report is computed from what its rows sum up to: of more than
// a month, or of more rows than can be read in about a second. What was known in the
// past, or of two parts at once, only rows tell.
func (f figures) rolled(ctx context.Context, q report.Query, parts []report.By) (bool, error) {
	if f.now().Sub(q.AsOf) > time.Minute {
		return false, nil
	}
	one := slices.ContainsFunc(parts, func(part report.By) bool {
		q.By = part
		_, _, one := q.Part()
		return one
	})
	if !one || q.From.IsZero() || f.end(q).Sub(q.From) > longestExact {
		return one, nil
	}
	most := mostExact
	if q.Brief {
		most = mostBrief
	}
	rows, _, err := f.ledger.Size(ctx, q)
	return rows > most, err
}

// read reads the rows of a report, or what they sum up to, with what some parts need.
func (f figures) read(ctx context.Context, facts *report.Facts, parts []report.By) (err error) {
	if !facts.Rolled {
		facts.Waits, err = f.ledger.Facts(ctx, facts.Query, facts.Hours, parts...)
		return err
	}
	if err := f.sumUp(ctx, facts.Query); err != nil {
		return err
	}
	facts.Waits, facts.Rollups, err = f.ledger.Rolled(ctx, facts.Query, facts.Hours.Zone(), parts...)
	return err
}

// end is where a period ends: nothing began later than the moment of the report.
func (f figures) end(q report.Query) time.Time {
	if q.To.IsZero() || q.To.After(q.AsOf) {
		return q.AsOf
	}
	return q.To
}

// sumUp sees to it that not too much of a report has to be read row by row.
func (f figures) sumUp(ctx context.Context, q report.Query) error {
	for range mostSumsBehind {
		_, loose, err := f.ledger.Size(ctx, q)
		if err != nil || loose <= mostExact {
			return err
		}
		n, err := f.ledger.RollUp(ctx, f.hoursOf(ctx))
		if err != nil || n == 0 {
			return err
		}
	}
	return errBehind
}

// sumUpAll sums up what is over, in so many steps at most.
func (f figures) sumUpAll(ctx context.Context, steps int) error {
	for range steps {
		n, err := f.ledger.RollUp(ctx, f.hoursOf(ctx))
		if err != nil || n == 0 {
			return err
		}
	}
	return nil
}

// Ask implements api.Figures. A member of staff is named by the login, or by the
// id as addresses of the dashboard have it.
func (f figures) Ask(ctx context.Context, agency loket.AgencyID, wish report.Wish) (report.Report, error) {
	hours, err := f.hours(ctx, agency)
	if err != nil {
		return report.Report{}, err
	}
	q, err := wish.Query(agency, f.now(), hours.Zone())
	if err != nil {
		return report.Report{}, err
	}
	if q.Filter.Staff, err = f.staffOf(ctx, agency, wish.Staff); err != nil {
		return report.Report{}, err
	}
	return f.Report(ctx, q)
}

// staffOf is the account of an agency that a login, or an id, names; empty: nobody is
// named. loket.CodeInvalid: it has none.
func (f figures) staffOf(ctx context.Context, agency loket.AgencyID, name string) (loket.StaffID, error) {
	if name == "" {
		return "", nil
	}
	staff, err := f.ledger.StaffByLogin(ctx, name)
	if errors.Is(err, loket.ErrNotFound) {
		staff, err = f.ledger.StaffByID(ctx, loket.StaffID(name))
	}
	if errors.Is(err, loket.ErrNotFound) || err == nil && staff.Agency != agency {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf("staff %q bukan akun instansi ini; lihat `loket staff list`", name))
	}
	return staff.ID, err
}

// catchUp reads events into the waits until there are no more, in so many steps at
// most.
func (f figures) catchUp(ctx context.Context, steps int) error {
	for range steps {
		done, err := f.ledger.ProjectWaits(ctx, f.hoursOf(ctx), projectBatch)
		if err != nil {
			return fmt.Errorf("follow the events: %w", err)
		}
		if done {
			return nil
		}
	}
	return errBehind
}

// hoursOf is hours for the ledger.
func (f figures) hoursOf(ctx context.Context) store.HoursOf {
	return func(agency loket.AgencyID) (report.Hours, error) { return f.hours(ctx, agency) }
}

// followFigures reads events into the waits until ctx ends, and notes the hours of offices
// when they change.
func (h *house) followFigures(ctx context.Context) error {
	rest := time.NewTimer(0)
	defer rest.Stop()
	kept := map[loket.AgencyID]string{}
	var summed time.Time
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-rest.C:
		}
		began := time.Now()
		err := h.keepHours(ctx, kept)
		if err == nil {
			err = h.figures().catchUp(ctx, mostBehind)
		}
		rest.Reset(restAfter(time.Since(began), err))
		if err == nil && time.Since(summed) >= sumUpEvery {
			summed = time.Now()
			err = h.figures().sumUpAll(ctx, mostSums)
			if err == nil {
				err = h.closeDue(ctx)
			}
		}
		if err != nil && !errors.Is(err, errBehind) && ctx.Err() == nil {
			h.log.Error("read events into the figures", "err", err)
		}
	}
}

// restAfter is how long following rests after it took so long: nine times that, so that
// in a flood citizens have the ledger nine tenths of the time, and a conversation that
// goes on is read once for many events of it. Who is far behind goes on soon.
func restAfter(took time.Duration, err error) time.Duration {
	if err != nil {
		return time.Second
	}
	return min(max(9*took, time.Second), longestRest)
}

// keepHours notes the hours of each office that were not noted yet.
func (h *house) keepHours(ctx context.Context, kept map[loket.AgencyID]string) error {
	for id, s := range h.shelves {
		version, rules := s.hours.current()
		if version == "" || kept[id] == version {
			continue
		}
		if err := keepRules(ctx, h.ledger, id, version, rules); err != nil {
			return err
		}
		kept[id] = version
	}
	return nil
}

func keepRules(ctx context.Context, ledger *store.Store, agency loket.AgencyID, version string, rules calendar.Rules) error {
	text, err := json.Marshal(rules)
	if err != nil {
		return fmt.Errorf("write the hours of %s: %w", agency, err)
	}
	return ledger.KeepCalendar(ctx, agency, version, text)
}

// figures are this house's.
func (h *house) figures() figures {
	return figures{ledger: h.ledger, now: h.now, abroad: abroad(h.config), hours: keptHours{h.ledger, func(agency loket.AgencyID) (calendar.Calendar, error) {
		if s := h.shelves[agency]; s != nil && s.hours.calendar() != nil {
			return *s.hours.calendar(), nil
		}
		return calendar.Calendar{}, nil
	}}.of}
}

// keptHours are the hours of offices as they were at each moment.
type keptHours struct {
	ledger *store.Store
	now    func(loket.AgencyID) (calendar.Calendar, error) // while nothing is kept
}

// of reads the hours of an office, all there were.
func (k keptHours) of(ctx context.Context, agency loket.AgencyID) (*calendar.Meter, error) {
	kept, err := k.ledger.Calendars(ctx, agency)
	if err != nil {
		return nil, err
	}
	var history calendar.History
	for _, c := range kept {
		var rules calendar.Rules
		if err := json.Unmarshal(c.Rules, &rules); err != nil {
			return nil, fmt.Errorf("read the hours of %s from %v: %w", agency, c.From, err)
		}
		made, err := calendar.New(rules)
		if err != nil {
			return nil, fmt.Errorf("read the hours of %s from %v: %w", agency, c.From, err)
		}
		history = append(history, calendar.Dated{From: c.From, Calendar: made})
	}
	if len(history) == 0 {
		made, err := k.now(agency)
		if err != nil {
			return nil, err
		}
		history = calendar.History{{Calendar: made}}
	}
	return calendar.NewMeter(history), nil
}
