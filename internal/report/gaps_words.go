package report

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"loket/internal/words"
)

// Name is what a group is about, as people read it.
func (g Gap) Name() words.Text {
	if len(g.Words) > 0 {
		return words.Name(strings.Join(g.Words, ", "))
	}
	if g.Best != nil && 2*g.Best.N > g.N {
		return words.Say("mirip “%s”", cmp.Or(g.Best.Title, g.Best.Entry))
	}
	return "pertanyaan lain"
}

// HandlingText is what a group cost as people read it.
func (g Gap) HandlingText() words.Text {
	if g.Handled == 0 {
		return none
	}
	return DurationText(time.Duration(g.HandlingMS) * time.Millisecond)
}

// WhyText counts the reasons there are.
func (g Gap) WhyText() words.Text {
	var texts []words.Text
	for _, p := range g.Parts {
		if p.N > 0 {
			texts = append(texts, words.Say("%d %s", p.N, p.Text()))
		}
	}
	return words.Join(texts, ", ")
}

// Advice is what mends a group.
func (g Gap) Advice() words.Text {
	if g.Best == nil {
		return "Tulis jawaban baru."
	}
	title := "“" + cmp.Or(g.Best.Title, g.Best.Entry) + "” (" + g.Best.Entry + ")"
	switch {
	case 2*g.Best.Now > g.N:
		return words.Say("Jawaban %s kini mengenali %d dari %d; periksa isinya dan masa berlakunya.", title, g.Best.Now, g.N)
	case 2*g.Best.N > g.N:
		return words.Say("Paling mirip jawaban %s: tambahkan contoh pertanyaan di sana, atau tulis jawaban baru.", title)
	}
	return words.Say("Tulis jawaban baru; paling mirip %s.", title)
}

// Text is a share as people read it: "83,3 % (5/6)".
func (s Share) Text() words.Text { return Measure{Share: &s}.ShareText() }

// RangeText is its interval as people read it.
func (s Share) RangeText() words.Text { return Measure{Share: &s}.IntervalText() }

// CapacityText is the capacity of an hour as people read it.
func (h HourLoad) CapacityText() words.Text { return rate(h.Capacity) }

// Span is the hour as people read it: "08.00–09.00".
func (h HourLoad) Span() string { return fmt.Sprintf("%02d.00–%02d.00", h.Hour, h.Hour+1) }

// Clear tells that the time after differs from the time before for sure: the
// intervals do not meet.
func (e Effect) Clear() bool {
	b, a := e.Before.Interval, e.After.Interval
	return b != nil && a != nil && (a.High < b.Low || b.High < a.Low)
}

// Table writes it for a terminal.
func (g Gaps) Table(w io.Writer) error {
	sections := []struct {
		head  string
		cells [][]string
	}{
		{"Pertanyaan tanpa jawaban, menurut waktu kerja yang dihabiskan", g.groupCells()},
		{"Jawaban yang gagal", g.entryCells()},
		{"Jawaban menurut seringnya ditanyakan, yang paling sering tidak dikutip lebih dulu", g.askedCells()},
		{"Tiket masuk dan kemampuan, per jam", g.hourCells()},
		{"Sebelum dan sesudah jawaban diterbitkan (penyerahan dari semua episode)", g.effectCells()},
	}
	_, err := fmt.Fprintf(w, "Yang perlu diperbaiki · %s\nPeriode %s · keadaan per %s\n%s\n", g.Agency, Report{From: g.From, To: g.To}.period(), moment(g.AsOf), g.CountText())
	for _, s := range sections {
		if err != nil {
			break
		}
		if _, err = fmt.Fprintf(w, "\n%s\n", s.head); err != nil {
			break
		}
		if len(s.cells) == 1 {
			_, err = fmt.Fprintln(w, "Tidak ada.")
			continue
		}
		columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, line := range s.cells {
			_, _ = fmt.Fprintln(columns, strings.Join(line, "\t")) // kept until Flush
		}
		err = columns.Flush()
	}
	if err != nil {
		return fmt.Errorf("write what to fix: %w", err)
	}
	return nil
}

// CountText says what was read.
func (g Gaps) CountText() words.Text {
	text := words.Say("%d pertanyaan tidak terjawab oleh katalog, dalam %d kelompok.", g.Questions, len(g.Groups))
	if g.Unread > 0 {
		text = words.Say("%s %d di antaranya tanpa tulisan yang dapat dibaca.", text, g.Unread)
	}
	if g.Cut {
		text = words.Say("%s Hanya %d penyerahan terbaru yang dibaca; persempit periodenya untuk yang lebih lama.", text, g.Bound)
	}
	return text
}

func (g Gaps) groupCells() [][]string {
	lines := [][]string{{"waktu kerja", "n", "dikerjakan", "tentang", "sebab", "saran"}}
	for _, o := range g.Groups {
		lines = append(lines, []string{o.HandlingText().String(), strconv.Itoa(o.N), strconv.Itoa(o.Handled), o.Name().String(), o.WhyText().String(), o.Advice().String()})
		for _, text := range o.Examples {
			lines = append(lines, []string{"", "", "", "– " + strings.Join(strings.Fields(text), " ")})
		}
	}
	return lines
}

func (g Gaps) entryCells() [][]string {
	lines := [][]string{{"jawaban", "dikutip", "belum terjawab", "diserahkan", "gagal", "selang 95 %"}}
	for _, e := range g.Entries {
		lines = append(lines, []string{
			e.Entry.Entry, strconv.Itoa(e.Quoted), strconv.Itoa(e.Denied), strconv.Itoa(e.HandedOff), e.Text().String(), e.RangeText().String(),
		})
	}
	return lines
}

func (g Gaps) askedCells() [][]string {
	lines := [][]string{{"jawaban", "ditanyakan", "dikutip", "hanya ditawarkan", "mirip yang diserahkan", "terbantu", "belum terjawab", "diserahkan"}}
	for _, e := range g.Asked {
		line := []string{e.Entry.Entry}
		for _, n := range []int{e.Asked, e.Quoted, e.Offered, e.Resembled, e.Helped, e.Denied, e.HandedOff} {
			line = append(line, strconv.Itoa(n))
		}
		lines = append(lines, line)
	}
	return lines
}

func (g Gaps) hourCells() [][]string {
	lines := [][]string{{"jam", "masuk", "selesai", "jam-petugas", "kemampuan"}}
	for _, h := range g.Hours {
		line := []string{h.Span(), strconv.Itoa(h.Arrivals), strconv.Itoa(h.Closes), strconv.Itoa(h.StaffHours), h.CapacityText().String()}
		if h.Short() {
			line = append(line, "kurang")
		}
		lines = append(lines, line)
	}
	return lines
}

func (g Gaps) effectCells() [][]string {
	lines := [][]string{{"jawaban", "diterbitkan", "sebelum", "selang 95 %", "sesudah", "selang 95 %"}}
	for _, e := range g.Effects {
		line := []string{e.Entry, moment(e.At.In(g.AsOf.Location())), e.Before.Text().String(), e.Before.RangeText().String(), e.After.Text().String(), e.After.RangeText().String()}
		if !e.Clear() {
			line = append(line, "belum pasti")
		}
		lines = append(lines, line)
	}
	return lines
}
