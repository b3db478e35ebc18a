package report

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// alike is how much of two questions must be the same, as a cosine, for one answer
// to serve both.
const alike = 0.5

// point is everything with the same traits.
type point struct {
	traits  []int32
	values  []float64 // of length 1 together
	members []int
	leader  int     // a point's; -1: none yet
	near    float64 // how like the leader it is
}

// neighbours finds the points that are like one.
type neighbours struct {
	points   []point
	holders  [][]int32   // trait → the points that have it
	weights  [][]float64 // their values, side by side
	likeness []float64   // scratch: point → likeness, 0 but while of runs
}

// cluster puts texts together, given by their traits, that are about the same, and
// returns for each the number of its group. What has the most alike leads a group and
// takes them; what is more like a later leader goes there. The groups do not depend
// on the order of the texts; what has no traits is alone with its like.
func cluster(texts [][]string) []int {
	n := newNeighbours(texts)
	density := make([]int, len(n.points))
	for i := range n.points {
		n.of(i, func(j int, _ float64) { density[i] += len(n.points[j].members) })
	}
	order := make([]int, len(n.points))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(density[b], density[a]), cmp.Compare(a, b)) })
	for _, i := range order {
		if n.points[i].leader < 0 {
			n.lead(i)
		}
	}
	groups := make([]int, len(texts))
	for _, p := range n.points {
		for _, member := range p.members {
			groups[member] = p.leader
		}
	}
	return groups
}

// lead makes a point the leader of those like it that are not more like another.
func (n *neighbours) lead(i int) {
	n.points[i].leader, n.points[i].near = i, 1
	n.of(i, func(j int, likeness float64) {
		if p := &n.points[j]; p.leader != j && likeness > p.near {
			p.leader, p.near = i, likeness
		}
	})
}

// newNeighbours makes the points in an order of their own. A trait weighs the more
// the rarer it is; how rare is bounded, since what is said once tells nothing.
func newNeighbours(texts [][]string) *neighbours {
	n := &neighbours{}
	keys, at := make([]string, len(texts)), map[string]int{}
	for i, traits := range texts {
		keys[i] = strings.Join(traits, "\x00")
		at[keys[i]] = 0
	}
	sorted := make([]string, 0, len(at))
	for key := range at {
		sorted = append(sorted, key)
	}
	slices.Sort(sorted)
	for i, key := range sorted {
		at[key] = i
	}
	n.points = make([]point, len(sorted))
	for i, key := range keys {
		p := &n.points[at[key]]
		p.members = append(p.members, i)
	}
	n.weigh(texts)
	n.likeness = make([]float64, len(n.points))
	return n
}

// weigh gives the points their values.
func (n *neighbours) weigh(texts [][]string) {
	numbers, often := map[string]int32{}, []float64{}
	for i := range n.points {
		p := &n.points[i]
		p.leader = -1
		for _, trait := range texts[p.members[0]] {
			number, known := numbers[trait]
			if !known {
				number = int32(len(often)) //nolint:gosec // far fewer than 2³¹
				numbers[trait], often = number, append(often, 0)
			}
			often[number] += float64(len(p.members))
			p.traits = append(p.traits, number)
		}
	}
	n.holders, n.weights = make([][]int32, len(often)), make([][]float64, len(often))
	all := float64(len(texts))
	for i := range n.points {
		p := &n.points[i]
		square := 0.0
		for _, trait := range p.traits {
			weight := math.Log(1 + all/max(often[trait], math.Sqrt(all)))
			p.values, square = append(p.values, weight), square+weight*weight
		}
		for k, trait := range p.traits {
			p.values[k] /= math.Sqrt(square)
			n.holders[trait] = append(n.holders[trait], int32(i)) //nolint:gosec // likewise
			n.weights[trait] = append(n.weights[trait], p.values[k])
		}
	}
}

// of tells take which points are like one, itself too.
func (n *neighbours) of(i int, take func(j int, likeness float64)) {
	p := &n.points[i]
	var touched []int32
	for k, trait := range p.traits {
		for h, j := range n.holders[trait] {
			if n.likeness[j] == 0 {
				touched = append(touched, j)
			}
			n.likeness[j] += p.values[k] * n.weights[trait][h]
		}
	}
	slices.Sort(touched)
	for _, j := range touched {
		if n.likeness[j] >= alike {
			take(int(j), n.likeness[j])
		}
		n.likeness[j] = 0
	}
}
