package assist

import (
	"context"
	"sync/atomic"

	"loket/faq"
	"loket/internal/loket"
)

// Ranker gives a second opinion on questions in the grey zone. It has one once Learn
// was told of a fusion, and only for the matcher that was learned for.
type Ranker struct {
	Client *Client

	fusion atomic.Pointer[faq.Fusion]
}

// Learn takes a fusion into use; nil: there is none any more.
func (r *Ranker) Learn(f *faq.Fusion) { r.fusion.Store(f) }

// Knows tells whether there is a fusion for a matcher.
func (r *Ranker) Knows(m *faq.Matcher) bool {
	f := r.fusion.Load()
	return f != nil && f.Of(m)
}

// Rank returns what a matcher found in a conversation, with unsure parts made sure, or their candidates in
// a better order, where words and embedding together know better. In all it takes no
// longer than a quick call may. Whatever fails leaves a part as it was.
func (r *Ranker) Rank(ctx context.Context, chat loket.ConversationID, m *faq.Matcher, found faq.Result) faq.Result {
	f := r.fusion.Load()
	if f == nil || !f.Of(m) || !r.Client.Allows(PurposeEmbed) {
		return found
	}
	grey := f.Grey(found)
	if len(grey) == 0 {
		return found
	}
	ctx, cancel := context.WithTimeout(ctx, r.Client.settings.Quick)
	defer cancel()
	for _, i := range grey {
		vectors, err := r.Client.embed(ctx, chat, PurposeEmbed, []string{found.Parts[i].Text})
		if err != nil {
			return found
		}
		found = found.Replace(i, r.judged(ctx, chat, f, found.Parts[i], vectors[0]))
	}
	return found
}

// judged is what the fusion makes of a part, and the model where the fusion asks for
// it.
func (r *Ranker) judged(ctx context.Context, chat loket.ConversationID, f *faq.Fusion, p faq.Part, vector []float32) faq.Part {
	o := f.Judge(p, vector)
	if len(o.Shortlist) == 0 || !r.Client.Allows(PurposeChoose) {
		return o.Part
	}
	entry, err := r.Client.Choose(ctx, chat, p.Text, o.Shortlist)
	if err != nil {
		return o.Part
	}
	return o.Accept(entry)
}

// Second is the rankers of several agencies.
type Second map[loket.AgencyID]*Ranker

// Rank is that of the agency's ranker; one that has none keeps what was found.
func (s Second) Rank(
	ctx context.Context, agency loket.AgencyID, chat loket.ConversationID, m *faq.Matcher, found faq.Result,
) faq.Result {
	if r := s[agency]; r != nil {
		return r.Rank(ctx, chat, m, found)
	}
	return found
}
