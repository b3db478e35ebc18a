package faq

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
)

// learned is what training finds out and cannot be had otherwise: everything
// else of a matcher is made from the catalogue at once. It is small: of each
// class only the examples that hold its boundary.
type learned struct {
	Key     string // of the corpus it was learned from
	Support []support
	Rating  savedRating
	Intents *savedIntents // nil: the catalogue has no examples of intents
}

// support is the dual variables of a class that are not zero.
type support struct {
	Examples []uint32 // rising
	Alphas   []float32
}

// savedRating is a rating as it is kept.
type savedRating struct {
	Right, Near         signals
	RightBias, NearBias float64
	Sure, Offer         float64
}

// errForeign says that something was learned from another corpus.
var errForeign = errors.New("learned from another catalogue or by another version")

// key names everything that learning reads, so that what was learned from it
// can be told from what was learned from anything else.
func (c *corpus) key() string {
	d := digest{sha256.New()}
	d.texts([]string{codeVersion, rootWords, senseWords})
	d.number(c.classes)
	for _, e := range c.examples {
		d.number(e.label)
		d.texts(e.words)
		d.texts(e.tags)
	}
	d.texts(c.extra)
	d.texts(slices.Sorted(maps.Keys(c.nouns)))
	for _, words := range c.lore {
		d.texts(words)
	}
	d.text(c.lessonKey)
	return hex.EncodeToString(d.Sum(nil)[:16])
}

// digest hashes texts so that their bounds count.
type digest struct{ hash.Hash }

func (d digest) number(n int) {
	_, _ = d.Write(binary.LittleEndian.AppendUint64(nil, uint64(n))) // a hash never fails
}

func (d digest) text(s string) {
	d.number(len(s))
	_, _ = d.Write([]byte(s)) // a hash never fails
}

func (d digest) texts(list []string) {
	d.number(len(list))
	for _, s := range list {
		d.text(s)
	}
}

// encodeLearned writes what was learned from a corpus, behind a checksum.
func encodeLearned(c *corpus, r rating, intents *intentModel) ([]byte, error) {
	l := learned{Key: c.key(), Intents: intents.save(), Rating: savedRating{
		Right: r.right.weights, RightBias: r.right.bias, Near: r.near.weights, NearBias: r.near.bias,
		Sure: r.sure, Offer: r.offer,
	}}
	for _, alphas := range c.duals {
		var s support
		for i, a := range alphas {
			if a != 0 {
				s.Examples, s.Alphas = append(s.Examples, uint32(i)), append(s.Alphas, float32(a))
			}
		}
		l.Support = append(l.Support, s)
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(l); err != nil {
		return nil, fmt.Errorf("write what was learned: %w", err)
	}
	sum := sha256.Sum256(b.Bytes())
	return append(sum[:], b.Bytes()...), nil
}

// decodeLearned reads what was learned from exactly this corpus.
func decodeLearned(data []byte, c *corpus) (known, error) {
	if len(data) < sha256.Size || sha256.Sum256(data[sha256.Size:]) != [sha256.Size]byte(data[:sha256.Size]) {
		return known{}, errors.New("read what was learned: the file is damaged")
	}
	var l learned
	if err := gob.NewDecoder(bytes.NewReader(data[sha256.Size:])).Decode(&l); err != nil {
		return known{}, fmt.Errorf("read what was learned: %w", err)
	}
	if l.Key != c.key() || len(l.Support) != c.classes+1 {
		return known{}, errForeign
	}
	solution, err := l.duals(c)
	if err != nil {
		return known{}, err
	}
	intents, err := l.Intents.load()
	if err != nil {
		return known{}, err
	}
	saved := l.Rating
	return known{solution: solution, intents: intents, rating: rating{
		right: logistic{weights: saved.Right, bias: saved.RightBias},
		near:  logistic{weights: saved.Near, bias: saved.NearBias},
		sure:  saved.Sure, offer: saved.Offer,
	}}, nil
}

// known is what was learned, ready for use.
type known struct {
	solution duals
	rating   rating
	intents  *intentModel
}

// duals spreads the supports over all examples.
func (l *learned) duals(c *corpus) (duals, error) {
	solution := make(duals, c.classes+1)
	for class, s := range l.Support {
		solution[class] = make([]float64, len(c.examples))
		if len(s.Examples) != len(s.Alphas) {
			return nil, errForeign
		}
		for k, i := range s.Examples {
			if int(i) >= len(c.examples) {
				return nil, errForeign
			}
			solution[class][i] = float64(s.Alphas[k])
		}
	}
	return solution, nil
}
