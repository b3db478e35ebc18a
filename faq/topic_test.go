package faq_test

import (
	"slices"
	"strings"
	"testing"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// topical is a catalogue of four entries in three groups for two audiences.
const topical = `entries:
  - {id: b-dua, title: Beta, group: kartu-lama, questions: [beta], answer: "Ya.", status: published}
  - {id: a-satu, title: Zeta, group: kartu-lama, questions: [zeta], answer: "Ya.", status: published}
  - {id: c-tiga, title: Izin, group: usaha, audience: pelaku-usaha, questions: [izin], answer: "Ya.", status: published}
  - {id: d-empat, title: Anak, group: anak, questions: [anak], answer: "Ya.", status: published}
`

func TestTopics(t *testing.T) {
	t.Parallel()
	c, err := faq.Load(catalogue("uji.yaml", topical, "style.yaml", "topics: {anak: Kartu anak, kartu-lama: Akta}\n"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, topic := range c.Topics(c.Entries()) {
		line := topic.Audience + " " + topic.Name + ":"
		for _, e := range topic.Entries {
			line += " " + e.ID
		}
		got = append(got, line)
	}
	want := []string{"warga Akta: b-dua a-satu", "warga Kartu anak: d-empat", "pelaku-usaha Usaha: c-tiga"}
	if !slices.Equal(got, want) {
		t.Errorf("Topics = %q, want %q", got, want)
	}
	for group, want := range map[string]string{"kartu-lama": "Akta", "surat-pindah": "Surat pindah", "": "Lainnya"} {
		if name := c.TopicName(group); name != want {
			t.Errorf("TopicName(%q) = %q, want %q", group, name, want)
		}
	}
	if none := c.Topics(nil); len(none) != 0 {
		t.Errorf("Topics(nil) = %v, want none", none)
	}
	groupless, err := faq.Load(catalogue("uji.yaml", "entries:\n  - {id: a, title: A, questions: [a], answer: \"Ya.\", status: published}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if topics := groupless.Topics(groupless.Entries()); len(topics) != 1 || topics[0].Name != "Lainnya" {
		t.Errorf("an entry of no group stands under %v, want Lainnya", topics)
	}
}

func TestProblemsOfTopics(t *testing.T) {
	t.Parallel()
	told(t, "style.yaml", []mistake{
		{"NoName", "topics:\n  kk: \"\"\n", 2, 7, "harus satu baris"},
		{"LongName", "topics:\n  kk: " + strings.Repeat("x", 49) + "\n", 2, 7, "1 sampai 48"},
	})
}

// TestShippedTopicsAreNamed: every group of the shipped catalogue is called by a name of
// its own, and no name is left over.
func TestShippedTopicsAreNamed(t *testing.T) {
	t.Parallel()
	c, err := disdukcapil.Catalogue()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	for _, topic := range c.Topics(c.Entries()) {
		if strings.EqualFold(topic.Name, topic.Group) && topic.Group != "nik" && topic.Group != "ktp-el" && topic.Group != "usaha" {
			t.Errorf("the topic %q has no name in style.yaml", topic.Group)
		}
		if other := seen[topic.Name]; other != "" && other != topic.Group {
			t.Errorf("%s and %s are both called %q", other, topic.Group, topic.Name)
		}
		seen[topic.Name] = topic.Group
	}
	if len(seen) != 12 {
		t.Errorf("%d topics, want 12", len(seen))
	}
}
