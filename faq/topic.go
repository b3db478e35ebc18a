package faq

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// Whom entries are for.
const (
	Residents  = usualAudience
	Businesses = "pelaku-usaha"
)

// maxTopic bounds the name of a topic, in characters: it is the label of a button.
const maxTopic = 48

// TopicName is what citizens read for a group of entries: its name in style.yaml, else
// the group itself with a capital letter; "Lainnya" for those of no group.
func (c *Catalog) TopicName(group string) string {
	if group == "" {
		return "Lainnya"
	}
	if name := c.style.Topics[group]; name != "" {
		return name
	}
	words := strings.ReplaceAll(group, "-", " ")
	first, size := utf8.DecodeRuneInString(words)
	return strings.ToUpper(string(first)) + words[size:]
}

// Topic is a group of entries for one audience, as menus list it.
type Topic struct {
	Group    string
	Name     string // what citizens read
	Audience string // Residents or Businesses
	Entries  []Entry
}

// Topics sorts entries into topics: those of residents before those of businesses,
// each by its name, and the entries of each by their titles.
func (c *Catalog) Topics(entries []Entry) (topics []Topic) {
	at := map[[2]string]int{}
	for _, e := range entries {
		key := [2]string{e.Audience, e.Group}
		i, known := at[key]
		if !known {
			i = len(topics)
			at[key] = i
			topics = append(topics, Topic{Group: e.Group, Name: c.TopicName(e.Group), Audience: e.Audience})
		}
		topics[i].Entries = append(topics[i].Entries, e)
	}
	for i := range topics {
		slices.SortStableFunc(topics[i].Entries, func(a, b Entry) int { return strings.Compare(a.Title, b.Title) })
	}
	slices.SortStableFunc(topics, func(a, b Topic) int {
		if order := strings.Compare(b.Audience, a.Audience); order != 0 { // "warga" before "pelaku-usaha"
			return order
		}
		return strings.Compare(a.Name, b.Name)
	})
	return topics
}

// checkTopics reports names of topics that a button could not show.
func (l *loader) checkTopics() {
	named := l.catalog.style.Topics
	for _, group := range slices.Sorted(maps.Keys(named)) {
		if n := utf8.RuneCountInString(named[group]); n == 0 || n > maxTopic || strings.Contains(named[group], "\n") {
			l.report(l.style, child(child(l.style.root, "topics"), group),
				"Nama topik %q harus satu baris, 1 sampai %d karakter. Tulis nama singkat yang dibaca warga.", group, maxTopic)
		}
	}
}
