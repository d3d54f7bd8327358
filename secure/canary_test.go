package secure_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

const canary = "canary-canary-canary-canary-0123"

// holder prints its fields by reflection, where no method of theirs is asked.
type holder struct {
	key   secure.Key
	ring  *secure.Keyring
	value secure.Keyring
	index *secure.BlindIndex
	blind secure.BlindIndex
	Key   secure.Key
	Ring  *secure.Keyring
	Index *secure.BlindIndex
	Blind secure.BlindIndex
	Value secure.Keyring
}

func secrets(t *testing.T) holder {
	t.Helper()
	bird, err := secure.NewKey("k1", []byte(canary))
	require.NoError(t, err)
	ring, mine := keyring(t, bird), index(t, bird, secure.IndexColumn{Table: "t", Column: "c"})
	return holder{bird, ring, *ring, mine, *mine, bird, ring, mine, *mine, *ring}
}

// TestNothingPrintsASecret looks for the secret in every form that printing,
// encoding and logging could give it.
func TestNothingPrintsASecret(t *testing.T) {
	held := secrets(t)
	var out bytes.Buffer
	for _, value := range []any{held, &held, held.Key, &held.Key, held.Ring, *held.Ring, held.Index, *held.Index, []any{held.Key, held.ring}, map[string]any{"k": held.key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%p", "%t", "%U"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		encoded, err := json.Marshal(value)
		require.NoError(t, err)
		out.Write(encoded)
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("message", "value", value)
		}
	}
	for name, form := range map[string]string{
		"text": canary[:12], "hex": hex.EncodeToString([]byte(canary[:12])), "HEX": strings.ToUpper(hex.EncodeToString([]byte(canary[:12]))),
		"decimal": "99 97 110 97 114 121", "decimal list": "99, 97, 110", "hex list": "0x63, 0x61, 0x6e", "code points": "U+0063 U+0061",
		"base64": base64.StdEncoding.EncodeToString([]byte(canary[:12])), "derived": "expanded",
	} {
		assert.NotContains(t, out.String(), form, name)
	}
	assert.Contains(t, out.String(), "secure.Key(k1, redacted)")
	assert.Contains(t, out.String(), "secure.Keyring(active k1, 1 keys, redacted)")
	assert.Contains(t, out.String(), "secure.BlindIndex(t.c, redacted)")
}

func TestZeroValuesPrint(t *testing.T) {
	assert.Equal(t, "secure.Key(, redacted)", fmt.Sprint(secure.Key{}))
	assert.Equal(t, "secure.Keyring(empty)", fmt.Sprint(secure.Keyring{}))
	assert.Equal(t, "k1", secrets(t).Key.ID())
}

// TestErrorsRepeatNoText feeds personal data to everything that can refuse it.
func TestErrorsRepeatNoText(t *testing.T) {
	ring := secrets(t).ring
	sealed, err := ring.Seal(phone, canary)
	require.NoError(t, err)
	var texts []string
	note := func(err error) { texts = append(texts, fmt.Sprintf("%v %+v %#v", err, err, err)) }
	_, err = ring.Open(phone, canary)
	note(err)
	_, err = ring.Open(phone, "v1."+canary+".x")
	note(err)
	_, err = ring.Open(secure.Field{Table: "t", Column: "c", Record: "r"}, sealed)
	note(err)
	_, err = ring.Seal(secure.Field{}, canary)
	note(err)
	_, err = secure.HashToken(canary)
	note(err)
	_, err = secure.NewKey("k1", []byte(canary+"!"))
	note(err)
	_, err = secure.NewKey("not an id", []byte(canary))
	note(err)
	for _, text := range texts {
		assert.NotContains(t, text, "canary")
		assert.NotContains(t, text, sealed[len("v1.k1."):])
	}
}
