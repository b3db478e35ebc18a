package bot

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// What a conversation is like before the message of a case.
func fresh(*counter) {}

func ticketWaits(c *counter) {
	c.says(c.who, "bagaimana cara memelihara ikan lele?")
	c.later(9 * time.Second)
	c.later(time.Second)
}

func ticketClaimed(c *counter) {
	ticketWaits(c)
	c.claims(c.says(c.who, "halo?"))
}

func claimLapsed(c *counter) {
	ticketClaimed(c)
	c.later(6 * time.Minute)
}

func humanSpoke(c *counter) {
	ticketWaits(c)
	c.replies(c.claims(c.says(c.who, "halo?")), "Silakan datang ke loket 3.")
	c.later(20 * time.Minute)
}

func humanSpokeLongAgo(c *counter) {
	humanSpoke(c)
	c.later(10 * time.Minute)
}

func ticketClosed(c *counter) {
	ticketWaits(c)
	ticket := c.claims(c.says(c.who, "halo?"))
	c.replies(ticket, "Silakan datang ke loket 3.")
	c.must(c.desk.Close(c.t.Context(), c.staff, ticket.ID, ticket.LeaseEpoch))
	c.later(time.Minute)
}

func complaintOpen(c *counter) { c.says(c.who, "pelayanan lambat sekali, saya kecewa") }

func entryQuoted(c *counter) { c.says(c.who, "syarat ktp hilang") }

func choicesOffered(c *counter) { c.says(c.who, "mau urus kk") }

func uncheckedHandsOver(c *counter) { c.book.QuoteUnchecked = false }

// what a message gets.
const (
	quote   = loket.AnswerQuote
	ask     = loket.AnswerAsk
	receipt = loket.AnswerReceipt
	notice  = loket.AnswerNotice
)

type kinds = []loket.AnswerKind

// transition is one rule: in a situation, a message, and what comes of it.
type transition struct {
	name    string
	before  func(*counter)
	kind    loket.MessageKind // empty: text
	text    string
	data    string        // ratingHere stands for the id of the rating at hand, surveyHere for that of the survey
	outcome loket.Outcome // empty: it is held
	answers kinds
	says    string // part of what is owed; empty: anything
	opens   int    // tickets opened by it
	joins   bool   // it belongs to a ticket now
}

func TestTransitions(t *testing.T) {
	t.Parallel()
	for name, group := range map[string][]transition{
		"Words": wordTransitions(), "Intents": intentTransitions(), "Doors": doorTransitions(), "Kinds": kindTransitions(),
		"Waiting": waitingTransitions(), "Human": humanTransitions(), "Policy": policyTransitions(),
		"Rating": ratingTransitions(), "Survey": surveyTransitions(),
		"Menu": menuTransitions(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, tr := range group {
				t.Run(tr.name, func(t *testing.T) {
					t.Parallel()
					tr.check(openCounter(t))
				})
			}
		})
	}
}

// ownTickets counts the open tickets of the citizen at hand.
func (c *counter) ownTickets() int {
	c.t.Helper()
	rows, err := c.ledger.OpenTickets(c.t.Context(), lokettest.Agency().ID, 1000)
	c.must(err)
	n := 0
	for _, row := range rows {
		if c.conversations[row.Ticket.Conversation] == c.who {
			n++
		}
	}
	return n
}

func (tr transition) check(c *counter) {
	c.t.Helper()
	tr.before(c)
	before := c.ownTickets()
	data := strings.ReplaceAll(strings.ReplaceAll(tr.data, ratingHere, c.rating()), surveyHere, c.surveyID())
	in := c.of(c.who, tr.kind, tr.text, data)
	if tr.kind == "" {
		in.Kind = loket.MessageText
	}
	got := c.does(in)
	if got.outcome() != tr.outcome {
		c.t.Fatalf("%q became %q, want %q; owed: %s", tr.text+tr.data, got.outcome(), tr.outcome, got.words())
	}
	if diff := cmp.Diff(tr.answers, got.kinds()); diff != "" {
		c.t.Errorf("%q is owed other answers (-want +got):\n%s\n%s", tr.text+tr.data, diff, got.words())
	}
	if !strings.Contains(got.words(), tr.says) {
		c.t.Errorf("%q is owed\n%s\nwant %q in it", tr.text+tr.data, got.words(), tr.says)
	}
	if opened := c.ownTickets() - before; opened != tr.opens {
		c.t.Errorf("%q opened %d tickets, want %d", tr.text+tr.data, opened, tr.opens)
	}
	if tr.outcome == "" {
		return
	}
	if len(got.settled) != 1 {
		c.t.Fatalf("%q was settled %d times, want once", tr.text+tr.data, len(got.settled))
	}
	s := got.settled[0]
	if s.Answer == "" && s.Ticket == "" {
		c.t.Errorf("%q ended with neither answer nor ticket", tr.text+tr.data)
	}
	if joined := s.Ticket != ""; joined != tr.joins {
		c.t.Errorf("%q belongs to a ticket: %v, want %v", tr.text+tr.data, joined, tr.joins)
	}
}

func wordTransitions() []transition {
	return []transition{
		{name: "Words/SureIsQuoted", before: fresh, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}, says: "Belum diperiksa dinas"},
		{name: "Words/UnsureIsAsked", before: fresh, text: "mau urus kk", outcome: loket.OutcomeAsked, answers: kinds{ask}, says: "\n3. "},
		{name: "Words/UnknownIsHeld", before: fresh, text: "bagaimana cara memelihara ikan lele?"},
		{name: "Words/HoursComeWithTheLiveStatus", before: fresh, text: "jam buka", outcome: loket.OutcomeQuoted, answers: kinds{quote, notice}, says: "Sekarang buka sampai 16.00 WITA."},
		{name: "Words/FollowUpUsesTheTopic", before: entryQuoted, text: "biayanya?", outcome: loket.OutcomeQuoted, answers: kinds{quote}, says: "KTP-el hilang"},
		{name: "Words/TheNumberOfAChoice", before: choicesOffered, text: "2", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Words/AnOldChoiceIsForgotten", before: func(c *counter) { choicesOffered(c); c.later(25 * time.Hour) }, text: "2"},
		{name: "Words/ThreeQuestionsInOneBubble", before: fresh, text: "ktp hilang bagaimana? kk rusak bagaimana? jam buka kantor?", outcome: loket.OutcomeQuoted, answers: kinds{quote, quote, quote, notice}},
		{name: "Words/WhatIsUnknownBesideAQuoteIsHandedOver", before: fresh, text: "ktp hilang bagaimana? kk rusak bagaimana? kartu prakerja juga diurus dinas?", outcome: loket.OutcomeHandedOff, answers: kinds{quote, quote, receipt}, opens: 1, joins: true},
		{name: "Text/Empty", before: fresh, text: " \n", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "hanya dapat membaca tulisan"},
		{name: "Text/Emoji", before: fresh, text: "👍🏽👨‍👩‍👧", outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Text/RightToLeft", before: fresh, text: "مرحبا كيف حالك"},
		{name: "Text/NULBytes", before: fresh, text: "syarat\x00 ktp \x00hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Text/InvalidUTF8", before: fresh, text: "syarat ktp hilang \xff\xfe", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Text/EightThousandCharacters", before: fresh, text: strings.Repeat("ikan lele kolam ", 500)},
	}
}

func intentTransitions() []transition {
	return []transition{
		{name: "Intent/Greeting", before: fresh, text: "selamat pagi pak, mau tanya", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "Selamat pagi, Bapak/Ibu"},
		{name: "Intent/GreetingWithAName", before: fresh, text: "halo saya budi", outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Intent/GreetingWithAQuestionIsAnswered", before: fresh, text: "selamat pagi, syarat ktp hilang?", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Intent/GreetingDoesNotSwallowAQuestion", before: fresh, text: "selamat pagi, bagaimana cara memelihara ikan lele?"},
		{name: "Intent/Thanks", before: fresh, text: "terima kasih banyak ya kak", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "Sama-sama"},
		{name: "Intent/ThanksDoNotSwallowAQuestion", before: fresh, text: "terima kasih sebelumnya, bagaimana cara memelihara ikan lele?"},
		{name: "Intent/Abuse", before: fresh, text: "goblok semua", outcome: loket.OutcomeGuarded, answers: kinds{notice}, says: "Kami mengerti Anda kesal"},
		{name: "Intent/AbuseDoesNotSwallowAQuestion", before: fresh, text: "goblok, bagaimana memelihara ikan lele?"},
		{name: "Intent/Human", before: fresh, text: "mau bicara sama petugas", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "KPG-", opens: 1, joins: true},
		{name: "Intent/HumanBesideAQuote", before: fresh, text: "syarat ktp hilang? mau bicara petugas", outcome: loket.OutcomeHandedOff, answers: kinds{quote, receipt}, opens: 1, joins: true},
		{name: "Intent/Complaint", before: fresh, text: "pelayanan lambat sekali, saya kecewa", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "Ombudsman", opens: 1, joins: true},
		{name: "Intent/ComplaintWhileOneIsOpen/Joins", before: complaintOpen, text: "petugas kasar dan tidak ramah", outcome: loket.OutcomeJoined, answers: kinds{notice}, says: "gabungkan", joins: true},
		{name: "Intent/ComplaintBesideAQuestion", before: ticketWaits, text: "pelayanan lambat sekali, saya kecewa", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Intent/StatusWithoutATicketIsAHumans", before: fresh, text: "cek status permohonan saya", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Intent/Hoax", before: fresh, text: "ini hoax bukan", outcome: loket.OutcomeHandedOff, answers: kinds{notice, receipt}, says: "Jangan menekan tautan", opens: 1, joins: true},
		{name: "Intent/Emergency", before: fresh, text: "saya mau bunuh diri", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "119", opens: 1, joins: true},
		{name: "Intent/EmergencyBesideAComplaint", before: complaintOpen, text: "saya mau bunuh diri", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "119", opens: 1, joins: true},
		{name: "PersonalData/IsWarnedOf", before: fresh, text: "5371 0101 0190 0001", outcome: loket.OutcomeGuarded, answers: kinds{notice}, says: "langsung kami samarkan"},
		{name: "PersonalData/WithAQuestionIsQuotedToo", before: fresh, text: "5371010101900001. Syarat ktp hilang?", outcome: loket.OutcomeQuoted, answers: kinds{notice, quote}, says: "samarkan"},
		{name: "PersonalData/WithAnUnknownQuestionIsHandedOver", before: fresh, text: "5371010101900001 bagaimana cara memelihara ikan lele?", outcome: loket.OutcomeHandedOff, answers: kinds{notice, receipt}, opens: 1, joins: true},
	}
}

func doorTransitions() []transition {
	return []transition{
		{name: "Command/Start", before: fresh, kind: loket.MessageCommand, text: "/start", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "asisten otomatis Disdukcapil Kota Kupang"},
		{name: "Command/StartWithAnEntry", before: fresh, kind: loket.MessageCommand, text: "/start ktp-el-hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Command/StartWithNonsense", before: fresh, kind: loket.MessageCommand, text: "/start zzz", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "Selamat"},
		{name: "Command/Petugas", before: fresh, kind: loket.MessageCommand, text: "/petugas", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Command/Petugas/AgainJoins", before: ticketWaits, kind: loket.MessageCommand, text: "/petugas", outcome: loket.OutcomeJoined, answers: kinds{notice}, joins: true},
		{name: "Command/Status", before: ticketWaits, kind: loket.MessageCommand, text: "/status", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "menunggu petugas", joins: true},
		{name: "Command/Status/OfAComplaint", before: complaintOpen, kind: loket.MessageCommand, text: "/status", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "menunggu petugas"},
		{name: "Command/Status/WithoutATicket", before: fresh, kind: loket.MessageCommand, text: "/STATUS", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "belum punya pertanyaan"},
		{name: "Command/Privasi", before: fresh, kind: loket.MessageCommand, text: "/privasi", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "paling lama 365 hari"},
		{name: "Command/Data", before: entryQuoted, kind: loket.MessageCommand, text: "/data", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "Anda: syarat ktp hilang"},
		{name: "Command/Hapus/AsksFirst", before: entryQuoted, kind: loket.MessageCommand, text: "/hapus", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak dapat dibatalkan"},
		{name: "Command/Hapus/NamesTheTicket", before: ticketWaits, kind: loket.MessageCommand, text: "/hapus", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "ditutup tanpa jawaban", joins: true},
		{name: "Command/Hapus/Confirmed", before: fresh, kind: loket.MessageCommand, text: "/hapus YA", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "Permintaan Anda kami jalankan"},
		{name: "Button/Hapus/WithdrawsTheTicket", before: ticketWaits, kind: loket.MessageButton, data: "x:hapus-ya", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "dihapus", opens: -1},
		{name: "Button/Hapus/WhileAHumanHasIt", before: ticketClaimed, kind: loket.MessageButton, data: "x:hapus-ya", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "dihapus", opens: -1},
		{name: "Button/Hapus/NotAfterAll", before: fresh, kind: loket.MessageButton, data: "x:hapus-tidak", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak ada yang dihapus"},
		{name: "Button/Data", before: fresh, kind: loket.MessageButton, data: "x:data", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "Salinan data Anda"},
		{name: "Command/OthersGetHelp", before: fresh, kind: loket.MessageCommand, text: "/lain 5371010101900001", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "/petugas"},
		{name: "Button/Human", before: entryQuoted, kind: loket.MessageButton, data: "h", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Button/Human/TwiceIsOneTicket", before: func(c *counter) { c.does(c.of(c.who, loket.MessageButton, "", "h")) }, kind: loket.MessageButton, data: "h", outcome: loket.OutcomeJoined, answers: kinds{notice}, joins: true},
		{name: "Button/Choice", before: choicesOffered, kind: loket.MessageButton, data: "q:ktp-el-rusak", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Button/Detail", before: entryQuoted, kind: loket.MessageButton, data: "d:ktp-el-hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}, says: "Keadaan khusus"},
		{name: "Button/UnknownEntry", before: fresh, kind: loket.MessageButton, data: "q:zzz", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak berlaku"},
		{name: "Button/Forged", before: fresh, kind: loket.MessageButton, data: "\x00\xff drop", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak berlaku"},
	}
}

func kindTransitions() []transition {
	return []transition{
		{name: "Kind/Photo", before: fresh, kind: loket.MessagePhoto, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak kami buka otomatis"},
		{name: "Kind/PhotoWithACaption", before: fresh, kind: loket.MessagePhoto, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{notice, quote}, says: "tidak kami buka otomatis"},
		{name: "Kind/PhotoWithAnUnknownQuestion", before: fresh, kind: loket.MessagePhoto, text: "ikan lele ini kenapa?", outcome: loket.OutcomeHandedOff, answers: kinds{notice, receipt}, opens: 1, joins: true},
		{name: "Kind/PhotoWithWordsThatAskNothing", before: fresh, kind: loket.MessagePhoto, text: "ikan lele", outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Kind/Document", before: fresh, kind: loket.MessageDocument, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak kami buka otomatis"},
		{name: "Kind/Voice", before: fresh, kind: loket.MessageVoice, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "hanya dapat membaca tulisan"},
		{name: "Kind/Video", before: fresh, kind: loket.MessageVideo, text: "syarat ktp hilang", outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Kind/Sticker", before: fresh, kind: loket.MessageSticker, outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Kind/Location", before: fresh, kind: loket.MessageLocation, outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Kind/Contact", before: fresh, kind: loket.MessageContact, outcome: loket.OutcomeNoticed, answers: kinds{notice}},
		{name: "Kind/Unknown", before: fresh, kind: loket.MessageUnknown, outcome: loket.OutcomeNoticed, answers: kinds{notice}},
	}
}

func waitingTransitions() []transition {
	return []transition{
		{name: "Waiting/SureIsQuotedAndTheTicketRemembered", before: ticketWaits, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote, notice}, says: "tetap antre", joins: true},
		{name: "Waiting/SureIsQuoted/ToldOnlyOnce", before: func(c *counter) { ticketWaits(c); c.says(c.who, "syarat ktp hilang") }, text: "kk rusak bagaimana", outcome: loket.OutcomeQuoted, answers: kinds{quote}, joins: true},
		{name: "Waiting/SureIsQuoted/ToldAgainAfterTenMinutes", before: func(c *counter) { ticketWaits(c); c.says(c.who, "syarat ktp hilang"); c.later(10 * time.Minute) }, text: "kk rusak bagaimana", outcome: loket.OutcomeQuoted, answers: kinds{quote, notice}, joins: true},
		{name: "Waiting/UnsureOnlyJoins", before: ticketWaits, text: "mau urus kk", outcome: loket.OutcomeJoined, answers: kinds{notice}, says: "gabungkan", joins: true},
		{name: "Waiting/UnknownOnlyJoins", before: ticketWaits, text: "ikan lele saya sakit", outcome: loket.OutcomeJoined, answers: kinds{notice}, says: "gabungkan", joins: true},
		{name: "Waiting/ThanksOnlyJoin", before: ticketWaits, text: "makasih banyak", outcome: loket.OutcomeJoined, answers: kinds{notice}, joins: true},
		{name: "Waiting/StickerOnlyJoins", before: ticketWaits, kind: loket.MessageSticker, outcome: loket.OutcomeJoined, answers: kinds{notice}, says: "gabungkan", joins: true},
		{name: "Waiting/PhotoIsWarnedOf", before: ticketWaits, kind: loket.MessagePhoto, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak kami buka otomatis", joins: true},
		{name: "Waiting/HumanAgainJoins", before: ticketWaits, text: "mau bicara sama petugas", outcome: loket.OutcomeJoined, answers: kinds{notice}, joins: true},
		{name: "Waiting/StatusInAWord", before: ticketWaits, text: "Status?", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "menunggu petugas", joins: true},
		{name: "Waiting/StatusByANumber", before: ticketWaits, text: " " + strings.ToLower(loket.NewTicketNumber("KPG")) + " ", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "menunggu petugas", joins: true},
		{name: "Waiting/StatusInWords", before: ticketWaits, text: "cek status permohonan saya", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "menunggu petugas", joins: true},
		{name: "Waiting/PersonalDataIsWarnedOf", before: ticketWaits, text: "5371010101900001", outcome: loket.OutcomeJoined, answers: kinds{notice, notice}, says: "samarkan", joins: true},
		{name: "Waiting/EmergencyGoesToTheFront", before: ticketWaits, text: "saya mau bunuh diri", outcome: loket.OutcomeGuarded, answers: kinds{notice}, says: "112", joins: true},
	}
}

func humanTransitions() []transition {
	return []transition{
		{name: "Claimed/Silence", before: ticketClaimed, text: "syarat ktp hilang", outcome: loket.OutcomeJoined, joins: true},
		{name: "Claimed/SilenceAlsoForPhotos", before: ticketClaimed, kind: loket.MessagePhoto, outcome: loket.OutcomeJoined, joins: true},
		{name: "Claimed/SilenceAlsoForComplaints", before: ticketClaimed, text: "pelayanan lambat sekali, saya kecewa", outcome: loket.OutcomeJoined, joins: true},
		{name: "Claimed/ButEmergencies", before: ticketClaimed, text: "saya mau bunuh diri", outcome: loket.OutcomeGuarded, answers: kinds{notice}, says: "112", joins: true},
		{name: "Claimed/ButStatus", before: ticketClaimed, text: "cek status permohonan saya", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "sedang dibaca petugas", joins: true},
		{name: "Claimed/ButCommands", before: ticketClaimed, kind: loket.MessageCommand, text: "/privasi", outcome: loket.OutcomeNoticed, answers: kinds{notice}, joins: true},
		{name: "Claimed/PetugasJoinsInSilence", before: ticketClaimed, kind: loket.MessageCommand, text: "/petugas", outcome: loket.OutcomeJoined, joins: true},
		{name: "Claimed/ButtonsAreServed", before: ticketClaimed, kind: loket.MessageButton, data: "q:ktp-el-hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}, joins: true},
		{name: "ClaimLapsed/QuotedAgain", before: claimLapsed, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}, joins: true},
		{name: "HumanSpoke/SilenceForHalfAnHour", before: humanSpoke, text: "syarat ktp hilang", outcome: loket.OutcomeJoined, joins: true},
		{name: "HumanSpoke/ButEmergencies", before: humanSpoke, text: "saya mau bunuh diri", outcome: loket.OutcomeGuarded, answers: kinds{notice}, joins: true},
		{name: "HumanSpoke/AfterHalfAnHourQuotedAgain", before: humanSpokeLongAgo, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote, notice}, says: "tetap antre", joins: true},
		{name: "Closed/QuotedAtOnce", before: ticketClosed, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Closed/TheSameTicketGoesOn", before: ticketClosed, text: "mau bicara sama petugas", outcome: loket.OutcomeJoined, answers: kinds{receipt}, says: "buka lagi", opens: 1, joins: true},
		{name: "Closed/TheReopenedTicketDoesNotMute", before: func(c *counter) { ticketClosed(c); c.says(c.who, "mau bicara sama petugas") }, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}, joins: true},
	}
}

func policyTransitions() []transition {
	return []transition{
		{name: "Unchecked/SureIsHandedOver", before: uncheckedHandsOver, text: "syarat ktp hilang", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Unchecked/WithAGreetingIsHandedOver", before: uncheckedHandsOver, text: "halo, ktp hilang", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Unchecked/UnsureOffersNothingDead", before: uncheckedHandsOver, text: "mau urus kk", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Unchecked/AButtonIsHandedOver", before: uncheckedHandsOver, kind: loket.MessageButton, data: "q:ktp-el-hilang", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Unchecked/ADetailIsHandedOver", before: uncheckedHandsOver, kind: loket.MessageButton, data: "d:ktp-el-hilang", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Unchecked/ALinkIsHandedOver", before: uncheckedHandsOver, kind: loket.MessageCommand, text: "/start ktp-el-hilang", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Unchecked/WhileATicketWaitsItJoins", before: func(c *counter) { ticketWaits(c); uncheckedHandsOver(c) }, text: "syarat ktp hilang", outcome: loket.OutcomeJoined, answers: kinds{notice}, joins: true},
	}
}
