package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"loket/faq"
)

// How much of the lists is printed; JSON has everything.
const (
	mostConfusions = 40
	mostLabels     = 25
)

// evalText lays the figures out for a curator: how good on the whole, then
// what to look at.
func evalText(f faq.Figures) string {
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	row := func(format string, args ...any) { _, _ = fmt.Fprintf(table, format+"\n", args...) } // a Builder never fails
	row("PERTANYAAN YANG ADA JAWABANNYA\t%d", f.N)
	row("Pilihan pertama benar (top-1)\t%s", percent(f.Top1))
	row("Benar di antara tiga pilihan (top-3)\t%s", percent(f.Top3))
	row("Dijawab langsung\t%s", percent(f.Coverage))
	row("Yang dijawab langsung benar\t%s", percent(f.AnsweredPrecision))
	row("Ditanya balik dengan pilihan\t%s", percent(f.Clarified))
	row("Pilihannya memuat yang benar\t%s", percent(f.ClarifiedRight))
	row("\nDI LUAR KATALOG\t%d", f.Outside)
	row("Ditolak\t%s", percent(f.OOSRefused))
	row("Ditanya balik\t%s", percent(f.OOSClarified))
	row("Dijawab langsung (keliru)\t%s", percent(f.OOSAnswered))
	row("\nMAKSUD KHUSUS\t%d", f.Special)
	row("Dikenali\t%s", percent(f.SpecialRecall))
	row("Yang dikenali benar\t%s", percent(f.SpecialPrecision))
	row("Dijawab langsung (keliru)\t%s", percent(f.SpecialAnswered))
	row("\nKECEPATAN DAN UKURAN\t")
	row("Latihan\t%s ms", decimal(f.TrainMS, 0))
	row("Satu pertanyaan, median\t%s µs", decimal(f.QueryP50, 0))
	row("Satu pertanyaan, persentil 99\t%s µs", decimal(f.QueryP99, 0))
	row("Memori pencocok\t%s MB", decimal(float64(f.ModelBytes)/1e6, 1))
	row("Ambang dijawab / ditanya balik\t%s / %s (agar %s %% jawaban benar)", decimal(f.OperatingPoint.Sure, 3),
		decimal(f.OperatingPoint.Offer, 3), decimal(100*f.OperatingPoint.WantedPrecision, 0))
	if len(f.PerRegister) > 0 {
		row("\nGAYA BAHASA\tTOP-1\tDIJAWAB\tKELIRU")
		for _, name := range slices.Sorted(maps.Keys(f.PerRegister)) {
			labelRow(row, name, f.PerRegister[name])
		}
	}
	weakest(row, f)
	_ = table.Flush() // a Builder never fails
	confusionText(&b, f)
	return b.String()
}

// weakest lists the labels that have a question not recognised, the ones with
// most wrong quotes and most misses first.
func weakest(row func(string, ...any), f faq.Figures) {
	var names []string
	for name, l := range f.PerLabel {
		if l.Right.Part < l.N || l.Wrong > 0 {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return
	}
	slices.SortFunc(names, func(a, b string) int {
		x, y := f.PerLabel[a], f.PerLabel[b]
		return cmp.Or(cmp.Compare(y.Wrong, x.Wrong), cmp.Compare(y.N-y.Right.Part, x.N-x.Right.Part), cmp.Compare(a, b))
	})
	row("\nLABEL YANG LEMAH\tBENAR\tDIJAWAB\tKELIRU")
	for _, name := range names[:min(mostLabels, len(names))] {
		labelRow(row, name, f.PerLabel[name])
	}
	if more := len(names) - mostLabels; more > 0 {
		row("… dan %d label lagi (--json)", more)
	}
}

// labelRow prints one line of a table by label or register.
func labelRow(row func(string, ...any), name string, l *faq.LabelFigures) {
	row("%s\t%s\t%d\t%d", name, percent(l.Right), l.Answered, l.Wrong)
}

// confusionText lists what came out otherwise than labelled.
func confusionText(b *strings.Builder, f faq.Figures) {
	if len(f.Missing) > 0 {
		fmt.Fprintf(b, "\nLABEL YANG TIDAK ADA DI KATALOG (%d): %s\nPeriksa ejaannya, atau terbitkan jawabannya.\n",
			len(f.Missing), strings.Join(f.Missing, ", "))
	}
	if len(f.Confusions) == 0 {
		return
	}
	fmt.Fprintf(b, "\nYANG TERTUKAR (%d; tanda ! berarti keliru dijawab langsung)\n", len(f.Confusions))
	for _, c := range f.Confusions[:min(mostConfusions, len(f.Confusions))] {
		mark := " "
		if c.Quoted {
			mark = "!"
		}
		fmt.Fprintf(b, "%s %d: %s\n    seharusnya %s, didapat %s (%s)", mark, c.Line, c.Question, c.Wanted, cmp.Or(c.Got, "-"), decimal(c.Score, 2))
		if c.Nearest != "" {
			fmt.Fprintf(b, "; paling mirip %q", c.Nearest)
		}
		b.WriteString("\n")
	}
	if more := len(f.Confusions) - mostConfusions; more > 0 {
		fmt.Fprintf(b, "… dan %d lagi (--json)\n", more)
	}
}

// percent shows a share with the counts it is made of.
func percent(s faq.Share) string {
	if s.Of == 0 {
		return "-"
	}
	return fmt.Sprintf("%s %% (%d/%d)", decimal(100*float64(s.Part)/float64(s.Of), 1), s.Part, s.Of)
}

// decimal writes a number with a comma, as Indonesian does.
func decimal(x float64, digits int) string {
	return strings.Replace(fmt.Sprintf("%.*f", digits, x), ".", ",", 1)
}
