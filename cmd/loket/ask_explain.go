package main

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"loket/faq"
)

// explained lays an explanation out for a curator, part by part.
func explained(e faq.Explanation) string {
	var b strings.Builder
	for _, c := range e.Intents {
		fmt.Fprintf(&b, "Maksud: %s%s\n", c.Name, inBrackets(c.Phrase))
		if c.Chance > 0 {
			fmt.Fprintf(&b, "  menurut contoh: peluang %s, ambang %s%s\n", decimal(c.Chance, 3), decimal(c.Bar, 3), speakers(c.For))
		}
	}
	for i, a := range e.Parts {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		part := e.Result.Parts[i]
		fmt.Fprintf(&b, "Bagian %d: %q → %s\n", i+1, part.Text, cmp.Or(part.Entry, "(tidak ada)"))
		fmt.Fprintf(&b, "  %s\n", a.Why)
		account(&b, a)
	}
	return b.String()
}

// speakers lists the words that spoke for an intent.
func speakers(list []faq.Contribution) string {
	shown := make([]string, 0, len(list))
	for _, c := range list {
		shown = append(shown, fmt.Sprintf("%q %s", c.Feature, decimal(c.Sum, 3)))
	}
	if len(shown) == 0 {
		return ""
	}
	return "; mendukung: " + strings.Join(shown, ", ")
}

// account writes how one part was read and what it was judged by.
func account(b *strings.Builder, a faq.Account) {
	if len(a.Readings) > 0 {
		b.WriteString("  Terbaca:\n")
		for _, r := range a.Readings {
			fmt.Fprintf(b, "    %s\n", reading(r))
		}
	}
	if a.Facet.Name != "" {
		fmt.Fprintf(b, "  Bagian jawaban: %s%s\n", a.Facet.Name, inBrackets(a.Facet.Phrase))
	}
	if len(a.Classes) == 0 {
		return
	}
	fmt.Fprintf(b, "  Dinilai: %s\n", strings.Join(a.Words, " "))
	t, s := a.Thresholds, a.Signals
	fmt.Fprintf(b, "  Peluang benar %s, ambang %s", decimal(t.Chance, 3), decimal(t.Sure, 3))
	if t.SureAt > 0 {
		fmt.Fprintf(b, ", sure_at %s", decimal(t.SureAt, 3))
	}
	fmt.Fprintf(b, "; peluang ada di pilihan %s, ambang %s\n", decimal(t.Offered, 3), decimal(t.Offer, 3))
	fmt.Fprintf(b, "  Tanda: nilai %s, bagian nilai %s, kata dikenal %s, kata terpakai %s, hal asing %s, khas %s\n",
		decimal(s.Top, 3), decimal(s.Share, 3), decimal(s.Known, 3), decimal(s.Covered, 3), decimal(s.Strange, 3), decimal(s.Pair, 3))
	for i, l := range a.Classes {
		leaning(b, [...]string{"Terbaik", "Kedua", "Ketiga"}[min(i, 2)], l)
	}
}

// reading tells how a stretch was read.
func reading(r faq.Reading) string {
	how := map[faq.How]string{
		faq.HowSlang: "singkatan", faq.HowSynonym: "sebutan lain", faq.HowForm: "bentuk kata",
		faq.HowFiller: "tanpa arti", faq.HowSpelling: "ejaan", faq.HowUnknown: "tidak dikenal",
	}[r.How]
	switch {
	case r.Read == "":
		return fmt.Sprintf("%s (dibuang: %s)", r.Typed, how)
	case r.How == faq.HowUnknown:
		return fmt.Sprintf("%s (%s)", r.Typed, how)
	case r.Typed == "":
		return fmt.Sprintf("(ditambahkan) %s (%s)", r.Read, how)
	}
	return fmt.Sprintf("%s → %s (%s)", r.Typed, r.Read, how)
}

// leastTold is the weakest contribution worth a curator's eye; JSON has them all.
const leastTold = 0.02

// leaning writes what speaks for an entry and against it.
func leaning(b *strings.Builder, rank string, l faq.Leaning) {
	fmt.Fprintf(b, "  %s: %s, nilai %s (awal %s, lainnya %s)\n", rank, l.Entry, decimal(l.Score, 3), decimal(l.Bias, 3), decimal(l.Rest, 3))
	for _, side := range []struct {
		name string
		list []faq.Contribution
	}{{"mendukung", l.For}, {"melawan", l.Against}} {
		var shown []string
		for _, c := range side.list {
			if math.Abs(c.Sum) >= leastTold {
				shown = append(shown, fmt.Sprintf("%s %q %s", kindName(c.Kind), c.Feature, decimal(c.Sum, 3)))
			}
		}
		if len(shown) > 0 {
			fmt.Fprintf(b, "    %s: %s\n", side.name, strings.Join(shown, "; "))
		}
	}
}

// kindName is what a curator calls a kind of feature.
func kindName(k faq.Kind) string {
	return map[faq.Kind]string{
		faq.KindWord: "kata", faq.KindPair: "pasangan", faq.KindLetters: "huruf", faq.KindSense: "arti", faq.KindTag: "tanda",
	}[k]
}

func inBrackets(phrase string) string {
	if phrase == "" {
		return ""
	}
	return fmt.Sprintf(" (%q)", phrase)
}
