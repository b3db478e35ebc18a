package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// agencyList prints every agency of the configuration and of the ledger.
type agencyList struct {
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// listedAgency is one as list prints it. Days are in its own zone; empty: nothing
// happened yet.
type listedAgency struct {
	ID         loket.AgencyID `json:"id"`
	Code       string         `json:"code"`
	Name       string         `json:"name"`
	Zone       string         `json:"zone"`
	Configured bool           `json:"configured"` // false: the ledger alone knows it
	Channels   []string       `json:"channels"`
	Entries    int            `json:"entries"` // served; 0 when it is not configured
	Open       int64          `json:"open_tickets"`
	Events     int64          `json:"events"`
	First      string         `json:"first_day"`
	Last       string         `json:"last_day"`
}

// Run implements the command.
func (c *agencyList) Run(s *shell) error {
	configured, err := s.load()
	if err != nil {
		return err
	}
	rows := []listedAgency{}
	err = s.withHoldings(configured, func(ledger *store.Store, all []store.Holding) error {
		for _, a := range configured.Agencies {
			h := store.Holding{Agency: a.Agency}
			if at := slices.IndexFunc(all, func(h store.Holding) bool { return h.ID == a.ID }); at >= 0 {
				h = all[at]
			}
			row, err := s.listed(ledger, configured, a, h)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		for _, h := range all {
			if _, named := configured.Agency(h.ID); !named && (h.Name != "" || h.Events > 0) {
				rows = append(rows, rowOf(h, h.Agency))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.JSON || c.Format == "json" {
		return json.NewEncoder(s.stdout).Encode(rows)
	}
	return printAgencies(s.stdout, rows)
}

// listed is the row of an agency of the configuration.
func (s *shell) listed(ledger *store.Store, c config.Config, a config.Agency, h store.Holding) (listedAgency, error) {
	catalog, err := s.catalogueIn(ledger, a)
	if err != nil {
		return listedAgency{}, err
	}
	row := rowOf(h, a.Agency)
	row.Configured, row.Entries = true, len(catalog.Entries())
	for _, channel := range channelsOf(a, c.TelegramOf(a).Token != "") {
		if kind := string(channel.Kind); !slices.Contains(row.Channels, kind) {
			row.Channels = append(row.Channels, kind)
		}
	}
	slices.Sort(row.Channels)
	return row, nil
}

func rowOf(h store.Holding, a loket.Agency) listedAgency {
	return listedAgency{
		ID: a.ID, Code: a.Code, Name: a.Name, Zone: a.Zone, Channels: append([]string{}, h.Channels...), Open: h.Open, Events: h.Events,
		First: dayIn(h.First, a.Zone), Last: dayIn(h.Last, a.Zone),
	}
}

// dayIn is the day of a moment in a zone, of one that is not known in UTC.
func dayIn(at time.Time, name string) string {
	if at.IsZero() {
		return ""
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC
	}
	return at.In(zone).Format(time.DateOnly)
}

func printAgencies(to io.Writer, rows []listedAgency) error {
	table := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	_, err := fmt.Fprintln(table, "ID\tKODE\tNAMA\tZONA\tSALURAN\tJAWABAN\tTIKET TERBUKA\tKEJADIAN\tHARI PERTAMA\tHARI TERAKHIR\tKEADAAN")
	for _, r := range rows {
		state := "aktif"
		if !r.Configured {
			state = "tidak lagi di loket.yaml"
		}
		if err == nil {
			_, err = fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%d\t%d\t%d\t%s\t%s\t%s\n", r.ID, orDash(r.Code), orDash(r.Name), r.Zone,
				orDash(strings.Join(r.Channels, " ")), r.Entries, r.Open, r.Events, orDash(r.First), orDash(r.Last), state)
		}
	}
	if err != nil {
		return err
	}
	return table.Flush()
}
