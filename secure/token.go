package secure

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
)

// tokenSize is 128 bits, the least that cannot be guessed (OWASP ASVS 5.0, 11.5.1).
const tokenSize = 16

// ErrToken reports a text that cannot be a token of NewToken.
var ErrToken = errors.New("secure: not a token")

// NewToken draws 128 random bits for a link by which a guest comes back to an
// order. The token goes to the guest and nowhere else; the hash is what is stored
// and compared. Random bytes come from random; nil stands for the operating
// system's source (crypto/rand), and only simulations should give another.
func NewToken(random io.Reader) (token, hash string, err error) {
	var bits [tokenSize]byte
	if _, err := io.ReadFull(source(random), bits[:]); err != nil {
		return "", "", fmt.Errorf("secure: no random token: %w", err)
	}
	if bits == [tokenSize]byte{} {
		return "", "", errors.New("secure: the random source returns only zeros")
	}
	return encoding().EncodeToString(bits[:]), hashToken(bits), nil
}

// HashToken returns the hash of a token that somebody presents, 43 characters of
// base64url, to look it up or to compare it with EqualSecret. It answers ErrToken
// for anything that NewToken cannot have made. The error does not repeat the
// token.
func HashToken(token string) (string, error) {
	if len(token) != encoding().EncodedLen(tokenSize) {
		return "", ErrToken
	}
	bits, err := encoding().DecodeString(token)
	if err != nil || len(bits) != tokenSize {
		return "", ErrToken
	}
	return hashToken([tokenSize]byte(bits)), nil
}

// hashToken needs no salt and no slowness: 128 random bits cannot be searched.
func hashToken(bits [tokenSize]byte) string {
	digest := sha256.Sum256([]byte(bind("cartwright", "token", "v1", string(bits[:]))))
	return encoding().EncodeToString(digest[:])
}

// EqualSecret compares two secrets, digests or signatures in a time that does not
// depend on where they differ. It is false when either is empty, since a secret
// that was never set must not equal one that was never sent.
func EqualSecret(a, b string) bool {
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
