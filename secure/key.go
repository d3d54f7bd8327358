package secure

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// KeySize is the length of a key's secret in bytes.
const KeySize = 32

// maxKeyID keeps key ids short, since every sealed text repeats one.
const maxKeyID = 32

// Key is a named secret of 256 bits. What it is used for derives a key of its own
// from it, so that one Key can serve a Keyring and any number of blind indexes. No
// form of printing, encoding or logging shows the secret. Build it with NewKey;
// the zero Key is refused everywhere.
type Key struct {
	id string
	// secret is a closure because reflection, which printers and dumpers use on
	// unexported fields, cannot look into one.
	secret func() []byte
}

// NewKey makes a key of exactly KeySize secret bytes from a good random source; it
// copies them. The id appears in every sealed text and is not secret: 1 to 32 of
// a-z, 0-9, '-' and '_'. Once used, an id must never name another secret.
func NewKey(id string, secret []byte) (Key, error) {
	if !validKeyID(id) {
		return Key{}, errors.New("secure: key id must be 1 to 32 of a-z, 0-9, '-' and '_'")
	}
	if len(secret) != KeySize {
		return Key{}, fmt.Errorf("secure: key %s: secret has %d bytes, want %d", id, len(secret), KeySize)
	}
	own := [KeySize]byte(secret)
	if own == [KeySize]byte{} {
		return Key{}, fmt.Errorf("secure: key %s: secret is all zero", id)
	}
	return Key{id: id, secret: func() []byte { return own[:] }}, nil
}

// ID returns the name of the key.
func (k Key) ID() string { return k.id }

// String returns the key's id and that the secret is not shown.
func (k Key) String() string { return "secure.Key(" + k.id + ", redacted)" }

// Format prints what String returns, whatever the verb.
func (k Key) Format(state fmt.State, _ rune) { redact(state, k.String()) }

// MarshalText encodes what String returns, for JSON among others.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue logs what String returns.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// derive returns a key for one purpose. Purposes must not be prefixes of each
// other's parts: callers build them with bind.
func (k Key) derive(purpose string) ([]byte, error) {
	if k.secret == nil {
		return nil, errors.New("secure: the key is zero, make it with NewKey")
	}
	return hkdf.Key(sha256.New, k.secret(), nil, purpose, KeySize)
}

func validKeyID(id string) bool {
	if id == "" || len(id) > maxKeyID {
		return false
	}
	for _, r := range id {
		if (r < 'a' || 'z' < r) && (r < '0' || '9' < r) && r != '-' && r != '_' {
			return false
		}
	}
	return true
}

// redact writes text for a Format method; a writer that fails is the printer's own.
func redact(state fmt.State, text string) { _, _ = io.WriteString(state, text) }

// source is the reader to take random bytes from.
func source(random io.Reader) io.Reader {
	if random == nil {
		return rand.Reader
	}
	return random
}
