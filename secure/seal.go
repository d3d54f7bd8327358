package secure

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// Errors of Open that callers tell apart with errors.Is.
var (
	// ErrUnknownKey reports a text sealed with a key that the keyring does not
	// have.
	ErrUnknownKey = errors.New("secure: unknown key")
	// ErrTampered reports a text that was changed, belongs to another field or
	// record, or was sealed by another secret of the same key id.
	ErrTampered = errors.New("secure: sealed text does not belong here or was changed")
	// ErrNotSealed reports a text that does not have the form of a sealed one.
	ErrNotSealed = errors.New("secure: not a sealed text")
)

// Field says where a sealed text is stored. All three parts must be given, and
// Open must be given the same ones as Seal: a text that is moved to another
// record or column does not open there.
type Field struct {
	// Table and Column name the place in the schema. A rename needs new seals.
	Table, Column string
	// Record is the id of the row.
	Record string
}

// Sealer makes personal data unreadable in a column and readable again. Seal of
// the empty text is the empty text, so that a column shows which values are
// missing; every other text is sealed, whatever it contains. An implementation
// must be safe for concurrent use and must not repeat the text in an error.
type Sealer interface {
	Seal(field Field, plain string) (sealed string, err error)
	Open(field Field, sealed string) (plain string, err error)
}

// Keyring is a Sealer by AES-256-GCM with one active key, which seals, and any
// number of old ones, which only open. A sealed text reads v1.<key id>.<base64url
// of nonce, ciphertext and tag>; table, column and record are bound to it without
// being stored in it. Its length tells the length of the text.
//
// To rotate, add a key and make it active, seal anew what is Stale, then drop the
// old one. Nonces are random: retire a key before it has sealed 2³² texts.
type Keyring struct {
	random io.Reader
	active *lock
	locks  map[string]*lock
}

// lock is one key, ready for use. It is always behind a pointer, where printers
// do not follow it.
type lock struct {
	id   string
	aead cipher.AEAD
}

const (
	sealVersion = "v1"
	nonceSize   = 12
	tagSize     = 16
)

// NewKeyring builds a keyring that seals with active and opens with active and
// old. It refuses zero keys and two keys of one id. Nonces come from random; nil
// stands for the operating system's source (crypto/rand). Give another one only
// in simulations: a nonce that repeats under one key gives the texts away. The
// keyring is safe for concurrent use if random is.
func NewKeyring(random io.Reader, active Key, old ...Key) (*Keyring, error) {
	ring := &Keyring{random: source(random), locks: map[string]*lock{}}
	for _, key := range append([]Key{active}, old...) {
		if _, twice := ring.locks[key.id]; twice {
			return nil, fmt.Errorf("secure: keyring has two keys with id %s", key.id)
		}
		made, err := newLock(key)
		if err != nil {
			return nil, err
		}
		ring.locks[key.id] = made
	}
	ring.active = ring.locks[active.id]
	return ring, nil
}

func newLock(key Key) (*lock, error) {
	secret, err := key.derive(bind("cartwright", "seal", sealVersion))
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, fmt.Errorf("secure: key %s: %w", key.id, err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("secure: key %s: %w", key.id, err)
	}
	return &lock{id: key.id, aead: aead}, nil
}

// Seal encrypts plain for one field. The empty text stays empty. It fails when a
// part of field is missing or the random source does.
func (k *Keyring) Seal(field Field, plain string) (string, error) {
	if err := field.check(); err != nil || plain == "" {
		return "", err
	}
	sealed := make([]byte, nonceSize, nonceSize+len(plain)+tagSize)
	if _, err := io.ReadFull(k.random, sealed); err != nil {
		return "", fmt.Errorf("secure: seal %s: no random nonce: %w", field.place(), err)
	}
	sealed = k.active.aead.Seal(sealed, sealed, []byte(plain), field.bound(k.active.id))
	return sealVersion + "." + k.active.id + "." + encoding().EncodeToString(sealed), nil
}

// Open decrypts what Seal made for the same field. The empty text stays empty, so
// a column that must not be emptied unnoticed needs a guard of its own. The error
// matches ErrNotSealed, ErrUnknownKey or ErrTampered, or names the part of field
// that is missing.
func (k *Keyring) Open(field Field, sealed string) (string, error) {
	if err := field.check(); err != nil || sealed == "" {
		return "", err
	}
	id, body, err := split(sealed)
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, field.place())
	}
	with, ok := k.locks[id]
	if !ok {
		return "", fmt.Errorf("%w %s: %s", ErrUnknownKey, id, field.place())
	}
	plain, err := with.aead.Open(nil, body[:nonceSize], body[nonceSize:], field.bound(id))
	if err != nil || len(plain) == 0 {
		return "", fmt.Errorf("%w: %s, key %s", ErrTampered, field.place(), id)
	}
	return string(plain), nil
}

// Stale reports whether sealed was made by another key than the active one and
// should be sealed anew. It looks at the text's form and key id only. The empty
// text is never stale.
func (k *Keyring) Stale(sealed string) bool {
	return sealed != "" && !strings.HasPrefix(sealed, sealVersion+"."+k.active.id+".")
}

// String names the active key and shows nothing of any secret.
func (k Keyring) String() string {
	if k.active == nil {
		return "secure.Keyring(empty)"
	}
	return fmt.Sprintf("secure.Keyring(active %s, %d keys, redacted)", k.active.id, len(k.locks))
}

// Format prints what String returns, whatever the verb.
func (k Keyring) Format(state fmt.State, _ rune) { redact(state, k.String()) }

// MarshalText encodes what String returns, for JSON among others.
func (k Keyring) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// LogValue logs what String returns.
func (k Keyring) LogValue() slog.Value { return slog.StringValue(k.String()) }

// split takes a sealed text apart and accepts only what Seal can have written.
func split(sealed string) (id string, body []byte, err error) {
	rest, versioned := strings.CutPrefix(sealed, sealVersion+".")
	id, text, separated := strings.Cut(rest, ".")
	if !versioned || !separated || !validKeyID(id) || strings.ContainsAny(text, "\r\n") {
		return "", nil, ErrNotSealed
	}
	body, err = encoding().DecodeString(text)
	if err != nil || len(body) <= nonceSize+tagSize {
		return "", nil, ErrNotSealed
	}
	return id, body, nil
}

func (f Field) check() error {
	switch {
	case f.Table == "":
		return errors.New("secure: Field.Table is empty")
	case f.Column == "":
		return errors.New("secure: Field.Column is empty")
	case f.Record == "":
		return errors.New("secure: Field.Record is empty")
	}
	return nil
}

// place names the field in errors; ids of records are not secret.
func (f Field) place() string { return fmt.Sprintf("%s.%s of %q", f.Table, f.Column, f.Record) }

// bound is what the tag authenticates besides the text.
func (f Field) bound(keyID string) []byte {
	return []byte(bind(sealVersion, keyID, f.Table, f.Column, f.Record))
}

// bind joins parts, each behind its length, so that no two lists give one text.
func bind(parts ...string) string {
	var joined []byte
	for _, part := range parts {
		joined = binary.BigEndian.AppendUint64(joined, uint64(len(part)))
		joined = append(joined, part...)
	}
	return string(joined)
}

// encoding refuses texts with stray trailing bits, so that a sealed text or a
// token has one form only.
func encoding() *base64.Encoding { return base64.RawURLEncoding.Strict() }
