package export

import "io"

// The size of a card in pixels, as chats and social networks show it.
const (
	cardWidth  = 1200
	cardHeight = 630
)

// green is the colour of the pages for citizens.
const green = 0x0b5f4d

// WriteCard writes the picture that a chat shows with an address that was sent to
// somebody (https://ogp.me, og:image), as PNG: whose page it is, what it answers, and
// the site it stands on. The same words are the same file, byte by byte.
func WriteCard(w io.Writer, agency, title, site string) error {
	p, err := newPoster()
	if err != nil {
		return err
	}
	p.layCard(agency, title, site)
	return p.picture(w, cardWidth)
}

// layCard lays a card out: the agency on a band above, the title in the middle, as
// large as it goes, the site below. A title that no card has room for ends in "…".
func (p *poster) layCard(agency, title, site string) {
	const (
		margin = 72.0
		wide   = cardWidth - 2*margin
		band   = 170.0
		foot   = 110.0
		room   = cardHeight - band - foot
	)
	p.box(0, 0, cardWidth, band, green)
	p.box(0, cardHeight-10, cardWidth, 10, green)
	whose := face{true, 46}
	for whose.size > 28 && len(p.lines(agency, whose, wide)) > 2 {
		whose.size--
	}
	named := p.cut(agency, whose, wide, 2)
	p.y = (band - float64(len(named))*whose.size*leading) / 2
	p.column(margin, named, whose, white)
	large := face{true, 88}
	for large.size > 44 && float64(len(p.lines(title, large, wide)))*large.size*leading > room {
		large.size -= 2
	}
	answers := p.cut(title, large, wide, int(room/(large.size*leading)))
	p.y = band + (room-float64(len(answers))*large.size*leading)/2
	p.column(margin, answers, large, black)
	p.y = cardHeight - foot + 24
	p.column(margin, p.cut(site, face{false, 36}, wide, 1), face{false, 36}, grey)
	p.y = cardHeight
}

// cut is a text in lines of a width, at most so many; what had no room ends in "…".
func (p *poster) cut(text string, f face, width float64, most int) []string {
	all := p.lines(text, f, width)
	if len(all) <= most {
		return all
	}
	all = all[:most]
	last := []rune(all[most-1])
	for len(last) > 0 && p.width(string(last)+"…", f) > width {
		last = last[:len(last)-1]
	}
	all[most-1] = string(last) + "…"
	return all
}
