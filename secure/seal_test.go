package secure_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/cartwright-go/cartwright/secure"
)

var phone = secure.Field{Table: "cw_orders", Column: "phone", Record: "01J0000000"}

func key(t testing.TB, id string, first byte) secure.Key {
	t.Helper()
	secret := bytes.Repeat([]byte{first}, secure.KeySize)
	made, err := secure.NewKey(id, secret)
	require.NoError(t, err)
	return made
}

func keyring(t testing.TB, active secure.Key, old ...secure.Key) *secure.Keyring {
	t.Helper()
	ring, err := secure.NewKeyring(nil, active, old...)
	require.NoError(t, err)
	return ring
}

func TestSealOpens(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1))
	rapid.Check(t, func(t *rapid.T) {
		part := rapid.StringN(1, 20, -1)
		field := secure.Field{Table: part.Draw(t, "table"), Column: part.Draw(t, "column"), Record: part.Draw(t, "record")}
		plain := rapid.String().Draw(t, "plain")
		sealed, err := ring.Seal(field, plain)
		if err != nil {
			t.Fatal(err)
		}
		if (plain == "") != (sealed == "") || len(plain) > 5 && strings.Contains(sealed, plain) {
			t.Fatalf("sealed %q", sealed)
		}
		if opened, err := ring.Open(field, sealed); err != nil || opened != plain {
			t.Fatal(opened, err)
		}
	})
}

func TestSealIsRandom(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1))
	seen := map[string]bool{}
	for range 100 {
		sealed, err := ring.Seal(phone, "13800000000")
		require.NoError(t, err)
		assert.False(t, seen[sealed])
		seen[sealed] = true
	}
}

// TestSealForm pins the stored form: texts of this form are in databases.
func TestSealForm(t *testing.T) {
	random := bytes.NewReader([]byte("nonce-12byte"))
	ring, err := secure.NewKeyring(random, key(t, "k1", 1))
	require.NoError(t, err)
	sealed, err := ring.Seal(phone, "13800000000")
	require.NoError(t, err)
	assert.Equal(t, goldenSeal, sealed)
	_, err = ring.Seal(phone, "13800000000")
	require.ErrorContains(t, err, "no random nonce")
	opened, err := keyring(t, key(t, "k2", 2), key(t, "k1", 1)).Open(phone, goldenSeal)
	require.NoError(t, err)
	assert.Equal(t, "13800000000", opened)
}

const goldenSeal = "v1.k1.bm9uY2UtMTJieXRlWwv4Bq7ETRE2JqjfU1IeeMAInU7ydUgiyTcE"

func TestMovedSealDoesNotOpen(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1))
	sealed, err := ring.Seal(phone, "13800000000")
	require.NoError(t, err)
	for name, elsewhere := range map[string]secure.Field{
		"record":   {Table: phone.Table, Column: phone.Column, Record: "01J0000001"},
		"column":   {Table: phone.Table, Column: "email", Record: phone.Record},
		"table":    {Table: "cw_returns", Column: phone.Column, Record: phone.Record},
		"boundary": {Table: phone.Table + "p", Column: "hone", Record: phone.Record},
	} {
		_, err := ring.Open(elsewhere, sealed)
		require.ErrorIs(t, err, secure.ErrTampered, name)
	}
}

// TestEveryChangeIsNoticed changes each character of a sealed text in turn.
func TestEveryChangeIsNoticed(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1), key(t, "k2", 2))
	sealed, err := ring.Seal(phone, "13800000000")
	require.NoError(t, err)
	for i := range len(sealed) {
		for _, with := range []byte("A2z-._ \n\r\x00") {
			changed := []byte(sealed)
			if changed[i] == with {
				continue
			}
			changed[i] = with
			_, err := ring.Open(phone, string(changed))
			require.True(t, ofOpen(err), "%d %q: %v", i, with, err)
		}
		_, err := ring.Open(phone, sealed[:i])
		require.True(t, i == 0 || ofOpen(err), "cut at %d", i)
		_, err = ring.Open(phone, sealed[:i]+"\n"+sealed[i:])
		require.ErrorIs(t, err, secure.ErrNotSealed)
	}
}

func TestSealWithoutTextIsNone(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1))
	for size, want := range map[int]error{0: secure.ErrNotSealed, 27: secure.ErrNotSealed, 28: secure.ErrNotSealed, 29: secure.ErrTampered} {
		_, err := ring.Open(phone, "v1.k1."+base64.RawURLEncoding.EncodeToString(make([]byte, size)))
		require.ErrorIs(t, err, want, size)
	}
}

func ofOpen(err error) bool {
	return errors.Is(err, secure.ErrNotSealed) || errors.Is(err, secure.ErrUnknownKey) || errors.Is(err, secure.ErrTampered)
}

func TestRotation(t *testing.T) {
	first, second := key(t, "2026-01", 1), key(t, "2026-07", 2)
	before, during, after := keyring(t, first), keyring(t, second, first), keyring(t, second)
	old, err := before.Seal(phone, "13800000000")
	require.NoError(t, err)
	assert.False(t, before.Stale(old))
	assert.True(t, during.Stale(old))

	plain, err := during.Open(phone, old)
	require.NoError(t, err)
	renewed, err := during.Seal(phone, plain)
	require.NoError(t, err)
	assert.False(t, during.Stale(renewed))
	assert.False(t, during.Stale(""))
	plain, err = after.Open(phone, renewed)
	require.NoError(t, err)
	assert.Equal(t, "13800000000", plain)

	_, err = after.Open(phone, old)
	require.ErrorIs(t, err, secure.ErrUnknownKey)
	require.EqualError(t, err, `secure: unknown key 2026-01: cw_orders.phone of "01J0000000"`)
	_, err = keyring(t, key(t, "2026-01", 9)).Open(phone, old)
	require.ErrorIs(t, err, secure.ErrTampered, "another secret under the same id")
}

func TestSealNeedsTheWholeField(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1))
	for missing, field := range map[string]secure.Field{
		"Table": {Column: "c", Record: "r"}, "Column": {Table: "t", Record: "r"}, "Record": {Table: "t", Column: "c"},
	} {
		_, err := ring.Seal(field, "x")
		require.EqualError(t, err, "secure: Field."+missing+" is empty")
		_, err = ring.Open(field, goldenSeal)
		require.EqualError(t, err, "secure: Field."+missing+" is empty")
	}
}

func TestKeysAreChecked(t *testing.T) {
	good := bytes.Repeat([]byte{7}, secure.KeySize)
	for _, id := range []string{"", "K1", "a.b", "a b", "é", strings.Repeat("a", 33)} {
		_, err := secure.NewKey(id, good)
		require.ErrorContains(t, err, "key id", id)
	}
	for _, size := range []int{0, 16, 31, 33, 64} {
		_, err := secure.NewKey("k1", bytes.Repeat([]byte{7}, size))
		require.ErrorContains(t, err, "want 32")
	}
	_, err := secure.NewKey("k1", make([]byte, secure.KeySize))
	require.ErrorContains(t, err, "all zero")

	_, err = secure.NewKeyring(nil, secure.Key{})
	require.ErrorContains(t, err, "the key is zero")
	_, err = secure.NewKeyring(nil, key(t, "k1", 1), key(t, "k1", 2))
	require.ErrorContains(t, err, "two keys with id k1")
}

func TestKeyKeepsItsOwnCopy(t *testing.T) {
	secret := bytes.Repeat([]byte{1}, secure.KeySize)
	mine, err := secure.NewKey("k1", secret)
	require.NoError(t, err)
	clear(secret)
	opened, err := keyring(t, mine).Open(phone, goldenSeal)
	require.NoError(t, err)
	assert.Equal(t, "13800000000", opened)
}

func TestSealReportsTheRandomSource(t *testing.T) {
	broken := errors.New("no entropy")
	ring, err := secure.NewKeyring(iotest.ErrReader(broken), key(t, "k1", 1))
	require.NoError(t, err)
	_, err = ring.Seal(phone, "13800000000")
	require.ErrorIs(t, err, broken)
	assert.NotContains(t, err.Error(), "138")
}

func TestKeyringIsConcurrent(t *testing.T) {
	ring := keyring(t, key(t, "k1", 1))
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				sealed, err := ring.Seal(phone, "x")
				opened, err2 := ring.Open(phone, sealed)
				if err != nil || err2 != nil || opened != "x" {
					t.Error(opened, err, err2)
				}
			}
		})
	}
	group.Wait()
}

// FuzzOpen looks for texts that crash Open or open although Seal never made them.
func FuzzOpen(f *testing.F) {
	ring := keyring(f, key(f, "k1", 1), key(f, "k2", 2))
	f.Add(goldenSeal)
	f.Add("v1.k2." + base64.RawURLEncoding.EncodeToString(make([]byte, 40)))
	f.Add("v1.k1.")
	f.Add("v2.k1.AAAA")
	f.Add("v1..AAAA")
	f.Add("13800000000")
	f.Fuzz(func(t *testing.T, sealed string) {
		plain, err := ring.Open(phone, sealed)
		switch {
		case sealed == "" || sealed == goldenSeal:
			require.NoError(t, err)
		default:
			require.True(t, ofOpen(err), "%q opens", sealed)
			require.Empty(t, plain)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	ring := keyring(b, key(b, "k1", 1))
	for b.Loop() {
		if _, err := ring.Seal(phone, "12 Long Street, Springfield, a flat on the fourth floor, ring twice at the door"); err != nil {
			b.Fatal(err)
		}
	}
}
