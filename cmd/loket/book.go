package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
)

// openBook loads what an agency's clerk answers from.
func openBook(a config.Agency) (*bot.Book, error) {
	catalog, err := openCatalogue(a)
	if err != nil {
		return nil, fmt.Errorf("load the catalogue of %s: %w", a.ID, err)
	}
	matcher, err := faq.NewMatcher(catalog)
	if err != nil {
		return nil, fmt.Errorf("train on the catalogue of %s: %w", a.ID, err)
	}
	hours, err := openCalendar(a)
	if err != nil {
		return nil, fmt.Errorf("read the office hours of %s: %w", a.ID, err)
	}
	return &bot.Book{
		Catalog: catalog, Matcher: matcher, Calendar: hours, QuoteUnchecked: a.Unverified == config.QuoteWithNote,
	}, nil
}

func openCatalogue(a config.Agency) (*faq.Catalog, error) {
	if a.Catalogue == "" {
		return disdukcapil.Catalogue()
	}
	catalog, err := faq.Load(os.DirFS(a.Catalogue))
	if wrong, ok := errors.AsType[*faq.LoadError](err); ok {
		return nil, loket.Errorf(loket.CodeInvalid, "Folder "+a.Catalogue+": "+wrong.Error())
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Instansi %s: folder katalog %q tidak ada. Periksa catalogue di konfigurasi.", a.ID, a.Catalogue))
	}
	return catalog, err
}

// openCalendar makes the agency's calendar: its own hours or the default ones,
// the national holidays, and its closures.
func openCalendar(a config.Agency) (calendar.Calendar, error) {
	if len(a.Hours) == 0 && len(a.Closures) == 0 {
		return calendar.Default(a.Zone)
	}
	holidays, err := calendar.Holidays()
	if err != nil {
		return calendar.Calendar{}, err
	}
	rules := calendar.Rules{Zone: a.Zone, Holidays: holidays}
	for day := range rules.Week {
		texts := a.Hours[day]
		if len(a.Hours) == 0 && day >= int(time.Monday) && day <= int(time.Friday) {
			texts = []string{"08.00-16.00"}
		}
		if rules.Week[day], err = intervals(texts); err != nil {
			return calendar.Calendar{}, err
		}
	}
	for _, c := range a.Closures {
		exception, err := exceptionOf(c)
		if err != nil {
			return calendar.Calendar{}, err
		}
		rules.Exceptions = append(rules.Exceptions, exception)
	}
	return calendar.New(rules)
}

func exceptionOf(c config.Closure) (calendar.Exception, error) {
	date, err := calendar.ParseDate(c.Date)
	if err != nil {
		return calendar.Exception{}, err
	}
	hours, err := intervals(c.Hours)
	if err != nil {
		return calendar.Exception{}, err
	}
	kind := calendar.Closed
	if len(hours) > 0 {
		kind = calendar.Shortened
	}
	return calendar.Exception{Date: date, Kind: kind, Hours: hours, Reason: c.Reason, By: "loket.yaml"}, nil
}

func intervals(texts []string) ([]calendar.Interval, error) {
	var out []calendar.Interval
	for _, text := range texts {
		hours, err := calendar.ParseInterval(text)
		if err != nil {
			return nil, err
		}
		out = append(out, hours)
	}
	return out, nil
}
