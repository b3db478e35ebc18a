package bot

import (
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
)

const (
	// archiveParts bounds a copy: one answer may have ten sends, and cutting at
	// paragraphs takes up to one more than the text fills.
	archiveParts = 9
	// ourWords bounds what is repeated of each of our own lines, in characters.
	// Copies in it would grow with every copy.
	ourWords = 80
)

// sayArchive writes a copy of what is kept of a citizen: who, since when, every
// word of theirs, the beginnings of ours, their tickets. What does not fit is
// left out from the oldest on, and said so.
func sayArchive(agency loket.Agency, a loket.Archive, local time.Time) string {
	zone := local.Location()
	head := lines("Salinan data Anda di "+agency.Name+", "+stamp(local, zone)+".",
		"Nama di "+channelName(a.Channel)+": "+orNone(a.Name), "Disimpan sejak: "+stamp(a.Since, zone),
		"Alamat kirim: akun Anda di "+channelName(a.Channel)+", disimpan terkunci.", archiveInsults(a, zone),
		archiveTickets(a, zone), archiveSurveys(a, zone))
	room := archiveParts*partLimit - units(head) - units(sayArchiveCut) - 2
	var kept []string
	for i := len(a.Lines) - 1; i >= 0; i-- {
		line := archiveLine(a.Lines[i], zone)
		if room -= units(line) + 1; room < 0 {
			kept = append(kept, sayArchiveCut)
			break
		}
		kept = append(kept, line)
	}
	var out strings.Builder
	out.WriteString(head)
	for i := len(kept) - 1; i >= 0; i-- {
		out.WriteString("\n" + kept[i])
	}
	return out.String()
}

// archiveLine is one line of a conversation with its time.
func archiveLine(l loket.Line, zone *time.Location) string {
	who, text := "Kami", beginning(l.Text)
	if l.FromCitizen {
		who, text = "Anda", l.Text
		if text == "" {
			text = "(" + string(l.MessageKind) + ")"
		}
	}
	return fmt.Sprintf("%s %s: %s", stamp(l.At, zone), who, text)
}

// beginning is the first words of a text, on one line.
func beginning(text string) string {
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) > ourWords {
		return string(letters[:ourWords]) + "…"
	}
	return string(letters)
}

// archiveInsults is empty, and left out, when none were counted.
func archiveInsults(a loket.Archive, zone *time.Location) string {
	if a.Insults == 0 {
		return ""
	}
	return fmt.Sprintf("Pesan yang ditandai makian atau ancaman: %d, terakhir %s", a.Insults, stamp(a.InsultedAt, zone))
}

func archiveTickets(a loket.Archive, zone *time.Location) string {
	if len(a.Tickets) == 0 {
		return "Tiket: tidak ada"
	}
	var out []string
	for _, k := range a.Tickets {
		state := "ditutup"
		if k.Open() {
			state = "terbuka"
		}
		out = append(out, fmt.Sprintf("Tiket %s: %s, dibuat %s", k.Number, state, stamp(k.OpenedAt, zone)))
	}
	return strings.Join(out, "\n")
}

// archiveSurveys tells what was answered in surveys; empty, and left out, without one.
func archiveSurveys(a loket.Archive, zone *time.Location) string {
	var out []string
	for _, s := range a.Surveys {
		var line strings.Builder
		fmt.Fprintf(&line, "Survei ditawarkan %s, dijawab %d dari %d:", stamp(s.OfferedAt, zone), s.Answers(), loket.SurveyElements)
		for i, score := range s.Scores {
			if score > 0 {
				fmt.Fprintf(&line, " U%d=%d", i+1, score)
			}
		}
		for i, field := range loket.ProfileFields() {
			if option := s.Profile[i]; option > 0 {
				fmt.Fprintf(&line, "; %s: %s", field.Name(), field.Options()[option-1])
			}
		}
		out = append(out, line.String())
	}
	return strings.Join(out, "\n")
}

func stamp(at time.Time, zone *time.Location) string { return at.In(zone).Format("02-01-2006 15.04") }

func orNone(text string) string {
	if text == "" {
		return "tidak ada"
	}
	return text
}
