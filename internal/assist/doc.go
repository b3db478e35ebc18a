// Package assist speaks with the endpoint of a language model, on any server that
// speaks OpenAI's protocol: embeddings, a choice among entries, drafts for staff.
//
// Whatever leaves passes one door, which takes personal data out, spends no more
// than a day's budget and gives up in time. Nothing that comes back may ever reach
// a citizen: the package knows no channel and no outbox, and a choice is worth
// nothing but the identifier of an entry that was offered.
package assist
