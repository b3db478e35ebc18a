package export

import (
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

// EpisodeColumns name what EpisodeCells fills.
func EpisodeColumns() []string {
	return []string{
		"mulai", "episode", "percakapan", "kanal", "bagian", "topik", "hasil_bot", "selesai_oleh_bot", "pesan_warga",
		"jawaban_petugas", "tunggu_dinding_ms", "tunggu_kerja_ms", "penyelesaian", "penyelesaian_ms", "nilai",
	}
}

// EpisodeCells are an episode as a row, with moments in a zone.
func EpisodeCells(e report.EpisodeRow, zone *time.Location) []Cell {
	score := Cell{}
	if e.Score > 0 {
		score = Number(e.Score)
	}
	return []Cell{
		in(e.Start, zone), Text(e.Episode), Text(e.Conversation), Text(e.Channel), Text(e.Unit), Text(e.Topic), Text(e.Outcome),
		Text(e.Solved), Number(e.Messages), Text(e.Answer), known(e.Wall), known(e.Office), Text(e.Resolution), known(e.ResolvedWall), score,
	}
}

// MessageColumns name what MessageCells fills.
func MessageColumns() []string {
	return []string{
		"waktu", "arah", "jenis", "oleh", "petugas", "kanal", "bagian", "topik", "jawaban", "tiket", "episode", "percakapan",
		"alamat_tersamar", "teks",
	}
}

// MessageCells are a message as a row, with moments in a zone.
func MessageCells(m report.MessageRow, zone *time.Location) []Cell {
	direction := "keluar"
	if m.Kind == loket.EventReceived {
		direction = "masuk"
	}
	return []Cell{
		in(m.At, zone), Text(direction), Text(m.Kind), Text(m.By), Text(m.Staff), Text(m.Channel), Text(m.Unit), Text(m.Topic),
		Text(m.Entry), Text(m.Ticket), Text(m.Episode), Text(m.Conversation), Text(m.Contact), Text(m.Text),
	}
}

// TicketColumns name what TicketCells fills.
func TicketColumns() []string {
	return []string{
		"tiket", "dibuka", "jenis", "prioritas", "keadaan", "bagian", "kanal", "topik", "alasan", "petugas", "giliran", "janji",
		"diambil", "balasan_pertama", "ditutup", "ditutup_oleh", "episode", "percakapan", "alamat_tersamar",
	}
}

// TicketCells are a ticket as a row, with moments in a zone.
func TicketCells(t report.TicketRow, zone *time.Location) []Cell {
	return []Cell{
		Text(t.Number), in(t.Opened, zone), Text(t.Kind), Number(t.Priority), Text(t.State), Text(t.Unit), Text(t.Channel),
		Text(t.Topic), Text(t.Reason), Text(t.Staff), in(t.Due, zone), in(t.Promise, zone), in(t.Claimed, zone),
		in(t.FirstReply, zone), in(t.Closed, zone), Text(t.ClosedBy), Text(t.Episode), Text(t.Conversation), Text(t.Contact),
	}
}

// WaitColumns name what WaitCells fills.
func WaitColumns() []string {
	return []string{
		"id", "ukuran", "mulai", "berakhir", "akhir", "dinding_ms", "kerja_ms", "nilai", "kanal", "bagian", "topik", "jenis",
		"petugas_id", "episode", "percakapan", "tiket_id", "rincian",
	}
}

// WaitCells are a wait as a row, with moments in a zone. One that is not over has no
// length.
func WaitCells(w report.Wait, zone *time.Location) []Cell {
	wall, office := Cell{}, Cell{}
	if !w.End.IsZero() {
		wall, office = Number(w.Wall), Number(w.Office)
	}
	return []Cell{
		Text(w.ID), Text(w.Measure), in(w.Start, zone), in(w.End, zone), Text(w.Ended), wall, office, Number(w.Value), Text(w.Channel),
		Text(w.Unit), Text(w.Topic), Text(w.Kind), Text(w.Staff), Text(w.Episode), Text(w.Conversation), Text(w.Ticket), Text(w.Detail),
	}
}

// in is a moment in a zone.
func in(t time.Time, zone *time.Location) Cell {
	if t.IsZero() {
		return Cell{}
	}
	return Moment(t.In(zone))
}
