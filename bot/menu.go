package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"loket/faq"
	"loket/internal/loket"
)

// What the buttons of the menu carry. A place in it is an audience and a topic, with
// where a long list goes on: "m:", "m:w", "m:w:kk", "m:w:rujukan~7".
const (
	dataMenu  = "m:"
	dataPick  = "g:" // an entry that was chosen in the menu
	dataPlain = "e:" // the same in simpler words
)

// The doors of the menu, as buttons name them.
const (
	doorResidents  = "w"
	doorBusinesses = "u"
)

// menuLines is how many lines a list of the menu has at most: one digit numbers each.
const menuLines = 9

// longestTopic bounds the name by which a button knows a topic, in bytes.
const longestTopic = 32

func menuButton() loket.Button { return loket.Button{Label: labelMenu, Data: dataMenu} }

// choice is a line of the menu: what it says, and what its button carries.
type choice struct{ label, data string }

// asksMenu tells whether words ask for the menu and nothing else.
func asksMenu(text string) bool {
	word := strings.ToLower(strings.Join(strings.Fields(strings.Trim(text, " \n.!?")), " "))
	return slices.Contains([]string{"menu", "menu utama", "daftar menu", "lihat menu"}, word)
}

// menu shows a place of the menu; one that is no more there, what is above it.
func (t *turn) menu(m loket.Message, place string) {
	if t.botless(m) {
		return
	}
	place, from, _ := strings.Cut(place, "~")
	door, topic, inTopic := strings.Cut(place, ":")
	audience := audienceOf(door)
	topics := t.menuTopics()
	doors := doorsOf(topics)
	if len(doors) == 0 {
		t.notice(m, loket.OutcomeNoticed, sayNoMenu, humanButton())
		return
	}
	if len(doors) == 1 {
		audience = topics[0].Audience // one door is no choice
	}
	for _, found := range topics {
		if inTopic && found.Audience == audience && topicToken(found.Group) == topic {
			t.list(m, sayMenuTopic(found.Name), place, from, entryChoices(found), choice{labelMenuUp, dataMenu + doorOf(audience)})
			return
		}
	}
	if audience == "" {
		t.list(m, sayMenu(t.situation.Agency), place, "", doors, choice{})
		return
	}
	up := choice{labelMenuTop, dataMenu}
	if len(doors) == 1 {
		up = choice{}
	}
	t.list(m, sayMenuDoor(audience), doorOf(audience), from, topicChoices(topics, audience), up)
}

// menuTopics are the topics of what may be quoted now.
func (t *turn) menuTopics() []faq.Topic {
	var entries []faq.Entry
	for _, e := range t.book.Catalog.Entries() {
		if _, ok := t.quotable(e.ID); ok {
			entries = append(entries, e)
		}
	}
	return t.book.Catalog.Topics(entries)
}

// list offers lines of the menu, from the given one on, with the way up.
func (t *turn) list(m loket.Message, head, place, from string, all []choice, up choice) {
	start, err := strconv.Atoi(from)
	if err != nil || start < 0 || start >= len(all) {
		start = 0
	}
	shown, room := slices.Clone(all[start:]), menuLines
	if up.data != "" {
		room--
	}
	if len(shown) > room {
		next := start + room - 1
		shown = append(shown[:room-1], choice{labelMenuMore, dataMenu + place + "~" + strconv.Itoa(next)})
	}
	if up.data != "" {
		shown = append(shown, up)
	}
	t.choose(m, head, shown)
	t.settle(loket.OutcomeNoticed, t.lastAnswer(), t.joinable(), m)
}

// choose says lines to choose from, by button or by number. It is a notice: whoever
// looks around has been answered nothing yet.
func (t *turn) choose(m loket.Message, head string, shown []choice) {
	lines := []string{head}
	var buttons []loket.Button
	var choices []string
	for i, c := range shown {
		label := strconv.Itoa(i+1) + ". " + c.label
		lines = append(lines, label)
		buttons = append(buttons, loket.Button{Label: label, Data: c.data})
		choices = append(choices, c.data)
	}
	t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{
		Text: strings.Join(lines, "\n"), Buttons: column(append(buttons, humanButton())),
	})
	topic, _ := t.topic(m)
	t.decision.SetTopic, t.decision.Topic, t.decision.Choices = true, topic, choices
}

// menuReply serves a number that answers the menu; false: it is for somebody else.
func (t *turn) menuReply(m loket.Message) bool {
	_, choices := t.topic(m)
	number, err := strconv.Atoi(strings.Trim(m.Text, " \n.)"))
	if err != nil || len(choices) == 0 || !slices.ContainsFunc(choices, ofMenu) {
		return false
	}
	if number < 1 || number > len(choices) {
		t.notice(m, loket.OutcomeNoticed, sayMenuNumber(len(choices)), menuButton(), humanButton())
		return true
	}
	return t.menuPress(m, choices[number-1])
}

// ofMenu tells whether a choice was offered by the menu: others are ids of entries.
func ofMenu(choice string) bool { return strings.Contains(choice, ":") }

// menuPress serves a button of the menu, or of a variant of an entry; false: it is
// none.
func (t *turn) menuPress(m loket.Message, data string) bool {
	if place, ok := strings.CutPrefix(data, dataMenu); ok {
		t.menu(m, place)
		return true
	}
	kind, entry, _ := strings.Cut(data, ":")
	var show func(loket.Message, faq.Part) loket.AnswerID
	switch kind + ":" {
	case dataPick:
		show = t.pick
	case dataPlain:
		show = t.plain
	case dataDetail:
		show = t.detail
	default:
		return false
	}
	_, before := t.topic(m)
	inMenu := kind+":" == dataPick || slices.Contains(before, data)
	t.press(m, entry, func(m loket.Message, part faq.Part) loket.AnswerID {
		id := show(m, part)
		if inMenu {
			t.variants(m, part.Entry, data)
		}
		return id
	})
	return true
}

// pick answers m with an entry that was chosen in the menu: its variants follow.
func (t *turn) pick(m loket.Message, part faq.Part) loket.AnswerID {
	e, _ := t.quotable(part.Entry)
	return t.oweQuote(m, e, part, loket.Content{Text: e.Render(part.Facet, true)})
}

// plain answers m with a quotable entry in simpler words, as far as somebody wrote them.
func (t *turn) plain(m loket.Message, part faq.Part) loket.AnswerID {
	e, _ := t.quotable(part.Entry)
	text := e.RenderPlain()
	if text == "" {
		text = e.Render(part.Facet, true)
	}
	return t.oweQuote(m, e, part, loket.Content{Text: text, Buttons: column([]loket.Button{humanButton()})})
}

// variants offers the other forms of an entry that was just shown, and the way back.
func (t *turn) variants(m loket.Message, entry, shown string) {
	e, _ := t.quotable(entry)
	var offered []choice
	for _, form := range []struct {
		choice
		there bool
	}{
		{choice{labelPlain, dataPlain + entry}, e.Plain != ""},
		{choice{labelDetail, dataDetail + entry}, e.RenderDetail() != e.Render(faq.Whole, true)},
	} {
		if form.there && form.data != shown {
			offered = append(offered, form.choice)
		}
	}
	place := dataMenu + doorOf(e.Audience) + ":" + topicToken(e.Group)
	offered = append(offered, choice{labelMenuBack + t.book.Catalog.TopicName(e.Group), place}, choice{labelMenuTop, dataMenu})
	t.choose(m, sayMenuNext, offered)
}

// topicToken is what a button knows a topic by.
func topicToken(group string) string {
	if len(group) <= longestTopic && !strings.ContainsAny(group, ":~") {
		return group
	}
	sum := sha256.Sum256([]byte(group))
	return hex.EncodeToString(sum[:8])
}

func audienceOf(door string) string {
	switch door {
	case doorResidents:
		return faq.Residents
	case doorBusinesses:
		return faq.Businesses
	}
	return ""
}

func doorOf(audience string) string {
	if audience == faq.Businesses {
		return doorBusinesses
	}
	return doorResidents
}

// doorsOf are the doors behind which there is something.
func doorsOf(topics []faq.Topic) (doors []choice) {
	for _, t := range topics {
		door := choice{sayDoor(t.Audience), dataMenu + doorOf(t.Audience)}
		if !slices.Contains(doors, door) {
			doors = append(doors, door)
		}
	}
	return doors
}

func topicChoices(topics []faq.Topic, audience string) (all []choice) {
	for _, t := range topics {
		if t.Audience == audience {
			all = append(all, choice{t.Name, dataMenu + doorOf(audience) + ":" + topicToken(t.Group)})
		}
	}
	return all
}

func entryChoices(topic faq.Topic) (all []choice) {
	for _, e := range topic.Entries {
		all = append(all, choice{e.Title, dataPick + e.ID})
	}
	return all
}
