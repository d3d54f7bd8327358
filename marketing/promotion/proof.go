package promotion

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// ProofVersion is the version of the evaluator's arithmetic and of a Proof's form,
// which has nothing to do with the Version of a rule's JSON. It changes when the same
// rules and facts would give another result; Replay refuses every other.
const ProofVersion = 3

// A Proof holds everything a price rests on: the rules that the cart could meet,
// the facts, the options and the result. It is plain JSON; keep it with the order.
// A column that spaces, indents or sorts the members of JSON anew does it no harm.
type Proof struct {
	Version int             `json:"version"` // ProofVersion
	Book    Book            `json:"book"`    // only the rules that were looked at
	Facts   Facts           `json:"facts"`
	Options Options         `json:"options"`
	Result  json.RawMessage `json:"result"`
	Digest  string          `json:"digest"` // SHA-256 of Result as Prove wrote it, hex: a short name of the price
}

// Prove evaluates like Evaluate and returns the proof of the result beside it.
func (s *Snapshot) Prove(f Facts, o Options) (Result, []byte, error) {
	s = s.ready()
	result, rules, err := s.evaluate(&f, o, true)
	if err != nil {
		return Result{}, nil, err
	}
	p := Proof{Version: ProofVersion, Book: Book{Layers: s.layers, Groups: s.book.Groups}, Facts: f, Options: o}
	p.Options.All = true // the rules of the proof are those that were looked at
	for _, r := range rules {
		p.Book.Rules = append(p.Book.Rules, s.compiled[r].rule)
	}
	if p.Result, err = json.Marshal(result); err != nil {
		return Result{}, nil, fmt.Errorf("promotion: proof: %w", err)
	}
	p.Digest = digest(p.Result)
	proof, err := json.Marshal(p)
	if err != nil {
		return Result{}, nil, fmt.Errorf("promotion: proof: %w", err)
	}
	return result, proof, nil
}

func digest(result []byte) string {
	sum := sha256.Sum256(result)
	return hex.EncodeToString(sum[:])
}

// Replay evaluates a proof again and answers its result. The result must be the
// same values as those in the proof, and its own JSON must have the digest: spaces
// and the order of members in the proof do not matter. ErrProof says that the bytes
// are no proof, that something follows it, or that the result comes out differently.
// The kinds must include those of the rules.
func Replay(proof []byte, kinds Kinds) (Result, error) {
	var p struct {
		Proof
		Book json.RawMessage `json:"book"`
	}
	d := json.NewDecoder(bytes.NewReader(proof))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Result{}, fmt.Errorf("%w: something follows it", ErrProof)
	}
	if p.Version != ProofVersion {
		return Result{}, fmt.Errorf("%w: version %d, this is %d", ErrProof, p.Version, ProofVersion)
	}
	book, err := ParseBook(p.Book, kinds)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	rules, err := Compile(book, kinds)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	result, err := rules.Evaluate(p.Facts, p.Options)
	if err != nil {
		return Result{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	again, err := json.Marshal(result)
	switch {
	case err != nil:
		return Result{}, fmt.Errorf("%w: %w", ErrProof, err)
	case !sameJSON(again, p.Result):
		return Result{}, fmt.Errorf("%w: the result comes out differently", ErrProof)
	case digest(again) != p.Digest:
		return Result{}, fmt.Errorf("%w: the digest is of another result", ErrProof)
	}
	return result, nil
}

// sameJSON reports whether two texts are the same values, however they are spaced
// and whatever the order of members.
func sameJSON(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	x, err := canonical(a)
	y, bad := canonical(b)
	return err == nil && bad == nil && bytes.Equal(x, y)
}

// canonical writes JSON without spaces and with sorted members; numbers stay as
// they are.
func canonical(data []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	return json.Marshal(v)
}
