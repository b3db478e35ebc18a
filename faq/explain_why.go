package faq

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// closeCall is how near the decision values of two entries are that are told
// as almost equal.
const closeCall = 0.2

// reason is what the sentence on a verdict is made from.
type reason struct {
	m     *Matcher
	part  Part
	seen  sighting
	entry Entry // of the part; the zero one when it has none
	whole Result
}

// sentence says in one Indonesian sentence why the verdict is what it is.
func (r reason) sentence() string {
	switch {
	case r.whole.Has(IntentEmergency):
		return "Langsung ke petugas: pesan ini menyebut bahaya, dan itu tidak pernah dijawab dari katalog."
	case r.seen.ground == ByNothing:
		return "Tidak dicari di katalog: hanya salam, kata tanpa arti, atau angka panjang."
	case r.part.Verdict == Sure:
		return "Dijawab: " + r.sure() + "."
	case r.part.Verdict == Unsure:
		return "Ditanya balik: " + r.unsure() + "."
	default:
		return "Diteruskan ke petugas: " + r.unknown() + "."
	}
}

// sure tells what a certain answer rests on.
func (r reason) sure() string {
	switch r.seen.ground {
	case ByChoice:
		return "warga memilihnya dari pilihan yang ditawarkan"
	case ByTopic:
		return fmt.Sprintf("pertanyaan lanjutan, dan jawaban terakhir %s memuat bagian %q", r.part.Entry, r.part.Facet)
	case ByNeighbour:
		return fmt.Sprintf("pertanyaan lanjutan yang menuju jawaban di dekat yang terakhir; peluangnya %s, ambangnya %s", r.chance(), figure(r.bar()))
	case ByModel, ByNothing:
	}
	return fmt.Sprintf("peluang benarnya %s mencapai ambang %s", r.chance(), figure(r.bar()))
}

// unsure tells what keeps the best entry from being quoted. What came after
// the estimate is told first: without it the entry would have been.
func (r reason) unsure() string {
	chance := r.seen.part.Score
	switch {
	case r.seen.part.Verdict != Sure:
		return r.doubt()
	case r.whole.Has(IntentStatus):
		return "warga menanyakan berkasnya sendiri, sedangkan katalog hanya memuat aturannya"
	case chance < r.entry.SureAt:
		return fmt.Sprintf("peluangnya %s mencapai ambang umum %s, tetapi belum sure_at jawaban ini, %s", r.chance(), figure(r.m.rating.sure), figure(r.entry.SureAt))
	default:
		return "satu kalimatnya menuju jawaban lain daripada seluruh pesannya"
	}
}

// doubt tells what makes the best entry doubtful.
func (r reason) doubt() string {
	k := r.seen.ranked
	switch {
	case k.outside:
		return "menyebut hal di luar katalog: " + listed(r.outside())
	case k.alone && !k.bare:
		return "hanya satu kata, belum jelas apa yang ditanyakan"
	case k.bare && k.named:
		return "hanya menyebut dokumennya, belum jelas apa yang ditanyakan"
	case !k.quotable() && !k.named && k.expected >= alwaysNamedShare:
		return fmt.Sprintf("tidak menyebut dokumen apa, sedangkan %s selalu tentang satu dokumen", r.best())
	case len(r.foreign()) > 0:
		return "kata yang tidak dikenal: " + listed(r.foreign())
	case len(k.classes) > 1 && k.scores[k.classes[0]]-k.scores[k.classes[1]] < closeCall:
		return fmt.Sprintf("dua jawaban hampir sama kuat, %s dan %s", r.best(), r.seen.part.Candidates[1].Entry)
	case k.signals[signalStrange] > 0:
		return fmt.Sprintf("menyebut yang tidak pernah dibahas %s: %s", r.best(), listed(r.strangers()))
	case len(r.uncovered()) > 0:
		return fmt.Sprintf("%s tidak memakai kata %s", r.best(), listed(r.uncovered()))
	default:
		return fmt.Sprintf("mirip, tetapi peluangnya %s belum mencapai ambang %s", r.chance(), figure(r.m.rating.sure))
	}
}

// unknown tells why not even choices are offered.
func (r reason) unknown() string {
	k := r.seen.ranked
	switch {
	case k.signals[signalKnown] == 0:
		return "tidak satu kata pun dikenal"
	case k.outside:
		return "menyebut hal di luar katalog: " + listed(r.outside())
	case k.alien() && len(r.foreign()) > 0:
		return "tidak menyebut dokumen, dan ada kata yang tidak dikenal: " + listed(r.foreign())
	case k.alien():
		return fmt.Sprintf("tidak menyebut dokumen, dan %s, yang terdekat, tidak memakai kata %s", r.best(), listed(r.uncovered()))
	case len(r.foreign()) > 0:
		return "tidak ada jawaban yang cukup dekat; kata yang tidak dikenal: " + listed(r.foreign())
	default:
		return fmt.Sprintf("tidak ada jawaban yang cukup dekat; peluang bahwa salah satu pilihan benar %s, ambangnya %s",
			figure(r.m.rating.near.chance(k.signals)), figure(r.m.rating.offer))
	}
}

// best is the entry that was nearest, whether it was offered or not.
func (r reason) best() string { return r.seen.part.Candidates[0].Entry }

func (r reason) chance() string { return figure(r.seen.part.Score) }

// bar is the chance from which the part's entry is quoted.
func (r reason) bar() float64 { return max(r.m.rating.sure, r.entry.SureAt) }

// foreign returns the judged words that the catalogue does not know.
func (r reason) foreign() []string {
	words, _ := r.m.model.repair(r.seen.text.words)
	return slices.DeleteFunc(words, r.m.model.speller.knows)
}

// uncovered returns the judged words that the best entry does not use.
func (r reason) uncovered() []string {
	words, _ := r.m.model.repair(r.seen.text.words)
	evidence := r.m.model.evidence
	return slices.DeleteFunc(words, func(w string) bool {
		return evidence.nouns[w] || has(evidence.words[w], r.seen.ranked.classes[0])
	})
}

// strangers returns the documents, and what happened to them, that the best
// entry never names.
func (r reason) strangers() []string {
	return r.unnamed(func(tag string) bool { return isDocument(tag) || isPair(tag) })
}

// outside returns what is named that no entry answers.
func (r reason) outside() []string {
	named := r.unnamed(func(tag string) bool { return strings.HasPrefix(tag, outsideMark) })
	for i := range named {
		named[i] = strings.TrimPrefix(named[i], outsideMark)
	}
	return named
}

// unnamed returns the tags of a kind that the best entry's texts do not have.
func (r reason) unnamed(kind func(tag string) bool) []string {
	return slices.DeleteFunc(slices.Clone(r.seen.text.tags), func(tag string) bool {
		return !kind(tag) || has(r.m.model.evidence.tags[tag], r.seen.ranked.classes[0])
	})
}

// listed writes a few words in quotes.
func listed(words []string) string {
	const most = 3
	var quoted []string
	for _, w := range words {
		if q := strconv.Quote(w); !slices.Contains(quoted, q) {
			quoted = append(quoted, q)
		}
	}
	more := ""
	if len(quoted) > most {
		quoted, more = quoted[:most], fmt.Sprintf(" dan %d lagi", len(quoted)-most)
	}
	return strings.Join(quoted, ", ") + more
}

// figure writes a chance as people here do, with a comma.
func figure(x float64) string {
	return strings.Replace(strconv.FormatFloat(x, 'f', 3, 64), ".", ",", 1)
}
