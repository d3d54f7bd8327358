package ids_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/internal/ids"
)

var start = time.Date(2026, 11, 25, 8, 0, 0, 123_000_000, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// endless repeats one byte, so that an expected id can be worked out by hand.
type endless byte

func (e endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(e)
	}
	return len(p), nil
}

func ExampleSource_Next() {
	clock := func() time.Time { return time.UnixMilli(1_700_000_000_000) }
	source := ids.New(clock, bytes.NewReader(make([]byte, 20)))
	first, _ := source.Next()
	second, _ := source.Next()
	fmt.Println(first)
	fmt.Println(second)
	// Output:
	// 01HF7YAT000000000000000000
	// 01HF7YAT000000000000000001
}

// TestTextIsBase32 compares the text with arithmetic done by math/big.
func TestTextIsBase32(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		ms := rapid.Int64Range(0, 1<<48-1).Draw(rt, "ms")
		bits := rapid.SliceOfN(rapid.Byte(), 10, 10).Draw(rt, "bits")
		got, err := ids.New(at(time.UnixMilli(ms)), bytes.NewReader(bits)).Next()
		if err != nil {
			rt.Fatal(err)
		}
		n := new(big.Int).Lsh(big.NewInt(ms), 80)
		n.Or(n, new(big.Int).SetBytes(bits))
		if want := crockford(n); got != want {
			rt.Fatalf("got %s want %s", got, want)
		}
		if when, err := ids.Parse(got); err != nil || when.UnixMilli() != ms {
			rt.Fatalf("Parse(%s) = %v, %v", got, when, err)
		}
	})
}

// crockford writes n with the digits of Crockford's alphabet by way of strconv's.
func crockford(n *big.Int) string {
	const plain, ours = "0123456789abcdefghijklmnopqrstuv", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	var out strings.Builder
	for _, c := range n.Text(32) {
		out.WriteByte(ours[strings.IndexRune(plain, c)])
	}
	return strings.Repeat("0", ids.Len-out.Len()) + out.String()
}

func TestIncreasesWhateverTheClockDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		steps := rapid.SliceOfN(rapid.Int64Range(-5, 5), 2, 200).Draw(rt, "steps")
		clock := start
		source := ids.New(func() time.Time { return clock }, rand.Reader)
		previous := ""
		for _, step := range steps {
			clock = clock.Add(time.Duration(step) * time.Millisecond)
			id, err := source.Next()
			if err != nil {
				rt.Fatal(err)
			}
			if id <= previous {
				rt.Fatalf("%s after %s", id, previous)
			}
			if err := ids.Valid(id); err != nil {
				rt.Fatal(err)
			}
			previous = id
		}
	})
}

func TestConcurrentUse(t *testing.T) {
	const workers, each = 8, 500
	source := ids.New(at(start), rand.Reader)
	made := make([][]string, workers)
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for range each {
				id, err := source.Next()
				if err != nil {
					t.Error(err)
					return
				}
				made[w] = append(made[w], id)
			}
		})
	}
	wait.Wait()
	var all []string
	for _, ofOne := range made {
		if !slices.IsSorted(ofOne) {
			t.Error("ids of one worker are out of order")
		}
		all = append(all, ofOne...)
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != workers*each {
		t.Errorf("got %d distinct ids, want %d", n, workers*each)
	}
}

func TestNextFails(t *testing.T) {
	broken := errors.New("no entropy")
	tests := []struct {
		name   string
		source *ids.Source
		want   error
	}{
		{"before 1970", ids.New(at(time.UnixMilli(-1)), rand.Reader), ids.ErrClock},
		{"after 48 bits", ids.New(at(time.UnixMilli(1<<48)), rand.Reader), ids.ErrClock},
		{"random fails", ids.New(at(start), iotestErr{broken}), broken},
		{"random ends early", ids.New(at(start), bytes.NewReader([]byte{1, 2})), io.ErrUnexpectedEOF},
		{"no clock", ids.New(nil, rand.Reader), nil},
		{"no reader", ids.New(at(start), nil), nil},
		{"zero source", &ids.Source{}, nil},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			id, err := tc.source.Next()
			if err == nil || id != "" {
				t.Fatalf("got %q, %v", id, err)
			}
			if tc.want != nil && !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

type iotestErr struct{ err error }

func (r iotestErr) Read([]byte) (int, error) { return 0, r.err }

// TestExhausted starts at the largest random part: a second id in the same
// millisecond has no room, one in the next millisecond has.
func TestExhausted(t *testing.T) {
	clock := start
	source := ids.New(func() time.Time { return clock }, endless(0xFF))
	if _, err := source.Next(); err != nil {
		t.Fatal(err)
	}
	if _, err := source.Next(); !errors.Is(err, ids.ErrExhausted) {
		t.Fatalf("got %v, want ErrExhausted", err)
	}
	clock = clock.Add(time.Millisecond)
	if _, err := source.Next(); err != nil {
		t.Fatal(err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := "01HF7YAT000000000000000000"
	for name, text := range map[string]string{
		"empty":        "",
		"short":        good[1:],
		"long":         good + "0",
		"lower case":   strings.ToLower(good),
		"letter I":     good[:25] + "I",
		"letter L":     good[:25] + "L",
		"letter O":     good[:25] + "O",
		"letter U":     good[:25] + "U",
		"hyphen":       good[:10] + "-" + good[11:],
		"not ASCII":    good[:24] + "é",
		"beyond 2^128": "8" + good[1:],
	} {
		if err := ids.Valid(text); !errors.Is(err, ids.ErrInvalid) {
			t.Errorf("%s: got %v, want ErrInvalid", name, err)
		}
	}
	if err := ids.Valid("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"); err != nil {
		t.Errorf("largest id: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add("01HF7YAT000000000000000000")
	f.Add("7ZZZZZZZZZZZZZZZZZZZZZZZZZ")
	f.Add("8ZZZZZZZZZZZZZZZZZZZZZZZZZ")
	f.Add("")
	f.Add("01hf7yat000000000000000000")
	f.Fuzz(func(t *testing.T, text string) {
		when, err := ids.Parse(text)
		if err != nil {
			if !errors.Is(err, ids.ErrInvalid) || !when.IsZero() {
				t.Fatalf("got %v, %v", when, err)
			}
			return
		}
		zeros, err := ids.New(at(when), endless(0)).Next()
		if err != nil {
			t.Fatal(err)
		}
		if zeros[:10] != text[:10] {
			t.Fatalf("%s and %s of one millisecond differ in their time", zeros, text)
		}
	})
}

func BenchmarkNext(b *testing.B) {
	source := ids.New(time.Now, rand.Reader)
	for b.Loop() {
		if _, err := source.Next(); err != nil {
			b.Fatal(err)
		}
	}
}
