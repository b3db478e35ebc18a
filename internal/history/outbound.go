package history

import "slices"

// sends compares, as multisets, what people got with what the ledger owed: what
// it calls delivered was got; of class A there are at most as many copies as
// doubts and one; class B never comes twice, and what is uncertain of it is shown
// to staff.
func (t Trial) sends() []Violation {
	got := map[[2]string]Accepted{} // chat and id
	copies := map[[2]string]int{}   // chat and text
	for _, a := range t.Accepted {
		got[[2]string{a.Chat, a.ID}] = a
		copies[[2]string{a.Chat, a.Text}]++
	}
	return slices.Concat(t.delivered(got), t.copies(), t.humans(copies))
}

// delivered looks for sends that nobody got, and for two that claim one message.
func (t Trial) delivered(got map[[2]string]Accepted) (all []Violation) {
	taken := map[[2]string]string{}
	for _, s := range t.Sends {
		key := [2]string{s.Chat, s.ChannelID}
		switch s.State {
		case Delivered:
			if a, found := got[key]; !found || a.Text != s.Text {
				all = append(all, violation(Sends, "send %s to chat %s is delivered and was not got", s.ID, s.Chat))
			}
			if other := taken[key]; other != "" {
				all = append(all, violation(Sends, "sends %s and %s are delivered as one message", other, s.ID))
			}
			taken[key] = s.ID
		case Uncertain, Dead:
		default:
			all = append(all, violation(Lost, "send %s to chat %s is still %s", s.ID, s.Chat, s.State))
		}
	}
	return all
}

// copies allows each text as often as it is owed and was doubted, and none that
// is not owed. Two answers may have the same text: then they are counted
// together. Sends whose words are not known explain as many of the rest.
func (t Trial) copies() (all []Violation) {
	allowed := map[[2]string]int{}
	for _, s := range t.Sends {
		n := 1
		if !s.Human {
			n += s.Doubts
		}
		allowed[[2]string{s.Chat, s.Text}] += n
	}
	rest := map[string][]string{} // chat → what is not explained by its words
	for _, a := range t.Accepted {
		key := [2]string{a.Chat, a.Text}
		if allowed[key]--; allowed[key] < 0 {
			rest[a.Chat] = append(rest[a.Chat], a.Text)
		}
	}
	for chat, texts := range rest {
		if n := allowed[[2]string{chat, ""}]; len(texts) > n {
			all = append(all, violation(Sends, "chat %s got %d messages that no send explains, %q, at most %d", chat, len(texts), texts, n))
		}
	}
	return all
}

// humans holds what a human wrote to being got or shown as uncertain.
func (t Trial) humans(got map[[2]string]int) (all []Violation) {
	for _, s := range t.Sends {
		if !s.Human {
			continue
		}
		n := got[[2]string{s.Chat, s.Text}]
		switch {
		case n > 1:
			all = append(all, violation(Sends, "reply %s came %d times", s.Mark, n))
		case s.State == Uncertain && !slices.Contains(t.Shown, s.ID):
			all = append(all, violation(Sends, "reply %s is uncertain, and staff do not see it", s.Mark))
		case s.State == Dead:
			all = append(all, violation(Sends, "reply %s was given up", s.Mark))
		}
	}
	return all
}
