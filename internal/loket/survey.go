package loket

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"
)

// SurveyID names one survey.
type SurveyID string

// SurveyState is where a survey stands.
type SurveyState string

// offered → asking → answered → done; or declined instead of begun, or stopped before
// all nine were answered.
const (
	SurveyOffered  SurveyState = "offered"
	SurveyDeclined SurveyState = "declined"
	SurveyAsking   SurveyState = "asking"
	SurveyStopped  SurveyState = "stopped"
	SurveyAnswered SurveyState = "answered" // all nine; who the citizen is may be asked
	SurveyDone     SurveyState = "done"     // nothing more is asked
)

// SurveyElements are how many elements of service PermenPANRB 14/2017 asks about: U1
// to U9.
const SurveyElements = 9

// How long a survey takes answers after the last one: by button, and typed.
const (
	SurveyPressed = 7 * 24 * time.Hour
	SurveyTyped   = 24 * time.Hour
)

// SurveyCalm is for how long nobody is offered a survey who was in danger or in a rage.
const SurveyCalm = 30 * 24 * time.Hour

// ErrSurveyOver refuses what a survey does not ask any more, or not yet.
var ErrSurveyOver = Errorf(CodeConflict, "Pertanyaan survei ini sudah selesai.")

// ProfileField is something about a respondent that an agency may ask; each may be
// left out.
type ProfileField string

// What may be asked.
const (
	ProfileSex        ProfileField = "sex"
	ProfileAge        ProfileField = "age"
	ProfileEducation  ProfileField = "education"
	ProfileOccupation ProfileField = "occupation"
)

// ProfileFields lists them in the order in which they are asked.
func ProfileFields() []ProfileField {
	return []ProfileField{ProfileSex, ProfileAge, ProfileEducation, ProfileOccupation}
}

// profileFields is how many there are.
const profileFields = 4

// Name is the field as people read it.
func (f ProfileField) Name() string {
	switch f {
	case ProfileSex:
		return "Jenis kelamin"
	case ProfileAge:
		return "Usia"
	case ProfileEducation:
		return "Pendidikan"
	case ProfileOccupation:
		return "Pekerjaan"
	}
	return string(f)
}

// Options are what can be answered: bands and groups, so that nobody is told apart.
func (f ProfileField) Options() []string {
	switch f {
	case ProfileSex:
		return []string{"Laki-laki", "Perempuan"}
	case ProfileAge:
		return []string{"Di bawah 20", "20–29", "30–39", "40–49", "50–59", "60 ke atas"}
	case ProfileEducation:
		return []string{"SD atau di bawahnya", "SMP", "SMA/SMK", "D1–D3", "D4/S1", "S2/S3"}
	case ProfileOccupation:
		return []string{"ASN", "TNI", "Polri", "Swasta", "Wirausaha", "Lainnya"}
	}
	return nil
}

// ProfileSkipped stands where a citizen did not want to say.
const ProfileSkipped = -1

// Profile is what a respondent said of themselves, by ProfileFields: the number of an
// option, from 1; ProfileSkipped; 0: was not asked.
type Profile [profileFields]int

// SurveyPolicy is whom an agency offers its survey.
type SurveyPolicy struct {
	Every   int            // one of so many resolved episodes; 0: nobody
	Period  time.Duration  // nobody is offered it twice within
	Profile []ProfileField // what is asked of the respondent besides
}

// Draws tells whether an episode is among those whose citizen is offered the survey:
// drawn by lot, and the same again whoever asks.
func (p SurveyPolicy) Draws(episode EpisodeID) bool {
	if p.Every <= 0 {
		return false
	}
	sum := sha256.Sum256([]byte("survey " + string(episode)))
	return binary.BigEndian.Uint64(sum[:8])%uint64(p.Every) == 0
}

// Survey is one citizen's answers to the nine elements, about an episode that they
// said was resolved.
type Survey struct {
	ID           SurveyID
	Agency       AgencyID
	Conversation ConversationID
	Channel      ChannelID
	Ticket       TicketID
	Episode      EpisodeID
	Unit         UnitID // that served it
	Topic        string // the service, where it is known
	State        SurveyState
	Scores       [SurveyElements]int // WorstScore to BestScore; 0: no answer
	Profile      Profile
	OfferedAt    time.Time
	ChangedAt    time.Time // when it came to where it stands
}

// NewSurvey offers a survey about what a rating was about.
func NewSurvey(r Rating, channel ChannelID, now time.Time) Survey {
	return Survey{
		ID: NewID[SurveyID](), Agency: r.Agency, Conversation: r.Conversation, Channel: channel, Ticket: r.Ticket,
		Episode: r.Episode, Unit: r.Unit, Topic: r.Topic, State: SurveyOffered, OfferedAt: now, ChangedAt: now,
	}
}

// Open tells whether a survey still asks something at now.
func (s Survey) Open(now time.Time) bool {
	asks := s.State == SurveyOffered || s.State == SurveyAsking || s.State == SurveyAnswered
	return asks && now.Sub(s.ChangedAt) <= SurveyPressed
}

// Element is the number of the element that is asked about, from 1; 0: none is.
func (s Survey) Element() int {
	if s.State != SurveyAsking {
		return 0
	}
	return slices.Index(s.Scores[:], 0) + 1
}

// Answers counts the elements that were answered.
func (s Survey) Answers() (n int) {
	for _, score := range s.Scores {
		if score > 0 {
			n++
		}
	}
	return n
}

// Begin takes that the citizen wants to answer.
func (s *Survey) Begin(now time.Time) error {
	if s.State != SurveyOffered {
		return ErrSurveyOver
	}
	s.State, s.ChangedAt = SurveyAsking, now
	return nil
}

// Answer takes a score for the element that is asked about, once.
func (s *Survey) Answer(element, score int, now time.Time) error {
	switch {
	case element == 0 || element != s.Element():
		return ErrSurveyOver
	case score < WorstScore || score > BestScore:
		return errScore
	}
	s.Scores[element-1], s.ChangedAt = score, now
	if element == SurveyElements {
		s.State = SurveyAnswered
	}
	return nil
}

// Asks is what is asked of the respondent next, of what an agency asks; empty: nothing.
func (s Survey) Asks(fields []ProfileField) ProfileField {
	if s.State != SurveyAnswered {
		return ""
	}
	for i, f := range ProfileFields() {
		if s.Profile[i] == 0 && slices.Contains(fields, f) {
			return f
		}
	}
	return ""
}

// Tell takes one of a field's options, from 1, or ProfileSkipped.
func (s *Survey) Tell(field ProfileField, option int, now time.Time) error {
	i := slices.Index(ProfileFields(), field)
	switch {
	case i < 0 || s.State != SurveyAnswered || s.Profile[i] != 0:
		return ErrSurveyOver
	case option != ProfileSkipped && (option < 1 || option > len(field.Options())):
		return Errorf(CodeInvalid, "Pilih salah satu jawaban yang ada.")
	}
	s.Profile[i], s.ChangedAt = option, now
	return nil
}

// End ends the asking, wherever it stands; it tells whether that is news. Answers that
// were given stay.
func (s *Survey) End(now time.Time) bool {
	switch s.State {
	case SurveyOffered:
		s.State = SurveyDeclined
	case SurveyAsking:
		s.State = SurveyStopped
	case SurveyAnswered:
		s.State = SurveyDone
	default:
		return false
	}
	s.ChangedAt = now
	return true
}

// SurveyStep is what a decision makes of a survey.
type SurveyStep struct {
	Survey Survey  // as it is then
	Was    *Survey // what it was decided on; nil: it is offered
}
