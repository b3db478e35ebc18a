package report

import (
	"cmp"
	"math/bits"
	"slices"
)

// Bin is how many times of about one length there were.
type Bin struct {
	At int // number of the bin: see binOf
	N  int
}

// fine is how many bits of a time a bin keeps besides the first: a bin is at most
// 1/128 of its times wide, and its middle at most 1/256 from each.
const fine = 7

// binOf numbers the bin of a time in ms. Below 256 ms each has its own.
func binOf(ms int64) int {
	ms = max(0, ms)
	shift := max(0, bits.Len64(uint64(ms))-fine-1)
	return shift<<fine + int(ms>>shift)
}

// middle is the time in ms that stands for all of a bin.
func middle(bin int) int64 {
	shift := max(0, bin>>fine-1)
	return int64(bin-shift<<fine)<<shift + int64(1)<<shift/2
}

// bins count times by bin, in no order; one bin may be there more than once. Two of
// them are merged by adding: whatever they were made of, in any order and any split, the
// list is the same.
type bins []Bin

// mostLoose is how many bins are gathered before those alike are put together: twice as
// many as there are different ones.
const mostLoose = 8192

// add counts one time.
func (b *bins) add(ms int64) { b.merge([]Bin{{binOf(ms), 1}}) }

func (b *bins) merge(with []Bin) {
	if len(*b) >= mostLoose {
		*b = b.list()
	}
	*b = append(*b, with...)
}

// list returns the bins in order, each once. It is the end of b.
func (b bins) list() []Bin {
	slices.SortFunc(b, func(x, y Bin) int { return cmp.Compare(x.At, y.At) })
	all := b[:0]
	for _, one := range b {
		if last := len(all) - 1; last >= 0 && all[last].At == one.At {
			all[last].N += one.N
			continue
		}
		all = append(all, one)
	}
	return all
}

// dense counts like bins, in a slice: for one figure at a time.
type dense []int

// merge adds, and tells how many times were added.
func (d *dense) merge(with []Bin) (n int) {
	for _, one := range with {
		if one.At >= len(*d) {
			*d = append(*d, make([]int, one.At+1-len(*d))...)
		}
		(*d)[one.At] += one.N
		n += one.N
	}
	return n
}

// observe gives a curve all that was counted.
func (d dense) observe(c *curve, event bool) {
	for at, n := range d {
		if n > 0 {
			c.observe(observation{middle(at), n, event})
		}
	}
}
