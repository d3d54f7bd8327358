package main

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/need"
)

// TestTablesAreWhatTheGeneratorWrites compares the committed tables with those made
// of the packages, when "npm ci" has put them here.
func TestTablesAreWhatTheGeneratorWrites(t *testing.T) {
	const dir = "node_modules"
	if _, err := os.Stat(filepath.Join(dir, "cldr-numbers-full", "package.json")); err != nil {
		need.Missing(t, "npm", "no data of CLDR "+version+": run npm ci in money/internal/cldrgen: "+err.Error())
	}
	files, err := generate(dir)
	require.NoError(t, err)
	require.Len(t, files, 5)
	for _, f := range files {
		committed, err := os.ReadFile(filepath.Join("..", "..", "format", filepath.FromSlash(f.name)))
		require.NoError(t, err)
		if filepath.Ext(f.name) == ".bin" { // compression may change with Go
			committed, f.text = inflated(t, committed), inflated(t, f.text)
		}
		require.True(t, bytes.Equal(committed, f.text), "%s differs: run go generate in money/format", f.name)
	}
}

// inflated unpacks names.bin.
func inflated(t *testing.T, bin []byte) []byte {
	t.Helper()
	// The first block begins where the ends stop: their number follows from the
	// last end, which is the length of all blocks.
	count := 0
	for 4*count+int(binary.LittleEndian.Uint32(bin[4*max(count-1, 0):])) != len(bin) {
		count++
	}
	var out []byte
	from := uint32(0)
	for i := range count {
		end := binary.LittleEndian.Uint32(bin[4*i:])
		if end > from {
			text, err := io.ReadAll(flate.NewReader(bytes.NewReader(bin[4*count:][from:end])))
			require.NoError(t, err)
			out = append(out, text...)
		}
		out = append(out, 0)
		from = end
	}
	return out
}

func TestGenerateRefuses(t *testing.T) {
	dir := t.TempDir()
	_, err := generate(dir)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "cldr-core"), 0o750))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "cldr-core", "package.json"), []byte(`{"version":"47.0.0"}`), 0o600))
	_, err = generate(dir)
	require.ErrorContains(t, err, "cldr-core is version 47.0.0, want 48.0.0")
}
