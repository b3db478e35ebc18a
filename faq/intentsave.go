package faq

import (
	"encoding/binary"
	"math/bits"
)

// savedIntents is a model of the intents as it is kept.
type savedIntents struct {
	Intents  []Intent
	Bias     []float32
	Weights  []byte // see pack
	Logistic []logisticWeights
	Bars     []float64
}

// logisticWeights are those of one intent's chance.
type logisticWeights struct {
	Weights signals
	Bias    float64
}

// save returns what is kept of a model; nil of none.
func (m *intentModel) save() *savedIntents {
	if m == nil {
		return nil
	}
	s := &savedIntents{Intents: m.intents, Bias: m.bias, Weights: m.pack()}
	for _, t := range m.trust {
		s.Logistic = append(s.Logistic, logisticWeights{t.logistic.weights, t.logistic.bias})
		s.Bars = append(s.Bars, t.bar)
	}
	return s
}

// load makes the model again. It is an error if the parts do not fit together.
func (s *savedIntents) load() (*intentModel, error) {
	if s == nil {
		return nil, nil //nolint:nilnil // no model is a model: of a catalogue without examples
	}
	n := len(s.Intents)
	if len(s.Bias) != n+1 || len(s.Logistic) != n || len(s.Bars) != n {
		return nil, errForeign
	}
	m := &intentModel{intents: s.Intents, bias: s.Bias}
	for i, l := range s.Logistic {
		m.trust = append(m.trust, intentTrust{logistic{l.Weights, l.Bias}, s.Bars[i]})
	}
	return m, m.unpack(s.Weights)
}

// pack writes the weights. For each hint that has one come: how many hints were
// passed over, a bit for each class it says something about, and a byte for each
// of these.
func (m *intentModel) pack() []byte {
	var packed []byte
	passed := uint64(0)
	for h := range hintSpace {
		weights := m.weights[m.rows[h]:m.rows[h+1]]
		if len(weights) == 0 {
			passed++
			continue
		}
		var classes uint64
		for _, w := range weights {
			classes |= 1 << w.class
		}
		packed = binary.AppendUvarint(binary.AppendUvarint(packed, passed), classes)
		for _, w := range weights {
			packed = append(packed, byte(w.steps))
		}
		passed = 0
	}
	return packed
}

// unpack reads what pack wrote.
func (m *intentModel) unpack(packed []byte) error {
	m.rows = make([]int32, 1, hintSpace+1)
	number := func() uint64 {
		x, size := binary.Uvarint(packed)
		packed = packed[max(size, 0):]
		if size <= 0 {
			packed = nil
		}
		return x
	}
	for len(packed) > 0 {
		passed, classes := number(), number()
		count := bits.OnesCount64(classes)
		if passed >= hintSpace || len(m.rows)+int(passed) > hintSpace || classes>>len(m.bias) != 0 || len(packed) < count {
			return errForeign
		}
		for range passed {
			m.rows = append(m.rows, int32(len(m.weights)))
		}
		for class := range m.bias {
			if classes&(1<<class) != 0 {
				m.weights = append(m.weights, hintWeight{uint8(class), int8(packed[0])})
				packed = packed[1:]
			}
		}
		m.rows = append(m.rows, int32(len(m.weights)))
	}
	for len(m.rows) <= hintSpace {
		m.rows = append(m.rows, int32(len(m.weights)))
	}
	return nil
}
