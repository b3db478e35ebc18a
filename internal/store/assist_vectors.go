package store

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"loket/internal/loket"
)

const (
	putVectors = `
INSERT INTO assist_vectors (agency_id, entry, model, texts, size, vectors, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (agency_id, entry, model) DO UPDATE SET
  texts = excluded.texts, size = excluded.size, vectors = excluded.vectors, made_at = excluded.made_at`
	selectVectors = `SELECT entry, model, texts, size, vectors FROM assist_vectors WHERE agency_id = $1 AND model = $2 ORDER BY entry`
)

// PutVectors keeps the vectors of an entry in the place of those it had under the
// model.
func (s *Store) PutVectors(ctx context.Context, agency loket.AgencyID, v loket.EntryVectors) error {
	packed, size, err := packVectors(v.Vectors)
	if err != nil {
		return err
	}
	err = s.write(ctx, func(t *tx) error {
		_, err := t.exec(putVectors, string(agency), v.Entry, v.Model, v.Texts, size, packed, ms(t.now))
		return err
	})
	if err != nil {
		return fmt.Errorf("keep vectors of entry %s: %w", v.Entry, err)
	}
	return nil
}

// Vectors returns what is kept of an agency's entries under a model, by entry. Rows
// that cannot be read are left out: they can be made again.
func (s *Store) Vectors(ctx context.Context, agency loket.AgencyID, model string) (all []loket.EntryVectors, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var v loket.EntryVectors
		var size int
		var packed []byte
		if err := r.Scan(&v.Entry, &v.Model, &v.Texts, &size, &packed); err != nil {
			return err
		}
		if v.Vectors = unpackVectors(packed, size); v.Vectors != nil {
			all = append(all, v)
		}
		return nil
	}, selectVectors, string(agency), model)
	if err != nil {
		return nil, fmt.Errorf("read vectors of entries: %w", err)
	}
	return all, nil
}

// bytesOf is how many bytes a number of a vector takes.
const bytesOf = 4

// packVectors writes vectors one after the other.
func packVectors(vectors [][]float32) (packed []byte, size int, err error) {
	if len(vectors) == 0 || len(vectors[0]) == 0 {
		return nil, 0, errors.New("keep vectors: there are none")
	}
	size = len(vectors[0])
	for _, v := range vectors {
		if len(v) != size {
			return nil, 0, fmt.Errorf("keep vectors: sizes %d and %d", size, len(v))
		}
		for _, x := range v {
			packed = binary.LittleEndian.AppendUint32(packed, math.Float32bits(x))
		}
	}
	return packed, size, nil
}

// unpackVectors reads them back; nil: that is not what they are.
func unpackVectors(packed []byte, size int) (vectors [][]float32) {
	if size <= 0 || len(packed) == 0 || len(packed)%(bytesOf*size) != 0 {
		return nil
	}
	for at := 0; at < len(packed); at += bytesOf * size {
		v := make([]float32, size)
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(packed[at+bytesOf*i:]))
		}
		vectors = append(vectors, v)
	}
	return vectors
}
