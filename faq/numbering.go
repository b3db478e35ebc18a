package faq

// numbering numbers keys in the order in which they are learned. It holds their
// hashes in place of the keys: it is small, and found in fast, but cannot tell
// what it holds, and takes two keys with the same hash for one. That hardly ever
// happens, always to the same keys, and only makes two features one.
type numbering struct {
	slots []slot // a power of two of them, less than half of them taken
	count int32  // keys learned
}

// slot is a place of a numbering.
type slot struct {
	hash   uint32
	number int32 // one more than the key's; 0: the slot is free
}

// fewestSlots is how many slots a numbering begins with.
const fewestSlots = 64

// hashOf is the FNV-1a hash of a key.
func hashOf(key []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range key {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}

// find returns the number of a key, or false when it was never learned.
func (n *numbering) find(key []byte) (number int32, ok bool) {
	if len(n.slots) == 0 {
		return 0, false
	}
	s := n.slot(hashOf(key))
	return s.number - 1, s.number > 0
}

// learn returns the number of a key, which is new if need be.
func (n *numbering) learn(key []byte) int32 {
	if 2*(int(n.count)+1) >= len(n.slots) {
		n.grow()
	}
	hash := hashOf(key)
	s := n.slot(hash)
	if s.number == 0 {
		n.count++
		*s = slot{hash, n.count}
	}
	return s.number - 1
}

// slot returns the slot that has the hash, or the free one where it belongs.
func (n *numbering) slot(hash uint32) *slot {
	mask := uint32(len(n.slots) - 1)
	// The low bits of the hash of short keys are alike: the high ones are mixed in.
	for i := hash ^ hash>>15; ; i++ {
		if s := &n.slots[i&mask]; s.number == 0 || s.hash == hash {
			return s
		}
	}
}

// grow doubles the slots.
func (n *numbering) grow() {
	old := n.slots
	n.slots = make([]slot, max(2*len(old), fewestSlots))
	for _, s := range old {
		if s.number > 0 {
			*n.slot(s.hash) = s
		}
	}
}
