package privacy

import (
	"regexp"
	"strings"
)

// rule is one way to ask for something. What stands at the capture, or else at
// the beginning of a match, is the deed that a refusal before it forbids.
type rule struct {
	ban    Ban
	form   *regexp.Regexp
	onSite bool // harmless on paper, at a counter or in an application
}

var (
	sendNumber   = regexp.MustCompile(`K[^BV?]{0,10}?(?:N|F[wYX]{0,2}D)`)
	sendCard     = regexp.MustCompile(`K[^BV?P,]{0,4}?[Dp][^B?P]{0,6}[Ce]|K[wYM]{0,2}[Ce][wYM]{0,3}[Dp]`)
	typeNumber   = regexp.MustCompile(`i[^BV?]{0,8}?(?:N|F[wYX]{0,2}D)`)
	mustNumber   = regexp.MustCompile(`[YMW][YMWw]*(k)[^BV?]{0,8}?(?:N|F[wYX]{0,2}D)`)
	wantNumber   = regexp.MustCompile(`(?:M|U[wYM]{0,2}W)[MUYwFKkdi,W]{0,6}(?:N|F[wYX]{0,2}D)`)
	whichNumber  = regexp.MustCompile(`Q[wY]{0,3}N|N[wYX]{0,4}Q[wY,]*\??$|N[wYX]{0,3}A[wY,]*\?$`)
	bareNumber   = regexp.MustCompile(`^[wYM,]*N[wY,]*\?$`)
	blankNumber  = regexp.MustCompile(`^[wY]*N[wY]*:$`)
	sentNumber   = regexp.MustCompile(`(?:N|F[wYX]{0,2}D)[^BVP?]{0,5}?([di])[^BV?P]{0,4}(?:C|U)|(?:N|F[wYX]{0,2}D)[wY]{0,3}M[wYM]{0,2}([dKi])`)
	sendSecret   = regexp.MustCompile(`K[^BV?]{0,10}?S`)
	thenNumber   = regexp.MustCompile(`(?:N|F[wYX]{0,2}D)[wY]{0,3},?V[wYM]{0,2}(K)[wYM]{0,4}C`)
	typeSecret   = regexp.MustCompile(`i[^BV?]{0,8}?S`)
	mustSecret   = regexp.MustCompile(`[YMW][YMWw]*(k)[^BV?]{0,8}?S`)
	wantSecret   = regexp.MustCompile(`(?:M|U[wYM]{0,2}W)[MUYwKkdi,W]{0,6}S`)
	whichSecret  = regexp.MustCompile(`[QA][wY]{0,3}S|S[wYX]{0,4}Q[wY,]*\??$|S[wYX]{0,3}A[wY,]*\?$`)
	bareSecret   = regexp.MustCompile(`^[wYM,]*S[wY,]*\?$`)
	blankSecret  = regexp.MustCompile(`^[wY]*S[wY]*:$`)
	sentSecret   = regexp.MustCompile(`S[^BV?]{0,5}?([di])[^BV?]{0,4}(?:C|U)|S[wY]{0,3}M[wYM]{0,2}([dKi])`)
	payAccount   = regexp.MustCompile(`T[^BV?]{0,10}?(?:R|N|C)`)
	payUs        = regexp.MustCompile(`T[wX]{0,3}U`)
	accountPay   = regexp.MustCompile(`(?:R|N)[^BV?Z]{0,6}?(T)`)
	bribe        = regexp.MustCompile(`[MKTWUi][^BVZz]{0,4}?(b)|b[^BVZ?]{0,4}(?:T|R)`)
	installAPK   = regexp.MustCompile(`[IKM][^BV?]{0,8}?L`)
	apkInstalled = regexp.MustCompile(`L[^BVZz?]{0,8}?([Ij])`)
	installByURL = regexp.MustCompile(`I[^BV?HZ]{0,4}?P[^BV?HZ]{0,5}?l`)
)

func rules() []rule {
	return []rule{
		{BanSecret, sendSecret, false},
		{BanSecret, typeSecret, true},
		{BanSecret, mustSecret, true},
		{BanSecret, wantSecret, false},
		{BanSecret, whichSecret, false},
		{BanSecret, bareSecret, false},
		{BanSecret, blankSecret, false},
		{BanSecret, sentSecret, true},
		{BanApp, installAPK, false},
		{BanApp, apkInstalled, false},
		{BanApp, installByURL, false},
		{BanTransfer, payAccount, false},
		{BanTransfer, payUs, false},
		{BanTransfer, accountPay, false},
		{BanTransfer, bribe, false},
		{BanNumber, sendNumber, true},
		{BanNumber, sendCard, true},
		{BanNumber, typeNumber, true},
		{BanNumber, mustNumber, true},
		{BanNumber, wantNumber, true},
		{BanNumber, whichNumber, true},
		{BanNumber, bareNumber, false},
		{BanNumber, blankNumber, false},
		{BanNumber, sentNumber, true},
		{BanNumber, thenNumber, true},
	}
}

// breaks is the first ban a sentence breaks; empty: none.
func (s statement) breaks() Ban {
	for _, r := range rules() {
		if strings.ContainsAny(s.kinds, thingsOf(r.ban)) && s.applies(r) {
			return r.ban
		}
	}
	return ""
}

// thingsOf are the kinds without one of which a sentence breaks no rule of a
// ban: most sentences are done with here.
func thingsOf(b Ban) string {
	switch b {
	case BanSecret:
		return string(isSecret)
	case BanTransfer:
		return string([]byte{isPay, isBribe})
	case BanApp:
		return string([]byte{isAPK, isLink})
	default:
		return string([]byte{isNumber, isDocument, isPaper})
	}
}

// applies tells whether a rule's form stands in the sentence, said by us, and
// nothing forbids it.
func (s statement) applies(r rule) bool {
	if r.onSite && s.means(isPlace) && !s.means(isChat) {
		return false
	}
	if r.ban == BanTransfer && strings.IndexByte(s.kinds, isTreasury) >= 0 {
		return false
	}
	for _, m := range r.form.FindAllStringSubmatchIndex(s.kinds, -1) {
		if !s.harmless(m[0], deedOf(m)) {
			return true
		}
	}
	return false
}

// means tells whether a word of a kind stands in the sentence and is meant:
// "bukan di chat" means no chat, "tidak perlu ke kantor" no office.
func (s statement) means(k kind) bool {
	for i := range len(s.kinds) {
		if s.kinds[i] == k && !forbidden(s.kinds[:i]) {
			return true
		}
	}
	return false
}

// deedOf is where the deed of a match stands.
func deedOf(m []int) int {
	for i := 2; i < len(m); i += 2 {
		if m[i] >= 0 {
			return m[i]
		}
	}
	return m[0]
}

// harmless tells whether a match asks nothing: it is forbidden, it is what a
// fraudster does, or what we do ourselves ("kami kirim").
func (s statement) harmless(begin, deed int) bool {
	before := s.kinds[:begin]
	if thief := strings.LastIndexByte(before, isThief); thief >= 0 && !strings.ContainsRune(before[thief:], rune(isBut)) {
		return true
	}
	if s.kinds[deed] == isSend && strings.HasSuffix(strings.TrimRight(before, "w"), string(isUs)) {
		return true
	}
	return forbidden(before) || deed > begin && forbidden(s.kinds[:deed])
}

// governs is what may stand between a refusal and the deed it forbids.
const governs = "wYMKkdiOUNSFDpTRCeIWLlbj,A"

// forbidden tells whether the last refusal of what stands before a deed governs
// it: nothing else begins in between. "Jangan panik, kirim" forbids nothing,
// "jangan kirim NIK, sebutkan OTP" forbids both.
func forbidden(before string) bool {
	last := strings.LastIndexAny(before, string([]byte{isNever, isNot}))
	if last < 0 {
		return false
	}
	between := before[last+1:]
	if before[last] == isNot {
		return strings.Trim(between, "w") == ""
	}
	if strings.Trim(between, governs) != "" {
		return false
	}
	clause, _, cut := strings.Cut(between, ",")
	return !cut || strings.ContainsAny(clause, "KkMTId")
}

var (
	namesThing = regexp.MustCompile(`N|S|D`)
	sendsIt    = regexp.MustCompile(`^[wYMV,]*[Kd][wYM]{0,4}C`)
)

// goesOn is the ban of a sentence that only sends what the one before names:
// "Siapkan NIK. Kirim ke sini."
func (s statement) goesOn(before statement) Ban {
	if !sendsIt.MatchString(s.kinds) || strings.IndexByte(before.kinds, isNever) >= 0 || strings.ContainsAny(before.kinds, "OPB") {
		return ""
	}
	if namesThing.MatchString(before.kinds) {
		return BanNumber
	}
	return ""
}
