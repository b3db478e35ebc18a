package loket

import "time"

// ReopenWithin is how long after its close a ticket can be opened again; what
// comes later is a new one (M-08 counts a close that lasts as long).
const ReopenWithin = 7 * 24 * time.Hour

// What a reopening is refused for.
var (
	ErrTicketOpen    = Errorf(CodeConflict, "Tiket ini masih terbuka. Muat ulang halaman, lalu ambil tiketnya.")
	ErrClosedTooLong = Errorf(CodeConflict, "Tiket ini ditutup lebih dari 7 hari lalu dan tidak dapat dibuka lagi. "+
		"Pesan warga berikutnya menjadi tiket baru.")
	ErrEndedForGood = Errorf(CodeConflict, "Tiket ini tidak dapat dibuka lagi: warga mengakhirinya, isinya sudah tidak ada, atau sudah digabung ke tiket lain.")
	ErrOtherOpen    = Errorf(CodeConflict, "Warga ini sudah punya pertanyaan lain yang terbuka. Lanjutkan di tiket itu.")
)

// Reopen puts a ticket that was closed at most ReopenWithin ago into the queue
// again, before what was opened since: its citizen has waited since OpenedAt,
// and the close did not last. It goes on in the given episode.
func (t *Ticket) Reopen(now time.Time, episode EpisodeID) error {
	switch {
	case t.State != TicketClosed:
		return ErrTicketOpen
	case t.ClosedBy != string(ByStaff) && t.ClosedBy != string(ByTimeout):
		return ErrEndedForGood
	case now.Sub(t.ClosedAt) > ReopenWithin:
		return ErrClosedTooLong
	}
	t.wait()
	t.ClosedAt, t.ClosedBy, t.ClaimedAt, t.Episode = time.Time{}, "", time.Time{}, episode
	t.Lapses = 0
	t.Priority, t.DueAt = max(t.Priority, PriorityHigh), earlier(t.DueAt, t.OpenedAt)
	t.Ladder = BeginLadder(now)
	return nil
}

// SameMatter tells whether what a citizen asks for at now goes on with a closed
// ticket: it is about the same entry, or, where the entry of one of them is not
// known, it comes before the episode would have ended by itself.
func (t Ticket) SameMatter(topic string, now time.Time) bool {
	if topic != "" && t.Topic != "" {
		return topic == t.Topic
	}
	return now.Sub(t.ClosedAt) < QuietEpisode
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
