package past

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"loket/internal/loket"
)

// Office is the counter a history is about, and what its lines are held to.
type Office struct {
	Agency   loket.AgencyID
	Channels map[string]loket.ChannelID // by the name lines give them; what is missing is kept as an imported one
	Units    []loket.UnitID             // beside loket.DefaultUnit
	Now      time.Time                  // nothing in a history can be later
}

// Channel is the channel a line's name means.
func (o Office) Channel(name string) loket.ChannelID {
	if id, configured := o.Channels[name]; configured {
		return id
	}
	return loket.ChannelID(string(o.Agency) + loket.ImportedChannels + name)
}

// NameOf is the name lines give a channel.
func NameOf(id loket.ChannelID) string {
	return string(id)[strings.LastIndexByte(string(id), '/')+1:]
}

// Bounds of what a line may say.
const (
	mostName = 200
	earliest = 1990
)

// Topics, entries and units stand in events as they are: names, not words of people.
var (
	slug    = regexp.MustCompile(`^[a-z0-9][a-z0-9._/-]{0,79}$`)
	channel = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)
	figures = regexp.MustCompile(`[0-9]{8}`)
)

// check holds a line to its own form; why is empty when it is good.
func (o Office) check(l Line) (why string) {
	use, known := useOf(l.Event)
	switch {
	case l.Event == "":
		return "event kosong. Tulis salah satu: " + kindList() + "."
	case !known:
		return fmt.Sprintf("event %q tidak dikenal. Tulis salah satu: %s.", l.Event, kindList())
	}
	for _, step := range []func() string{
		func() string { return o.checkTimes(l) },
		func() string { return checkNames(l) },
		func() string { return checkUse(use, l) },
		func() string { return o.checkValues(l) },
	} {
		if why := step(); why != "" {
			return why
		}
	}
	return ""
}

func kindList() string {
	kinds := make([]string, 0, len(uses()))
	for _, k := range Kinds() {
		kinds = append(kinds, string(k))
	}
	return strings.Join(kinds, ", ")
}

func (o Office) checkTimes(l Line) string {
	switch {
	case l.At.IsZero():
		return "at kosong. Tulis kapan terjadinya, misalnya 2026-03-02T09:15:00+08:00."
	case l.At.Year() < earliest:
		return fmt.Sprintf("at sebelum tahun %d. Periksa tahunnya.", earliest)
	case l.At.After(o.Now):
		return "at di masa depan. Periksa tanggal dan zonanya."
	case l.Until != nil && l.Until.Before(l.At):
		return "until sebelum at. Tulis waktu sesudahnya."
	case l.Until != nil && l.Until.Year() > l.At.Year()+10:
		return "until lebih dari sepuluh tahun sesudah at. Periksa tahunnya."
	}
	return ""
}

func checkNames(l Line) string {
	for _, name := range []struct {
		field, text string
		must        bool
	}{
		{"conversation", l.Conversation, true},
		{"contact", l.Contact, true},
		{"id", l.ID, false},
		{"answers", l.Answers, false},
		{"ticket", l.Ticket, false},
		{"episode", l.Episode, false},
		{"staff", l.Staff, false},
	} {
		switch {
		case name.text == "" && name.must:
			return name.field + " kosong. Setiap baris perlu " + name.field + "."
		case utf8.RuneCountInString(name.text) > mostName:
			return fmt.Sprintf("%s lebih dari %d huruf. Pendekkan.", name.field, mostName)
		case strings.ContainsFunc(name.text, unicode.IsControl):
			return name.field + " memuat huruf kendali. Hapus."
		case name.text != strings.TrimSpace(name.text):
			return name.field + " diawali atau diakhiri spasi. Hapus spasinya."
		}
	}
	if !channel.MatchString(l.Channel) {
		return "channel kosong atau bukan nama saluran. Tulis huruf kecil dan angka, misalnya telegram, whatsapp."
	}
	return ""
}

func checkUse(u use, l Line) string {
	there := l.optional()
	for _, field := range there {
		if !names(always, field) && !names(u.may, field) && !names(u.must, field) {
			return fmt.Sprintf("%s tidak dipakai pada event %s. Hapus dari baris ini.", field, l.Event)
		}
	}
	for _, field := range strings.Fields(u.must) {
		if !slices.Contains(there, field) {
			return fmt.Sprintf("%s kosong. Event %s perlu %s.", field, l.Event, field)
		}
	}
	return ""
}

func (o Office) checkValues(l Line) string {
	for field, text := range map[string]string{"topic": l.Topic, "entry": l.Entry} {
		if text != "" && (!slug.MatchString(text) || figures.MatchString(text)) {
			return field + " bukan nama. Tulis huruf kecil, angka, dan tanda hubung, misalnya ktp-hilang."
		}
	}
	switch {
	case l.Unit != "" && loket.UnitID(l.Unit) != loket.DefaultUnit && !slices.Contains(o.Units, loket.UnitID(l.Unit)):
		return fmt.Sprintf("unit %q tidak ada di loket.yaml. Tambahkan di units, atau tulis %s.", l.Unit, o.unitList())
	case l.Kind != "" && !slices.Contains(loket.TicketKinds(), loket.TicketKind(l.Kind)):
		return fmt.Sprintf("kind %q tidak dikenal. Tulis salah satu: %s.", l.Kind, ticketKindList())
	case l.Event == Close && !slices.Contains(closers(), l.By):
		return fmt.Sprintf("by %q tidak dikenal. Tulis staff, citizen, bot, atau timeout.", l.By)
	case l.Event == Rating && (l.Value < 1 || l.Value > 4):
		return "value harus 1 sampai 4. Ubah skala lain dahulu: lihat docs/history.md."
	}
	return ""
}

func closers() []string {
	return []string{string(loket.ByStaff), string(loket.ByCitizen), string(loket.ByBot), string(loket.ByTimeout)}
}

func (o Office) unitList() string {
	units := []string{string(loket.DefaultUnit)}
	for _, u := range o.Units {
		units = append(units, string(u))
	}
	return strings.Join(units, ", ")
}

func ticketKindList() string {
	kinds := make([]string, 0, len(loket.TicketKinds()))
	for _, k := range loket.TicketKinds() {
		kinds = append(kinds, string(k))
	}
	return strings.Join(kinds, ", ")
}
