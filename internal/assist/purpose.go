package assist

// Purpose is what a call is for. It decides how long the call may take, whether
// it is allowed at all, and what it is counted as.
type Purpose string

// The purposes. An agency switches each on by itself, but for PurposeIndex, which
// comes with PurposeEmbed, and the two checks, which an operator asks for.
const (
	PurposeEmbed   Purpose = "embed"   // a question in the grey zone becomes a vector
	PurposeChoose  Purpose = "choose"  // which of a few entries is meant
	PurposeDraft   Purpose = "draft"   // a proposal of a reply, for staff
	PurposeGroup   Purpose = "group"   // names for groups of unanswered questions, patterns for curators
	PurposeSummary Purpose = "summary" // a long conversation in short, for staff

	PurposeIndex        Purpose = "index"         // texts of published entries become vectors
	PurposeCheck        Purpose = "check"         // does the endpoint write?
	PurposeCheckVectors Purpose = "check-vectors" // does it make vectors?
)

// Uses are what an agency may switch on, in the order they are told.
func Uses() []Purpose {
	return []Purpose{PurposeEmbed, PurposeChoose, PurposeDraft, PurposeGroup, PurposeSummary}
}

// use is what has to be switched on for a purpose.
func (p Purpose) use() Purpose {
	if p == PurposeIndex {
		return PurposeEmbed
	}
	return p
}

// quick tells whether a citizen waits for the call.
func (p Purpose) quick() bool { return p == PurposeEmbed || p == PurposeChoose }

// vectors tells whether the call makes vectors rather than text.
func (p Purpose) vectors() bool {
	return p == PurposeEmbed || p == PurposeIndex || p == PurposeCheckVectors
}
