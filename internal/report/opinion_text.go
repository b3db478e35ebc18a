package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"loket/internal/words"
)

// OpinionTitle is what a report on M-16 is called.
const OpinionTitle words.Text = "Indeks kepuasan masyarakat (IKM)"

// OpinionRule is how M-16 is computed, in a paragraph.
const OpinionRule words.Text = "Survei kepuasan masyarakat menurut PermenPANRB 14/2017: sembilan unsur, nilai 1 sampai 4. " +
	"NRR tiap unsur = jumlah nilai ÷ responden; bobot tiap unsur tepat 1/9; IKM = jumlah NRR tertimbang × 25, dibulatkan dua angka. " +
	"A 88,31–100,00; B 76,61–88,30; C 65,00–76,60; D 25,00–64,99. Hanya survei dengan sembilan jawaban yang dihitung. " +
	"Dihitung menurut saat survei ditawarkan."

// Rule is OpinionRule.
func (Opinion) Rule() words.Text { return OpinionRule }

// PeriodText is the period as people read it.
func (o Opinion) PeriodText() string { return Report{From: o.From, To: o.To}.PeriodText() }

// AsOfText is the moment it is made as of, as people read it.
func (o Opinion) AsOfText() string { return Report{AsOf: o.AsOf}.AsOfText() }

// ValueText is the index with its grade: "83,33"; "–" without one.
func (o Opinion) ValueText() string { return digitsBehind(o.Value, 2) }

// ScoreText is Nilai SKM, 1 to 4.
func (o Opinion) ScoreText() string { return digitsBehind(o.Score, 3) }

// GradeText is the grade with its name.
func (o Opinion) GradeText() words.Text {
	if o.N == 0 {
		return words.Name(none)
	}
	return words.Say("%s (%s)", o.Grade, GradeText(o.Grade))
}

// IntervalText is the 95 % interval of the index.
func (o Opinion) IntervalText() words.Text {
	if o.Interval == nil {
		return "belum ada: kurang dari 30 responden"
	}
	return words.Name(digitsBehind(&o.Interval.Low, 2) + " – " + digitsBehind(&o.Interval.High, 2))
}

// SampleText tells whether enough citizens answered.
func (o Opinion) SampleText() words.Text {
	switch {
	case o.Population == 0:
		return "belum ada warga yang dilayani"
	case o.Enough:
		return words.Say("cukup: perlu %s dari %s warga yang dilayani", Grouped(o.Sample), Grouped(o.Population))
	}
	return words.Say("belum cukup: perlu %s dari %s warga yang dilayani", Grouped(o.Sample), Grouped(o.Population))
}

// RespondentsText is n, with a word when it is small.
func (o Opinion) RespondentsText() words.Text {
	if o.N < fewestFor {
		return words.Say("%s (n kecil)", Grouped(o.N))
	}
	return words.Name(Grouped(o.N))
}

// LowestText names the elements to better first.
func (o Opinion) LowestText() words.Text {
	var all []words.Text
	for _, id := range o.Lowest {
		for _, e := range o.Elements {
			if e.ID == id {
				all = append(all, words.Say("%s %s", words.Name(id), e.Name))
			}
		}
	}
	if len(all) == 0 {
		return words.Name(none)
	}
	return words.Join(all, "; ")
}

// MeanText and WeightedText are an element's figures, "–" without respondents.
func (e Element) MeanText() string { return knownDigits(e.Mean) }

// WeightedText is a ninth of the mean.
func (e Element) WeightedText() string { return knownDigits(e.Weighted) }

func knownDigits(value float64) string {
	if value == 0 {
		return none
	}
	return digitsBehind(&value, 3)
}

// digitsBehind writes so many digits behind a comma.
func digitsBehind(value *float64, n int) string {
	if value == nil {
		return none
	}
	return strings.Replace(strconv.FormatFloat(*value, 'f', n, 64), ".", ",", 1)
}

// A Fact is a line of a summary.
type Fact struct {
	Name words.Text
	Text words.Text
}

// Summary is what the whole report comes to.
func (o Opinion) Summary() []Fact {
	return []Fact{
		{"IKM", words.Name(o.ValueText())},
		{"Mutu pelayanan", o.GradeText()},
		{"Nilai SKM", words.Name(o.ScoreText())},
		{"Responden", o.RespondentsText()},
		{"Sampel (Krejcie–Morgan)", o.SampleText()},
		{"Selang 95 %", o.IntervalText()},
		{"Unsur terendah", o.LowestText()},
		{"Ditawarkan", words.Name(Grouped(o.Offered))},
		{"Menolak", words.Name(Grouped(o.Declined))},
		{"Tidak menjawab", words.Name(Grouped(o.Silent))},
		{"Tidak lengkap (tidak dihitung)", words.Name(Grouped(o.Partial))},
	}
}

// Sections are the tables of a report on M-16: the summary, the elements, who answered,
// and the sheet of the regulation with a row for each respondent.
func (o Opinion) Sections() []Section {
	summary := Section{Definition: Definition{ID: IKM, Name: "Hasil", Text: OpinionRule.String()}, Heads: []string{"", "hasil"}}
	for _, f := range o.Summary() {
		summary.Lines = append(summary.Lines, []string{f.Name.String(), f.Text.String()})
	}
	parts := Section{
		Definition: Definition{ID: IKM, Name: "Nilai tiap unsur", Text: "NRR: nilai rata-rata dari 1 sampai 4."},
		Heads:      []string{"unsur", "jumlah nilai", "NRR", "NRR tertimbang"},
	}
	for _, e := range o.Elements {
		parts.Lines = append(parts.Lines, []string{e.ID + " " + e.Title, Grouped(e.Sum), e.MeanText(), e.WeightedText()})
	}
	all := []Section{summary, parts}
	if people := o.peopleSection(); len(people.Lines) > 0 {
		all = append(all, people)
	}
	return append(all, o.sheetSection())
}

func (o Opinion) peopleSection() Section {
	s := Section{
		Definition: Definition{ID: IKM, Name: "Responden", Text: "Data diri hanya ditanyakan bila kantor memilihnya, dan boleh dilewati."},
		Heads:      []string{"data", "jawaban", "n"},
	}
	for _, p := range o.Profile {
		for _, option := range p.Options {
			s.Lines = append(s.Lines, []string{p.Name.String(), option.Label, Grouped(option.N)})
		}
		s.Lines = append(s.Lines, []string{p.Name.String(), "tidak menjawab", Grouped(p.Untold)})
	}
	for _, service := range o.Services {
		s.Lines = append(s.Lines, []string{"Jenis layanan", service.Name, Grouped(service.N)})
	}
	return s
}

// SheetHeads name the columns of the regulation's sheet.
func SheetHeads() []string {
	heads := []string{"No. responden"}
	for i := range elements {
		heads = append(heads, fmt.Sprintf("U%d", i+1))
	}
	return heads
}

func (o Opinion) sheetSection() Section {
	s := Section{
		Definition: Definition{ID: IKM, Name: "Pengolahan data survei per responden dan per unsur", Text: "Nomor tidak menurut waktu dan tidak menunjuk siapa pun."},
		Heads:      SheetHeads(),
	}
	for i, sheet := range o.Sheets {
		line := []string{Grouped(i + 1)}
		for _, score := range sheet {
			line = append(line, strconv.Itoa(score))
		}
		s.Lines = append(s.Lines, line)
	}
	sums, means, weighted := []string{"Jumlah nilai"}, []string{"NRR"}, []string{"NRR tertimbang"}
	for _, e := range o.Elements {
		sums, means, weighted = append(sums, Grouped(e.Sum)), append(means, e.MeanText()), append(weighted, e.WeightedText())
	}
	last := append([]string{"IKM unit pelayanan", o.ValueText(), o.Grade}, make([]string, elements-2)...)
	s.Lines = append(s.Lines, sums, means, weighted, last)
	return s
}

// Table writes the report for a terminal.
func (o Opinion) Table(w io.Writer) error {
	_, err := fmt.Fprintf(w, "%s · %s\nPeriode %s · keadaan per %s\n", OpinionTitle, o.Agency, o.PeriodText(), o.AsOfText())
	if err != nil {
		return fmt.Errorf("write head: %w", err)
	}
	for _, s := range o.Sections() {
		if _, err := fmt.Fprintf(w, "\n%s %s\n%s\n", s.ID, s.Name, s.Text); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
		columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, cells := range append([][]string{s.Heads}, s.Lines...) {
			if _, err := fmt.Fprintln(columns, strings.TrimRight(strings.Join(cells, "\t"), "\t")); err != nil {
				return fmt.Errorf("write table: %w", err)
			}
		}
		if err := columns.Flush(); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	return nil
}
