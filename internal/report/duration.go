package report

import (
	"fmt"
	"strings"
	"time"

	"loket/internal/words"
)

// Duration writes a length of time as people in Indonesia say it, in at most
// two units: "42 ms", "1,2 dtk", "3 mnt 20 dtk", "2 jam 5 mnt", "4 hari 3 jam".
// It rounds to the smaller unit shown.
func Duration(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < 0:
		return Duration(0)
	case d.Round(time.Millisecond) < time.Second:
		return fmt.Sprintf("%d ms", d.Round(time.Millisecond).Milliseconds())
	case d.Round(100*time.Millisecond) < 10*time.Second:
		tenths := fmt.Sprintf("%.1f dtk", d.Round(100*time.Millisecond).Seconds())
		return strings.Replace(tenths, ".", ",", 1)
	case d.Round(time.Second) < time.Minute:
		return fmt.Sprintf("%d dtk", d.Round(time.Second)/time.Second)
	case d.Round(time.Second) < time.Hour:
		return pair(d.Round(time.Second), time.Minute, "mnt", time.Second, "dtk")
	case d.Round(time.Minute) < day:
		return pair(d.Round(time.Minute), time.Hour, "jam", time.Minute, "mnt")
	}
	return pair(d.Round(time.Hour), day, "hari", time.Hour, "jam")
}

// pair writes d in two units and leaves the smaller out when it is none.
func pair(d, large time.Duration, largeName string, small time.Duration, smallName string) string {
	text := fmt.Sprintf("%d %s", d/large, largeName)
	if rest := d % large / small; rest > 0 {
		text += fmt.Sprintf(" %d %s", rest, smallName)
	}
	return text
}

// DurationText writes a time as Duration does, in the languages of the pages: "2 jam 5 mnt",
// "2 h 5 min".
func DurationText(d time.Duration) words.Text {
	text := Duration(d)
	return words.Both(text, strings.NewReplacer(" dtk", " s", " mnt", " min", " jam", " h", " hari", " d", ",", ".").Replace(text))
}

// none stands where there is no figure.
const none = "–"

// MedianText is the median as people read it.
func (m Measure) MedianText() words.Text { return show(m.times().Median, m.times().AtLeast.Median) }

// P90Text is the 90th percentile as people read it.
func (m Measure) P90Text() words.Text { return show(m.times().P90, m.times().AtLeast.P90) }

// P95Text is the 95th percentile as people read it.
func (m Measure) P95Text() words.Text { return show(m.times().P95, m.times().AtLeast.P95) }

// MeanText is the mean of the answered waits as people read it.
func (m Measure) MeanText() words.Text { return show(m.times().Mean, nil) }

// times are those of a time; none of anything else.
func (m Measure) times() Times {
	if m.Times == nil {
		return Times{}
	}
	return *m.Times
}

// show writes a time in ms, or what it is at least, or that there is none.
func show(ms, atLeast *int64) words.Text {
	switch {
	case ms != nil:
		return DurationText(time.Duration(*ms) * time.Millisecond)
	case atLeast != nil:
		return words.Say("belum tercapai (≥ %s)", DurationText(time.Duration(*atLeast)*time.Millisecond))
	}
	return none
}
