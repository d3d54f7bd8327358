package secure_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

const goldenToken, goldenHash = "c2l4dGVlbi1ieXRlcy4u", "xQozGx7BOwN2BeuVdZHoM2Gupyqoo2220BQZP_09quY"

func TestToken(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		token, hash, err := secure.NewToken(nil)
		require.NoError(t, err)
		assert.Len(t, token, 22)
		assert.Len(t, hash, 43)
		assert.False(t, seen[token] || seen[hash])
		seen[token], seen[hash] = true, true
		again, err := secure.HashToken(token)
		require.NoError(t, err)
		assert.True(t, secure.EqualSecret(hash, again))
		_, err = secure.HashToken(hash)
		require.ErrorIs(t, err, secure.ErrToken, "what is stored does not open a door")
	}
}

// TestTokenForm pins the stored form.
func TestTokenForm(t *testing.T) {
	token, hash, err := secure.NewToken(strings.NewReader("sixteen-bytes..."))
	require.NoError(t, err)
	assert.Equal(t, goldenToken+"Lg", token)
	assert.Equal(t, goldenHash, hash)
}

func TestTokenNeedsRandomness(t *testing.T) {
	_, _, err := secure.NewToken(strings.NewReader("short"))
	require.ErrorContains(t, err, "no random token")
	_, _, err = secure.NewToken(bytes.NewReader(make([]byte, 16)))
	require.ErrorContains(t, err, "only zeros")
}

func TestHashTokenRefuses(t *testing.T) {
	good := goldenToken + "Lg"
	for _, bad := range []string{"", " ", good + " ", good[1:], good + "A", good[:21] + "h", good[:21] + "\n", good[:20] + "==", strings.Repeat("!", 22), strings.Repeat("é", 11)} {
		hash, err := secure.HashToken(bad)
		require.ErrorIs(t, err, secure.ErrToken, bad)
		assert.Empty(t, hash)
		assert.Equal(t, secure.ErrToken.Error(), err.Error(), "the token is not repeated")
	}
}

func TestEqualSecret(t *testing.T) {
	assert.True(t, secure.EqualSecret("a", "a"))
	assert.False(t, secure.EqualSecret("a", "b"))
	assert.False(t, secure.EqualSecret("a", "aa"))
	assert.False(t, secure.EqualSecret("a", ""))
	assert.False(t, secure.EqualSecret("", "a"))
	assert.False(t, secure.EqualSecret("", ""), "unset equals nothing")
}

// FuzzHashToken looks for two texts that are taken for the same token, and for
// crashes.
func FuzzHashToken(f *testing.F) {
	f.Add(goldenToken + "Lg")
	f.Add(goldenToken + "Lh")
	f.Add("")
	f.Add("\r\n" + goldenToken)
	f.Fuzz(func(t *testing.T, token string) {
		hash, err := secure.HashToken(token)
		if err != nil {
			require.ErrorIs(t, err, secure.ErrToken)
			require.Empty(t, hash)
			return
		}
		require.Len(t, token, 22)
		require.Len(t, hash, 43)
		require.Equal(t, token == goldenToken+"Lg", hash == goldenHash)
	})
}
