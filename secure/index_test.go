package secure_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/secure"
)

func index(t testing.TB, from secure.Key, column secure.IndexColumn) *secure.BlindIndex {
	t.Helper()
	made, err := secure.NewBlindIndex(from, column)
	require.NoError(t, err)
	return made
}

func TestBlindIndexFindsEqualValues(t *testing.T) {
	column := secure.IndexColumn{Table: "cw_buyers", Column: "email", Normalise: secure.NormalEmail}
	mine := index(t, key(t, "k1", 1), column)
	want := mine.Sum("kathryn@example.com")
	assert.Equal(t, "osvrh1XGNPmWYZq2D6fjeg", want, "index texts are stored, their form must not change")
	assert.Equal(t, want, mine.Sum("  Kathryn@Example.COM "))
	assert.Equal(t, want, index(t, key(t, "other-id", 1), column).Sum("kathryn@example.com"), "the secret counts, not its name")
	assert.NotEqual(t, want, mine.Sum("catherine@example.com"))
	assert.NotEqual(t, want, index(t, key(t, "k1", 2), column).Sum("kathryn@example.com"))

	column.Table, column.Column = "cw_buyersemai", "l"
	assert.NotEqual(t, want, index(t, key(t, "k1", 1), column).Sum("kathryn@example.com"))
	assert.Empty(t, mine.Sum(""))
	assert.Empty(t, mine.Sum(" \t"))
}

func TestBlindIndexBits(t *testing.T) {
	for bits, length := range map[int]int{0: 22, 16: 3, 32: 6, 128: 22, 256: 43} {
		mine := index(t, key(t, "k1", 1), secure.IndexColumn{Table: "t", Column: "c", Bits: bits})
		assert.Len(t, mine.Sum("Value"), length)
		assert.NotEqual(t, mine.Sum("Value"), mine.Sum("value"), "without a hook the value is taken as it is")
	}
}

func TestBlindIndexRefuses(t *testing.T) {
	for want, column := range map[string]secure.IndexColumn{
		"Table is empty":   {Column: "c"},
		"Column is empty":  {Table: "t"},
		"Bits is -8":       {Table: "t", Column: "c", Bits: -8},
		"Bits is 8,":       {Table: "t", Column: "c", Bits: 8},
		"Bits is 33,":      {Table: "t", Column: "c", Bits: 33},
		"Bits is 264,":     {Table: "t", Column: "c", Bits: 264},
		"from 16 to 256":   {Table: "t", Column: "c", Bits: 1000},
		"IndexColumn.Bits": {Table: "t", Column: "c", Bits: 17},
	} {
		_, err := secure.NewBlindIndex(key(t, "k1", 1), column)
		require.ErrorContains(t, err, want)
	}
	_, err := secure.NewBlindIndex(secure.Key{}, secure.IndexColumn{Table: "t", Column: "c"})
	require.ErrorContains(t, err, "the key is zero")
}

func TestNormal(t *testing.T) {
	for given, want := range map[string]string{
		"": "", "+86 138-0000-0000": "+8613800000000", "008613800000000": "+8613800000000", "１３８００００００００": "13800000000",
		"(020) 7946 0018": "02079460018", "＋44 20": "+4420", "call 1+2": "12", "phone": "",
	} {
		assert.Equal(t, want, secure.NormalPhone(given), given)
		assert.Equal(t, want, secure.NormalPhone(want), "normal stays normal")
	}
	for given, want := range map[string]string{
		"": "", " A@B.C\u3000": "a@b.c", "ａ＠ｂ.ｃ": "a@b.c", "not an address": "not an address",
	} {
		assert.Equal(t, want, secure.NormalEmail(given), given)
	}
}

func BenchmarkBlindIndex(b *testing.B) {
	mine := index(b, key(b, "k1", 1), secure.IndexColumn{Table: "t", Column: "c", Normalise: secure.NormalPhone})
	for b.Loop() {
		if mine.Sum("13800000000") == "" {
			b.Fatal("empty")
		}
	}
}
