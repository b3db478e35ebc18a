package privacy_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"loket/internal/privacy"
)

var place = privacy.AAD{Table: "messages", Column: "text_sealed", Row: "01J"}

func newKey(t testing.TB) privacy.Key {
	t.Helper()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	key, err := privacy.NewKey(raw)
	if err != nil {
		t.Fatalf("NewKey(random bytes): %v", err)
	}
	return key
}

func newSealer(t testing.TB, current privacy.Key, previous ...privacy.Key) *privacy.Sealer {
	t.Helper()
	s, err := privacy.NewSealer(current, previous...)
	if err != nil {
		t.Fatalf("NewSealer: %v", err)
	}
	return s
}

func TestSealer(t *testing.T) {
	t.Parallel()
	t.Run("Open/AnythingSealed", rapid.MakeCheck(func(rt *rapid.T) {
		s := newSealer(t, newKey(t))
		plain := rapid.SliceOf(rapid.Byte()).Draw(rt, "plain")
		aad := privacy.AAD{Table: rapid.String().Draw(rt, "table"), Column: rapid.String().Draw(rt, "column"), Row: rapid.String().Draw(rt, "row")}
		sealed, id := s.Seal(plain, aad)
		if len(plain) > 8 && bytes.Contains(sealed, plain) {
			rt.Errorf("Seal(%x) = %x: shows the plain text", plain, sealed)
		}
		got, err := s.Open(sealed, id, aad)
		if err != nil || !bytes.Equal(got, plain) {
			rt.Errorf("Open(Seal(%x)) = %x, %v", plain, got, err)
		}
	}))
	t.Run("Open/OtherPlace", func(t *testing.T) {
		t.Parallel()
		s := newSealer(t, newKey(t))
		sealed, id := s.Seal([]byte("halo"), privacy.AAD{Table: "ab", Column: "c", Row: "1"})
		for _, aad := range []privacy.AAD{
			{Table: "ab", Column: "c", Row: "2"}, {Table: "ab", Column: "d", Row: "1"}, {Table: "a", Column: "bc", Row: "1"}, {Table: "abc", Row: "1"}, {},
		} {
			if _, err := s.Open(sealed, id, aad); !errors.Is(err, privacy.ErrBroken) {
				t.Errorf("Open at %v: %v, want ErrBroken", aad, err)
			}
		}
	})
	t.Run("Open/Changed", func(t *testing.T) {
		t.Parallel()
		s := newSealer(t, newKey(t))
		sealed, id := s.Seal([]byte("halo"), place)
		for i := range sealed {
			changed := bytes.Clone(sealed)
			changed[i] ^= 0x40
			if _, err := s.Open(changed, id, place); !errors.Is(err, privacy.ErrBroken) {
				t.Errorf("Open with byte %d changed: %v, want ErrBroken", i, err)
			}
			if _, err := s.Open(sealed[:i], id, place); !errors.Is(err, privacy.ErrBroken) {
				t.Errorf("Open of the first %d bytes: %v, want ErrBroken", i, err)
			}
		}
	})
}

func TestSealerKeys(t *testing.T) {
	t.Parallel()
	t.Run("Seal/NeverTwiceAlike", func(t *testing.T) {
		t.Parallel()
		s := newSealer(t, newKey(t))
		one, _ := s.Seal([]byte("halo"), place)
		two, _ := s.Seal([]byte("halo"), place)
		if bytes.Equal(one, two) || one[0] != 1 || len(one) != 1+12+4+16 {
			t.Errorf("Seal = %x and %x: want version 1, a fresh nonce of 12 bytes, text and a tag of 16", one, two)
		}
	})
	t.Run("Keys/Rotation", func(t *testing.T) {
		t.Parallel()
		old, current := newKey(t), newKey(t)
		before := newSealer(t, old)
		sealed, id := before.Seal([]byte("halo"), place)
		after := newSealer(t, current, old, current)
		if got, err := after.Open(sealed, id, place); err != nil || string(got) != "halo" {
			t.Errorf("Open under the previous key = %q, %v", got, err)
		}
		if again, newID := after.Seal(nil, place); newID != current.ID() || newID != after.KeyID() || len(again) != 29 {
			t.Errorf("Seal under key %q, want the current key %q", newID, current.ID())
		}
		if _, err := newSealer(t, current).Open(sealed, id, place); !errors.Is(err, privacy.ErrUnknownKey) {
			t.Errorf("Open without the previous key: %v, want ErrUnknownKey", err)
		}
		if _, err := after.Open(sealed, current.ID(), place); !errors.Is(err, privacy.ErrBroken) {
			t.Errorf("Open under the wrong key: %v, want ErrBroken", err)
		}
	})
	t.Run("NewSealer/NoKey", func(t *testing.T) {
		t.Parallel()
		if _, err := privacy.NewSealer(privacy.Key{}); err == nil {
			t.Error("NewSealer(no key) succeeded")
		}
		if _, err := privacy.NewSealer(newKey(t), privacy.Key{}); err == nil {
			t.Error("NewSealer(key, no key) succeeded")
		}
	})
	t.Run("Concurrent", func(t *testing.T) {
		t.Parallel()
		s := newSealer(t, newKey(t))
		key, _, _ := s.NewDataKey(place)
		var done sync.WaitGroup
		for range 8 {
			done.Go(func() {
				for range 100 {
					sealed, id := s.Seal([]byte("halo"), place)
					if _, err := s.Open(sealed, id, place); err != nil {
						t.Errorf("Open: %v", err)
					}
					if _, err := key.Open(key.Seal([]byte("halo"), place), place); err != nil {
						t.Errorf("DataKey.Open: %v", err)
					}
					s.Hash("contact", "1")
				}
			})
		}
		done.Wait()
	})
}

func TestDataKey(t *testing.T) {
	t.Parallel()
	s := newSealer(t, newKey(t))
	home := privacy.AAD{Table: "contacts", Column: "key_sealed", Row: "c1"}
	key, wrapped, id := s.NewDataKey(home)
	t.Run("Open/Wrapped", func(t *testing.T) {
		t.Parallel()
		again, err := s.OpenDataKey(wrapped, id, home)
		if err != nil {
			t.Fatalf("OpenDataKey: %v", err)
		}
		if got, err := again.Open(key.Seal([]byte("halo"), place), place); err != nil || string(got) != "halo" {
			t.Errorf("Open after unwrapping = %q, %v", got, err)
		}
	})
	t.Run("Open/OtherContact", func(t *testing.T) {
		t.Parallel()
		if _, err := s.OpenDataKey(wrapped, id, privacy.AAD{Table: "contacts", Column: "key_sealed", Row: "c2"}); !errors.Is(err, privacy.ErrBroken) {
			t.Errorf("OpenDataKey for another contact: %v, want ErrBroken", err)
		}
		other, _, _ := s.NewDataKey(home)
		if _, err := other.Open(key.Seal([]byte("halo"), place), place); !errors.Is(err, privacy.ErrBroken) {
			t.Errorf("Open under another contact's key: %v, want ErrBroken", err)
		}
	})
	t.Run("Open/NotAKey", func(t *testing.T) {
		t.Parallel()
		sealed, id := s.Seal(make([]byte, 32), home)
		if _, err := s.OpenDataKey(sealed, id, home); !errors.Is(err, privacy.ErrBroken) {
			t.Errorf("OpenDataKey of sealed data: %v, want ErrBroken", err)
		}
		if _, err := s.Open(wrapped, id, home); !errors.Is(err, privacy.ErrBroken) {
			t.Errorf("Open of a wrapped key as data: %v, want ErrBroken", err)
		}
	})
}

func TestHash(t *testing.T) {
	t.Parallel()
	old, current := newKey(t), newKey(t)
	s := newSealer(t, current, old)
	sum, id := s.Hash("contact", "12345")
	all := s.Hashes("contact", "12345")
	if len(all) != 2 || all[0].ID != id || !bytes.Equal(all[0].Sum, sum) || id != current.ID() || len(sum) != 32 {
		t.Errorf("Hashes = %v, want the current key's hash %x first, of two", all, sum)
	}
	before, oldID := newSealer(t, old).Hash("contact", "12345")
	if all[1].ID != oldID || !bytes.Equal(all[1].Sum, before) {
		t.Errorf("Hashes[1] = %v, want what the previous key gave: %s %x", all[1], oldID, before)
	}
	again, _ := s.Hash("contact", "12345")
	if !bytes.Equal(again, sum) {
		t.Errorf("Hash twice = %x and %x, want the same", again, sum)
	}
	for _, other := range [][2]string{{"nik", "12345"}, {"contact", "12346"}, {"contact1", "2345"}, {"", "contact12345"}} {
		if got, _ := s.Hash(other[0], other[1]); bytes.Equal(got, sum) {
			t.Errorf("Hash(%q, %q) is the hash of (contact, 12345)", other[0], other[1])
		}
	}
}

func TestKeysAreUnprintable(t *testing.T) {
	t.Parallel()
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	key, err := privacy.NewKey(raw)
	if err != nil {
		t.Fatal(err)
	}
	s := newSealer(t, key)
	data, _, _ := s.NewDataKey(place)
	type holder struct {
		key  privacy.Key
		data privacy.DataKey
		s    *privacy.Sealer
		Key  privacy.Key
	}
	var out strings.Builder
	log := slog.New(slog.NewJSONHandler(&out, nil))
	for _, v := range []any{key, &key, data, s, *s, holder{key, data, s, key}, []privacy.Key{key}, map[string]privacy.Key{"k": key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%c", "%o", "%U", "%b"} {
			fmt.Fprintf(&out, verb, v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Errorf("encode %T: %v", v, err)
		}
		log.Info("x", "v", v)
	}
	first := fmt.Sprintf("%d %d", raw[0], raw[1])
	for _, shape := range []string{
		string(raw[:8]), hex.EncodeToString(raw[:4]), strings.ToUpper(hex.EncodeToString(raw[:4])), base64.StdEncoding.EncodeToString(raw)[:8],
		"[" + first, fmt.Sprintf("%#x, %#x", raw[0], raw[1]), fmt.Sprintf("%b %b", raw[0], raw[1]),
	} {
		if strings.Contains(out.String(), shape) {
			t.Errorf("printing a key shows %q", shape)
		}
	}
	for _, got := range []string{fmt.Sprintf("%x", key), fmt.Sprintf("%v", data), key.String(), data.GoString(), key.LogValue().String(), fmt.Sprint(s)} {
		if got != "[kunci]" {
			t.Errorf("a printed key reads %q, want [kunci]", got)
		}
	}
}

func BenchmarkOpenDataKey(b *testing.B) {
	s := newSealer(b, newKey(b))
	_, wrapped, id := s.NewDataKey(place)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.OpenDataKey(wrapped, id, place); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	s := newSealer(b, newKey(b))
	key, _, _ := s.NewDataKey(place)
	plain := bytes.Repeat([]byte("halo "), 60)
	b.ReportAllocs()
	for b.Loop() {
		key.Seal(plain, place)
	}
}

func BenchmarkHash(b *testing.B) {
	s := newSealer(b, newKey(b))
	for b.Loop() {
		s.Hash("contact", "123456789")
	}
}
