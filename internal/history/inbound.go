package history

// lost holds the ledger to what was confirmed, as a set: each update in it once,
// settled, and answered or joined to what a human or another answer settles.
// What was never confirmed may be in it once.
func (t Trial) lost(ops []Operation) (all []Violation) {
	rows := map[string][]Message{}
	for _, m := range t.Messages {
		rows[m.Origin] = append(rows[m.Origin], m)
	}
	answered := t.answered()
	asked := map[string]bool{}
	for _, o := range ops {
		if o.Action != Ask {
			continue
		}
		asked[o.Key] = true
		found := rows[o.Key]
		if len(found) > 1 {
			all = append(all, violation(Lost, "%s stands %d times in the ledger", o.Key, len(found)))
		}
		if o.Phase != OK {
			continue
		}
		if len(found) == 0 {
			all = append(all, violation(Lost, "%s was confirmed and is not in the ledger", o.Key))
			continue
		}
		if why := unanswered(found[0], answered); why != "" {
			all = append(all, violation(Lost, "%s was confirmed and %s", o.Key, why))
		}
	}
	for origin := range rows {
		if !asked[origin] {
			all = append(all, violation(Lost, "%s stands in the ledger and was never asked", origin))
		}
	}
	return all
}

// answered tells of each answer whether its person got it, or nobody knows.
func (t Trial) answered() map[string]bool {
	got := map[string]bool{}
	for _, s := range t.Sends {
		all, seen := got[s.Answer]
		got[s.Answer] = (all || !seen) && (s.State == Delivered || s.State == Uncertain && s.Doubts > 0)
	}
	return got
}

// unanswered tells what is wrong with a message that was confirmed; empty:
// nothing.
func unanswered(m Message, answered map[string]bool) string {
	switch {
	case !m.Settled:
		return "was never settled"
	case m.Answer == "" && m.Joined:
		return ""
	case m.Answer == "":
		return "has no answer"
	case !answered[m.Answer]:
		return "its answer never went out"
	}
	return ""
}

// order holds each conversation to the order in which its citizen wrote: in the
// ledger, and in when the clerk settled it. What was settled together is answered
// in any order.
func (t Trial) order(ops []Operation) (all []Violation) {
	place := map[string]int{} // origin → place of its asking
	for _, o := range ops {
		if o.Action == Ask {
			place[o.Key] = o.Began
		}
	}
	newest := map[string]Message{}
	for _, m := range t.Messages {
		last, found := newest[m.Chat]
		newest[m.Chat] = m
		switch {
		case !found:
		case last.Seq > m.Seq != (place[last.Origin] > place[m.Origin]):
			all = append(all, violation(Order, "%s and %s of chat %s changed places in the ledger", last.Origin, m.Origin, m.Chat))
		case last.Settled && m.Settled && last.Turn > m.Turn:
			all = append(all, violation(Order, "chat %s: %s was settled after %s", m.Chat, last.Origin, m.Origin))
		}
	}
	return append(all, t.sendOrder()...)
}

// sendOrder walks through what people got: in one chat and lane, what was owed
// first comes first. Of what came twice the last copy counts: that is the one the
// ledger knows.
func (t Trial) sendOrder() (all []Violation) {
	type line struct {
		chat string
		lane int
	}
	owed := map[[2]string]int{} // chat and id of what a person got → place of the send
	for i, s := range t.Sends {
		if s.State == Delivered {
			owed[[2]string{s.Chat, s.ChannelID}] = i
		}
	}
	newest := map[line]int{}
	for _, a := range t.Accepted {
		i, found := owed[[2]string{a.Chat, a.ID}]
		if !found {
			continue
		}
		on := line{a.Chat, t.Sends[i].Lane}
		if last, before := newest[on]; before && last > i {
			all = append(all, violation(Order, "chat %s got send %s after %s", a.Chat, t.Sends[i].ID, t.Sends[last].ID))
			continue
		}
		newest[on] = i
	}
	return all
}
