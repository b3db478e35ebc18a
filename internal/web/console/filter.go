package console

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// list is what an address asks to see.
type list struct {
	filter loket.Filter
	words  string // searched for; empty: none
	after  loket.Place
}

// maxWords is how long what is searched for may be, in bytes.
const maxWords = 200

// askedList reads an address. What it cannot read is as if it were not there.
func askedList(q url.Values) list {
	asked := list{
		filter: loket.Filter{
			Tab: loket.Tab(q.Get("tab")), Kind: loket.TicketKind(q.Get("jenis")), Unit: loket.UnitID(q.Get("bagian")),
			Channel: loket.ChannelKind(q.Get("saluran")), Topic: q.Get("topik"), Holder: loket.StaffID(q.Get("pemegang")),
			Late: q.Get("lewat") != "",
		},
		words: strings.TrimSpace(q.Get("cari")),
	}
	if len(asked.words) > maxWords {
		asked.words = strings.ToValidUTF8(asked.words[:maxWords], "")
	}
	if !slices.Contains(loket.Tabs(), asked.filter.Tab) {
		asked.filter.Tab = loket.TabWaiting
		if asked.words != "" {
			asked.filter.Tab = loket.TabAll
		}
	}
	turn, ticket, _ := strings.Cut(q.Get("sesudah"), ".")
	if ms, err := strconv.ParseInt(turn, 10, 64); err == nil {
		asked.after = loket.Place{Turn: time.UnixMilli(ms), Ticket: loket.TicketID(ticket)}
	}
	return asked
}

// query is the address's part that a folder keeps: no words, no page.
func (l list) query() url.Values {
	q := url.Values{"tab": {string(l.filter.Tab)}}
	for name, value := range map[string]string{
		"jenis": string(l.filter.Kind), "bagian": string(l.filter.Unit), "saluran": string(l.filter.Channel),
		"topik": l.filter.Topic, "pemegang": string(l.filter.Holder),
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if l.filter.Late {
		q.Set("lewat", "1")
	}
	return q
}

// href is the address of the list from behind a place on.
func (l list) href(after loket.Place) string {
	q := l.query()
	if l.words != "" {
		q.Set("cari", l.words)
	}
	if after != (loket.Place{}) {
		q.Set("sesudah", placeText(after))
	}
	return "/loket?" + q.Encode()
}

// filtered tells whether there is a condition beside the tab.
func (l list) filtered() bool { return l.filter != loket.Filter{Tab: l.filter.Tab} }

// plain tells whether the list is a whole tab.
func (l list) plain() bool { return !l.filtered() && l.words == "" }

// empty is what to say when there are no tickets.
func (l list) empty() words.Text {
	switch {
	case l.words != "":
		return "Tidak ada tiket terbuka yang memuat kata-kata itu. Periksa ejaannya, atau cari dengan nomor tiket."
	case l.filtered():
		return "Tidak ada tiket yang cocok dengan saringan ini."
	}
	switch l.filter.Tab {
	case loket.TabMine:
		return "Anda tidak memegang tiket. Ambil satu dari yang menunggu."
	case loket.TabWaiting:
		return "Tidak ada yang menunggu. Semua pertanyaan sudah dipegang atau dijawab."
	case loket.TabUnattended:
		return "Semua warga sudah dibalas."
	case loket.TabAll:
	}
	return "Tidak ada tiket yang terbuka."
}

// choiceView is one choice of a list to choose from.
type choiceView struct {
	Value  string
	Name   words.Text
	Chosen bool
}

// choicesView is a condition to choose; the first choice is none.
type choicesView struct {
	Name    string
	Label   words.Text
	Choices []choiceView
}

func newChoices(name string, label words.Text) choicesView {
	return choicesView{Name: name, Label: label, Choices: []choiceView{{Name: "semua"}}}
}

func (l *choicesView) add(value string, name words.Text, chosen string) {
	l.Choices = append(l.Choices, choiceView{Value: value, Name: name, Chosen: value == chosen})
}

// filterView is the form of conditions.
type filterView struct {
	Open  bool // a condition is set
	Tab   loket.Tab
	Query string // as a folder keeps it
	Late  bool
	Lists []choicesView
}

func (c *Console) filterView(staff loket.Staff, asked list, topics []string, colleagues []loket.Colleague) filterView {
	f := asked.filter
	kind, unit, channel := newChoices("jenis", "Jenis"), newChoices("bagian", "Bagian"), newChoices("saluran", "Saluran")
	topic, holder := newChoices("topik", "Topik"), newChoices("pemegang", "Pemegang")
	for _, k := range loket.TicketKinds() {
		kind.add(string(k), web.KindName(k), string(f.Kind))
	}
	for _, u := range c.unitsOf(staff.Agency) {
		unit.add(u.Value, u.Name, string(f.Unit))
	}
	for _, k := range []loket.ChannelKind{loket.Telegram, loket.WebChat} {
		channel.add(string(k), channelName(k), string(f.Channel))
	}
	for _, t := range topics {
		topic.add(t, words.Name(t), f.Topic)
	}
	for _, of := range colleagues {
		holder.add(string(of.Staff), nameOf(of.Name), string(f.Holder))
	}
	return filterView{
		Open: asked.filtered(), Tab: f.Tab, Query: asked.query().Encode(), Late: f.Late,
		Lists: []choicesView{kind, unit, channel, topic, holder},
	}
}

// searchView is what was searched for.
type searchView struct {
	Words string
	Said  words.Text // how many were found; empty: nothing was searched for
}

func newSearchView(asked list, found loket.Listing) searchView {
	view := searchView{Words: asked.words}
	if asked.words == "" {
		return view
	}
	view.Said = words.Say("%d tiket memuat “%s”.", found.Found, asked.words)
	if found.Partial {
		view.Said = words.Say("%s Tiket terlalu banyak untuk dicari semuanya: persempit dengan saringan, atau tambah kata.", view.Said)
	}
	return view
}
