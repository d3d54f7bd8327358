package promotion

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAProofFromAJSONColumnReplays sends a proof through what databases do to JSON.
func TestAProofFromAJSONColumnReplays(t *testing.T) {
	w := newWorld(5)
	s, err := Compile(w.book(), Standard())
	require.NoError(t, err)
	f := w.facts()
	f.Extra = map[string]string{"note": "a < b & c > d, 茶"}
	want, proof, err := s.Prove(f, Options{Explain: true})
	require.NoError(t, err)
	var sorted map[string]any
	d := json.NewDecoder(bytes.NewReader(proof))
	d.UseNumber()
	require.NoError(t, d.Decode(&sorted))
	var indented bytes.Buffer
	require.NoError(t, json.Indent(&indented, proof, "  ", "\t"))
	column := &bytes.Buffer{} // sorted, spaced, and without the escapes of HTML
	e := json.NewEncoder(column)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	require.NoError(t, e.Encode(sorted))
	require.NotEqual(t, proof, column.Bytes())
	var typed Proof
	require.NoError(t, json.Unmarshal(proof, &typed))
	require.Equal(t, ProofVersion, typed.Version)
	rewritten, err := json.Marshal(typed)
	require.NoError(t, err)
	for name, bytes := range map[string][]byte{"written": proof, "indented": indented.Bytes(), "sorted": column.Bytes(), "typed": rewritten} {
		got, err := Replay(bytes, Standard())
		require.NoError(t, err, name)
		require.Equal(t, text(t, want), text(t, got), name)
	}
}

func TestAProofThatWasChangedDoesNotReplay(t *testing.T) {
	s := scenario{rules: []string{`a item "then":[{"kind":"percent","off":"10"}]`}}.book(t)
	_, proof, err := s.Prove(scenario{cart: "x tea 1×10.00"}.facts(t), Options{})
	require.NoError(t, err)
	whole := string(proof)
	swap := func(from, to string) string {
		require.Contains(t, whole, from)
		return strings.Replace(whole, from, to, 1)
	}
	for name, tc := range map[string]struct{ proof, reason string }{
		"tail":    {whole + "{}", "something follows"},
		"garbage": {whole + " x", "something follows"},
		"cut":     {whole[:len(whole)-1], "unexpected EOF"},
		"total":   {swap(`"total":{"amount":"9.00"`, `"total":{"amount":"8.00"`), "comes out differently"},
		"rule":    {swap(`"off":"10"`, `"off":"20"`), "comes out differently"},
		"digest":  {swap(`"digest":"`, `"digest":"0`), "digest"},
		"more":    {swap(`"digest":"`, `"paid":true,"digest":"`), "unknown field"},
		"result":  {swap(`"result":{`, `"result":{"paid":true,`), "comes out differently"},
		"empty":   {``, "EOF"},
		"null":    {`null`, "version 0"},
	} {
		_, err := Replay([]byte(tc.proof), Standard())
		require.ErrorIs(t, err, ErrProof, name)
		require.ErrorContains(t, err, tc.reason, name)
	}
	_, err = Replay([]byte(whole+"\n \t"), Standard())
	require.NoError(t, err, "space at the end is no tail")
}
