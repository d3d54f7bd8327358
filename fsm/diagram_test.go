package fsm_test

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/fsm"
)

func draw(t *testing.T, machine *fsm.Machine[status, event, *order]) (mermaid, dot string) {
	t.Helper()
	var m, d strings.Builder
	require.NoError(t, machine.WriteMermaid(&m))
	require.NoError(t, machine.WriteDOT(&d))
	return m.String(), d.String()
}

func TestDiagramsEscape(t *testing.T) {
	hostile := fsm.Must(fsm.New(`a "quoted" \name`, "end",
		rule{Event: "pay\n-->x: \"now\"; <b>&amp;", From: []status{"end"}, To: `back\slash" ]; x`},
		rule{Event: "支付", From: []status{"end"}, To: "已付款", If: notPacked, Final: true},
	))
	mermaid, dot := draw(t, hostile)
	assert.Equal(t, `stateDiagram-v2
    state "end" as s0
    state "back#92;slash#34; ]#59; x" as s1
    state "已付款" as s2
    [*] --> s0
    s0 --> s1 : pay#10;--#62;x#58; #34;now#34;#59; #60;b#62;#38;amp#59;
    s0 --> s2 : 支付 [guarded]
    s2 --> [*]
`, mermaid)
	assert.Equal(t, `digraph "a \"quoted\" \\name" {
    rankdir=LR
    node [shape=box, style=rounded]
    start [shape=point, label=""]
    s0 [label="end"]
    s1 [label="back\\slash\" ]; x"]
    s2 [label="已付款", peripheries=2]
    start -> s0
    s0 -> s1 [label="pay\n-->x: \"now\"; <b>&amp;amp;"]
    s0 -> s2 [label="支付 [guarded]"]
}
`, dot)
}

func TestMermaidIdentifiers(t *testing.T) {
	for name, own := range map[string]bool{
		"placed": true, "A_1": true, "ended": true, "az": true, "za": true, "AZ": true, "Z09": true, "a0": true, "a9": true,
		"end": false, "State": false, "1st": false, "_x": false, "on-hold": false, "two words": false, "a`b": false, "a{": false, "a@": false, "a[": false, "a/": false, "a:": false, "é": false,
	} {
		mermaid, _ := draw(t, fsm.Must(fsm.New("m", status(name), rule{Event: pay, From: []status{status(name)}, To: "done"})))
		assert.Equal(t, own, strings.Contains(mermaid, "[*] --> "+name+"\n"), name)
	}
}

// sameText has distinct values with one text: a diagram must not merge them.
type sameText int

func (sameText) String() string { return "same" }

func TestStatesWithOneText(t *testing.T) {
	machine := fsm.Must(fsm.New("m", sameText(1), fsm.Rule[sameText, event, *order]{Event: pay, From: []sameText{1}, To: 2}))
	var b strings.Builder
	require.NoError(t, machine.WriteMermaid(&b))
	assert.Contains(t, b.String(), "s0 --> s1 : pay")
}

type brokenWriter struct{}

var errDisk = errors.New("disk full")

func (brokenWriter) Write([]byte) (int, error) { return 0, errDisk }

func TestDiagramsReturnTheWritersError(t *testing.T) {
	require.ErrorIs(t, lifecycle().WriteMermaid(brokenWriter{}), errDisk)
	require.ErrorIs(t, lifecycle().WriteDOT(brokenWriter{}), errDisk)
}

var (
	mermaidLine = regexp.MustCompile(`^    (state "[^"\n;:]*(#\d+;[^"\n;:]*)*" as s\d+|(\[\*\]|\w+) --> (\[\*\]|\w+)( : [^\n:;"]*(#\d+;[^\n:;"]*)*)?)$`)
	dotLine     = regexp.MustCompile(`^    (rankdir=LR|node \[.*\]|start \[.*\]|start -> s0|s\d+ \[label="([^"\\]|\\.)*"(, peripheries=2)?\]|s\d+ -> s\d+ \[label="([^"\\]|\\.)*"\])$`)
)

// FuzzDiagrams looks for names that break out of their place in a diagram.
func FuzzDiagrams(f *testing.F) {
	f.Add("order", "placed", "paid", "pay")
	f.Add(`"`, "a\nb", "end", "x --> y : z")
	f.Add("\\", "\\\"", "#59;", "\x00\xff")
	f.Add("m", "state", "%%{init}%%", "\u2028<<fork>>")
	f.Fuzz(func(t *testing.T, name, from, to, what string) {
		machine, err := fsm.New(name, status(from), rule{Event: event(what), From: []status{status(from)}, To: status(to)})
		if err != nil {
			require.ErrorIs(t, err, fsm.ErrInvalid)
			return
		}
		mermaid, dot := draw(t, machine)
		lines := strings.Split(strings.TrimSuffix(mermaid, "\n"), "\n")
		require.Equal(t, "stateDiagram-v2", lines[0])
		for _, line := range lines[1:] {
			require.Regexp(t, mermaidLine, line)
		}
		lines = strings.Split(strings.TrimSuffix(dot, "\n"), "\n")
		require.Regexp(t, `^digraph "([^"\\]|\\.)*" \{$`, lines[0])
		require.Equal(t, "}", lines[len(lines)-1])
		for _, line := range lines[1 : len(lines)-1] {
			require.Regexp(t, dotLine, line)
		}
	})
}
