package faq

import "slices"

// linear holds the weights of all classes, feature after feature. Of a feature
// that says something about few classes, only these are held; the weights of
// another stand in the order of the classes.
type linear struct {
	bias    []float32 // by class
	rows    []row     // by feature
	weights []float32
	classes []uint16 // of the weights of few classes, which come first among all weights
}

// row is where the weights of a feature begin and end.
type row struct{ from, to int32 }

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
	m := &linear{bias: bias}
	few := m.lay(columns, features)
	m.classes = make([]uint16, few)
	at := make([]int32, features)
	for f, r := range m.rows {
		at[f] = r.from
	}
	for class, column := range columns {
		for _, x := range column {
			i := at[x.feature]
			if i >= few {
				m.weights[int(i)+class] = x.weight
				continue
			}
			m.classes[i], m.weights[i] = uint16(class), x.weight
			at[x.feature]++
		}
	}
	return m
}

// lay makes room for the weights of each feature, and returns how many belong
// to features of few classes: less than half of them.
func (m *linear) lay(columns [][]tallyWeight, features int) (few int32) {
	sizes := make([]int32, features)
	for _, column := range columns {
		for _, x := range column {
			sizes[x.feature]++
		}
	}
	m.rows = make([]row, features)
	all, size := int32(len(m.bias)), int32(0)
	for f, n := range sizes {
		if 2*n < all {
			m.rows[f] = row{size, size + n}
			size += n
		}
	}
	few = size
	for f, n := range sizes {
		if 2*n >= all {
			m.rows[f] = row{size, size + all}
			size += all
		}
	}
	m.weights = make([]float32, size)
	return few
}

// weight is what a feature says about a class.
func (m *linear) weight(feature int32, class int) float32 {
	r := m.rows[feature]
	weights := m.weights[r.from:r.to]
	if len(weights) == len(m.bias) {
		return weights[class]
	}
	if i := slices.Index(m.classes[r.from:r.to], uint16(class)); i >= 0 {
		return weights[i]
	}
	return 0
}

// scores writes each class's decision value for x to out and returns it. Rows
// of all classes are added four at a time, which takes half the time: they are
// those of the commonest features.
func (m *linear) scores(x vector, out []float32) []float32 {
	out = append(out[:0], m.bias...)
	var four [4][]float32
	var values [4]float32
	waiting := 0
	for i, f := range x.features {
		r, value := m.rows[f], x.values[i]
		weights := m.weights[r.from:r.to]
		if len(weights) < len(out) {
			for k, class := range m.classes[r.from:r.to] {
				out[class] += value * weights[k]
			}
			continue
		}
		four[waiting], values[waiting] = weights, value
		if waiting++; waiting == len(four) {
			addRows(out, four, values)
			waiting = 0
		}
	}
	for k := waiting; k < len(four); k++ {
		four[k], values[k] = m.bias, 0
	}
	addRows(out, four, values)
	return out
}

// addRows adds four rows of weights, each times its value.
func addRows(out []float32, rows [4][]float32, values [4]float32) {
	n := len(out)
	a, b, c, d := rows[0][:n], rows[1][:n], rows[2][:n], rows[3][:n]
	for i := range out {
		out[i] += values[0]*a[i] + values[1]*b[i] + values[2]*c[i] + values[3]*d[i]
	}
}

// dot is the product with dense weights whose last one is the bias. It adds up
// in four sums, which do not wait for each other.
func (v vector) dot(w []float32) float32 {
	values := v.values[:len(v.features)]
	var a, b, c, d float32
	i := 0
	for ; i+4 <= len(v.features); i += 4 {
		f, x := v.features[i:i+4:i+4], values[i:i+4:i+4]
		a += x[0] * w[f[0]]
		b += x[1] * w[f[1]]
		c += x[2] * w[f[2]]
		d += x[3] * w[f[3]]
	}
	for ; i < len(v.features); i++ {
		a += values[i] * w[v.features[i]]
	}
	return w[len(w)-1] + (a + b) + (c + d)
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
