package picture_test

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/examples/store/picture"
)

var update = flag.Bool("update", false, "write testdata/golden.txt anew")

// drawn returns every picture the store can show, by name, in a fixed order.
func drawn() (names []string, pictures map[string][]byte) {
	pictures = map[string][]byte{}
	add := func(name string, svg []byte) {
		names = append(names, name)
		pictures[name] = svg
	}
	for _, product := range picture.All() {
		for _, variant := range product.Variants {
			add(variant.Slug, picture.Draw(variant.Picture))
		}
	}
	for _, kind := range picture.Kinds() {
		add("kind/"+kind, picture.Draw(picture.Picture{Kind: kind}))
	}
	for _, name := range picture.Scenes() {
		for _, mirrored := range []bool{false, true} {
			svg, _ := picture.Scene(name, mirrored)
			add(fmt.Sprintf("scene/%s/%t", name, mirrored), svg)
		}
	}
	add("mark", picture.Mark())
	return names, pictures
}

func TestPicturesKeepTheirBytes(t *testing.T) {
	names, pictures := drawn()
	var got strings.Builder
	for _, name := range names {
		fmt.Fprintf(&got, "%s %s\n", picture.Hash(pictures[name]), name)
	}
	golden := filepath.Join("testdata", "golden.txt")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("pictures changed; look at them, then run with -update:\n%s", diff)
	}
}

func TestPicturesDifferAndRepeat(t *testing.T) {
	names, first := drawn()
	_, second := drawn()
	seen := map[string]string{}
	for _, name := range names {
		require.Equal(t, first[name], second[name], name)
		hash := picture.Hash(first[name])
		require.Empty(t, seen[hash], "%s looks like another", name)
		seen[hash] = name
	}
}

var (
	idPattern     = regexp.MustCompile(` id="([^"]*)"`)
	targetPattern = regexp.MustCompile(`url\(#([^)]*)\)|href="#([^"]*)"`)
	forbidden     = regexp.MustCompile(`style=|<style|<script|\son[a-z]+=|NaN|Inf|%!|\{|\}`)
)

func TestPicturesAreWellFormed(t *testing.T) {
	names, pictures := drawn()
	for _, name := range names {
		wellFormed(t, name, pictures[name])
	}
}

// wellFormed checks that a document parses, that its ids are its own, that
// every reference meets one and that the content policy lets it pass.
func wellFormed(t *testing.T, name string, svg []byte) {
	t.Helper()
	decoder := xml.NewDecoder(bytes.NewReader(svg))
	for {
		_, err := decoder.Token()
		if err == io.EOF {
			break
		}
		require.NoError(t, err, name)
	}
	ids := map[string]bool{}
	for _, m := range idPattern.FindAllSubmatch(svg, -1) {
		id := string(m[1])
		require.False(t, ids[id], "%s: id %q twice", name, id)
		ids[id] = true
	}
	for _, m := range targetPattern.FindAllSubmatch(svg, -1) {
		id := string(m[1]) + string(m[2])
		require.True(t, ids[id], "%s: reference to missing %q", name, id)
	}
	require.Empty(t, forbidden.FindString(string(svg)), name)
}

func TestPicturesStaySmall(t *testing.T) {
	names, pictures := drawn()
	total, count := 0, 0
	for _, name := range names {
		size := zipped(t, pictures[name])
		if strings.HasPrefix(name, "scene/") {
			require.LessOrEqual(t, size, 6000, name)
			continue
		}
		require.LessOrEqual(t, size, 1600, name)
		total += size
		count++
	}
	require.LessOrEqual(t, total/count, 1200, "mean size")
}

func zipped(t *testing.T, data []byte) int {
	t.Helper()
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(data)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}

func TestTheRangeIsComplete(t *testing.T) {
	perCategory := map[string]int{}
	slugs := map[string]bool{}
	for _, product := range picture.All() {
		perCategory[product.Category]++
		require.NotEmpty(t, product.Chinese, product.Slug)
		require.NotEmpty(t, product.English, product.Slug)
		require.Equal(t, product.Slug, product.Variants[0].Slug)
		for _, variant := range product.Variants {
			require.False(t, slugs[variant.Slug], variant.Slug)
			slugs[variant.Slug] = true
			require.NoError(t, variant.Picture.Check(), variant.Slug)
			found, ok := picture.Find(variant.Slug)
			require.True(t, ok)
			require.Equal(t, variant.Picture, found)
			require.NotEmpty(t, picture.Views(variant.Picture.Kind))
		}
	}
	require.Len(t, picture.Categories(), 8)
	for _, category := range picture.Categories() {
		require.Equal(t, 5, perCategory[category.Slug], category.Slug)
		require.True(t, slugs[category.Cover], category.Cover)
	}
}

func TestNeighboursStandOnDifferentGrounds(t *testing.T) {
	last := picture.Product{}
	for _, product := range picture.All() {
		if product.Category == last.Category {
			require.NotEqual(t, last.Variants[0].Picture.Backdrop, product.Variants[0].Picture.Backdrop, product.Slug)
		}
		last = product
	}
}

func TestTextIsEscaped(t *testing.T) {
	svg := picture.Draw(picture.Picture{Kind: "book", Title: `</text><script>"&{a}`, Line: "a\x00b"})
	require.Contains(t, string(svg), `&lt;/text&gt;&lt;script&gt;&#34;&amp;{a}`)
	require.NotContains(t, string(svg), "<script>")
}

func TestCheckNamesTheField(t *testing.T) {
	for _, c := range []struct {
		picture picture.Picture
		want    string
	}{
		{picture.Picture{Kind: "boat"}, `picture: unknown kind "boat"`},
		{picture.Picture{Kind: "mug", Colour: "puce"}, `picture: colour "puce" is neither a name of the palette nor #rrggbb`},
		{picture.Picture{Kind: "mug", Second: "#12345g"}, `picture: second "#12345g" is neither a name of the palette nor #rrggbb`},
		{picture.Picture{Kind: "mug", Third: "#123"}, `picture: third "#123" is neither a name of the palette nor #rrggbb`},
		{picture.Picture{Kind: "mug", Backdrop: "beach"}, `picture: unknown backdrop "beach"`},
	} {
		require.EqualError(t, c.picture.Check(), c.want)
		wellFormed(t, c.want, picture.Draw(c.picture))
	}
	require.NoError(t, picture.Picture{Kind: "mug", Colour: "#A0B1C2", Backdrop: "sand"}.Check())
}

func TestUnknownNames(t *testing.T) {
	_, ok := picture.Find("boat")
	require.False(t, ok)
	_, ok = picture.Scene("beach", false)
	require.False(t, ok)
	_, ok = picture.Hex("puce")
	require.False(t, ok)
	require.Empty(t, picture.Views("boat"))
}

func FuzzDraw(f *testing.F) {
	f.Add("book", "navy", "butter", "夜航", 1)
	f.Add("tin", "#00ff00", "", `<&>"'`, -3)
	f.Add("", "#zzzzzz", "moon", "\x00\xff{title}", 99)
	f.Fuzz(func(t *testing.T, kind, colour, backdrop, title string, style int) {
		p := picture.Picture{Kind: kind, Colour: colour, Second: colour, Third: colour, Backdrop: backdrop, Title: title, Line: title, Style: style}
		svg := picture.Draw(p)
		decoder := xml.NewDecoder(bytes.NewReader(svg))
		for {
			_, err := decoder.Token()
			if err == io.EOF {
				return
			}
			require.NoError(t, err)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	p, _ := picture.Find("cable-jumper")
	for b.Loop() {
		picture.Draw(p)
	}
}
