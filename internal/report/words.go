package report

import (
	"fmt"
	"strings"

	"loket/internal/words"
)

// Text names a clock.
func (c Clock) Text() string {
	if c == Office {
		return "kerja"
	}
	return "dinding"
}

// Text names a part.
func (p Part) Text() words.Text {
	if text, known := partTexts()[p.Name]; known {
		return text
	}
	return words.Say("nilai %s", string(p.Name))
}

func partTexts() map[Ending]words.Text {
	return map[Ending]words.Text{
		Lasted: "bertahan", Reopened: "dibuka lagi", Met: "dipenuhi", Missed: "terlambat", Withdrawn: "ditarik",
		Kept: "ditepati", Renewed: "diperbarui", Broken: "dilanggar", Deflected: "selesai oleh bot", HandedOff: "diserahkan",
		AskedAgain: "ditanyakan lagi", NoQuote: "tanpa kutipan", LeftSaid: "berkata pergi", LeftSilent: "diam 24 jam", Stayed: "tetap",
		Right: "benar", Wrong: "salah", Unsure: "ragu", Silent: "tidak menilai", Helped: "terbantu", Denied: "belum terjawab", Quoted: "tanpa tanggapan",
		Offered: "hanya ditawarkan", Resembled: "paling mirip yang diserahkan",
		OutcomeAnswered: "dijawab", OutcomeClarified: "dijawab setelah bertanya", OutcomeAbstained: "diserahkan bot",
		OutcomeAsked: "minta petugas", OutcomeGuarded: "dijaga", OutcomeFailed: "gagal", OutcomeNone: "tanpa pertanyaan",
		Ending(NoAnswer): "tidak dikenali", Ending(NotQuotable): "jawabannya tidak berlaku", Ending(NotThis): "bukan itu yang dimaksud",
	}
}

// ShareText is the share as people read it: "83,3 % (5/6)", in English "83.3% (5/6)".
func (m Measure) ShareText() words.Text {
	if m.Share == nil || m.Value == nil {
		return none
	}
	return words.Say("%s (%d/%d)", percent(*m.Value), m.Numerator, m.Denominator)
}

// IntervalText is its interval as people read it.
func (m Measure) IntervalText() words.Text {
	if m.Share == nil || m.Interval == nil {
		return none
	}
	return words.Join([]words.Text{percent(m.Interval.Low), percent(m.Interval.High)}, " – ")
}

func percent(share float64) words.Text {
	value := decimal(100 * share)
	return words.Both(value.In(words.Indonesian)+" %", value.In(words.English)+"%")
}

func rate(value *float64) words.Text {
	if value == nil {
		return none
	}
	return decimal(*value)
}

// decimal writes one digit behind a comma, in English behind a point.
func decimal(value float64) words.Text {
	text := fmt.Sprintf("%.1f", value)
	return words.Both(strings.Replace(text, ".", ",", 1), text)
}
