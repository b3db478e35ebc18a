package history

// times holds the events to causes before effects: a message is received before
// anything is said of it, an answer is made before it is delivered, and a
// ticket's life goes forward. Everything else may be noted in any order.
func (t Trial) times() (all []Violation) {
	before := func(what string, cause, effect Event) {
		if effect.At < cause.At {
			all = append(all, violation(Time, "%s: %s (event %d) is %d ms before %s (event %d)",
				what, effect.Kind, effect.Seq, cause.At-effect.At, cause.Kind, cause.Seq))
		}
	}
	received, made, ticket := map[string]Event{}, map[string]Event{}, map[string]Event{}
	for _, e := range t.Events {
		if cause, found := received[e.Message]; found {
			before("message "+e.Message, cause, e)
		}
		if e.Kind == "received" {
			received[e.Message] = e
		}
		if e.Answer != "" {
			if cause, found := made[e.Answer]; found {
				before("answer "+e.Answer, cause, e)
			} else {
				made[e.Answer] = e
			}
		}
		if ticketStep(e) {
			if cause, found := ticket[e.Ticket]; found {
				before("ticket "+e.Ticket, cause, e)
			}
			ticket[e.Ticket] = e
		}
	}
	return all
}

// ticketStep tells whether an event is a step of its ticket's life, each of which
// waits for the one before.
func ticketStep(e Event) bool {
	switch e.Kind {
	case "handoff", "claim", "reply", "close":
		return e.Ticket != ""
	}
	return false
}
