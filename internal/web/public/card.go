package public

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"

	"loket/internal/loket"
)

// cardsKept bounds how many cards are kept; when there are more, all are drawn anew.
const cardsKept = 500

// cardOf is what stands on a card, which is drawn once for all who ask.
type cardOf struct{ agency, title string }

// officeCard answers GET /tanya/{agency}/kartu.png.
func (a *Answers) officeCard(w http.ResponseWriter, r *http.Request) error {
	s, err := a.stand(r)
	if err != nil {
		return err
	}
	return a.writeCard(w, cardOf{s.Name, "Tanya jawab layanan"})
}

// answerCard answers GET /tanya/{agency}/{entry}/kartu.png.
func (a *Answers) answerCard(w http.ResponseWriter, r *http.Request) error {
	s, e, err := a.asked(r)
	if err != nil {
		return err
	}
	return a.writeCard(w, cardOf{s.Name, e.Title})
}

// writeCard writes a card. One is drawn at a time: drawing takes some hundredths of a
// second, and anybody may ask.
func (a *Answers) writeCard(w http.ResponseWriter, card cardOf) error {
	site, err := url.Parse(a.Base)
	if err != nil || site.Host == "" {
		return errNoAnswer
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	picture, drawn := a.cards[card]
	if !drawn {
		var b bytes.Buffer
		if err := a.Card(&b, card.agency, card.title, site.Host); err != nil {
			return fmt.Errorf("draw card: %w", err)
		}
		picture = b.Bytes()
		if a.cards == nil || len(a.cards) >= cardsKept {
			a.cards = map[cardOf][]byte{}
		}
		a.cards[card] = picture
	}
	return write(w, "image/png", picture)
}

// CardPath is where the picture is that chats show with an office's addresses.
func CardPath(agency loket.AgencyID) string { return answersPath(agency) + cardFile }

// cardFile follows the path of what a card is of.
const cardFile = "/kartu.png"
