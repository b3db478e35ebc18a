package faq

// linear holds the weights of all classes, feature after feature; of a feature
// only the classes it says something about.
type linear struct {
	bias    []float32 // by class
	rows    []int32   // feature → where its entries begin; one more for the end
	entries []entryWeight
}

// entryWeight is what a feature says about a class.
type entryWeight struct {
	class  uint16
	weight float32
}

// mostClasses bounds the classes of a model: an entry's number is two bytes.
const mostClasses = 1 << 16

// leaning is what the examples of a class weigh together in its weights beside
// their dual variables: a text that resembles many of them, but none at the
// boundary, leans to the class.
const leaning = 0.35

// linear returns the weights that dual variables stand for, which is the same
// for the same variables: they are added in the order of the examples.
func (p *problem) linear(solution duals) *linear {
	sizes := make([]float64, p.classes)
	for _, class := range p.labels {
		sizes[class]++
	}
	columns := make([][]tallyWeight, p.classes)
	bias := make([]float32, p.classes)
	p.eachClass(func(class int) {
		w := make([]float32, p.features+1)
		for i, a := range solution[class] {
			if p.labels[i] == class {
				a += leaning / sizes[class]
			}
			p.vectors[i].addTo(w, p.side(i, class)*float32(a))
		}
		bias[class] = w[p.features]
		for f, value := range w[:p.features] {
			if value != 0 {
				columns[class] = append(columns[class], tallyWeight{int32(f), value})
			}
		}
	})
	return transpose(columns, bias, p.features)
}

// tallyWeight is a feature and its weight for some class.
type tallyWeight struct {
	feature int32
	weight  float32
}

// transpose turns weights by class into weights by feature.
func transpose(columns [][]tallyWeight, bias []float32, features int) *linear {
	m := &linear{bias: bias, rows: make([]int32, features+1)}
	for _, column := range columns {
		for _, x := range column {
			m.rows[x.feature+1]++
		}
	}
	for f := range features {
		m.rows[f+1] += m.rows[f]
	}
	m.entries = make([]entryWeight, m.rows[features])
	at := append([]int32(nil), m.rows...)
	for class, column := range columns {
		for _, x := range column {
			m.entries[at[x.feature]] = entryWeight{uint16(class), x.weight}
			at[x.feature]++
		}
	}
	return m
}

// scores writes each class's decision value for x to out and returns it.
func (m *linear) scores(x vector, out []float32) []float32 {
	out = append(out[:0], m.bias...)
	for i, f := range x.features {
		value := x.values[i]
		for _, e := range m.entries[m.rows[f]:m.rows[f+1]] {
			out[e.class] += value * e.weight
		}
	}
	return out
}

// dot is the product with dense weights whose last one is the bias.
func (v vector) dot(w []float32) float32 {
	sum := w[len(w)-1]
	values := v.values[:len(v.features)]
	for i, f := range v.features {
		sum += values[i] * w[f]
	}
	return sum
}

// addTo adds the vector times by to dense weights and their bias.
func (v vector) addTo(w []float32, by float32) {
	if by == 0 {
		return
	}
	values := v.values[:len(v.features)]
	for i, f := range v.features {
		w[f] += by * values[i]
	}
	w[len(w)-1] += by
}
