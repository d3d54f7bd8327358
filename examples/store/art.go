package main

import (
	"bytes"
	"cmp"
	"net/http"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/examples/store/picture"
	"github.com/cartwright-go/cartwright/examples/store/seed"
	"github.com/cartwright-go/cartwright/order"
)

// An art is a drawn picture and what it shows.
type art struct {
	svg     []byte
	hash    string
	views   []string // names of its close-ups
	colour  string   // #rrggbb of the goods
	chinese string   // the colour's name
	english string
}

// gallery draws every picture of the store once.
func gallery() map[string]art {
	all := map[string]art{"mark": {svg: picture.Mark()}}
	for _, name := range picture.Scenes() {
		svg, _ := picture.Scene(name, false)
		all[name] = art{svg: svg}
	}
	for _, p := range picture.All() {
		for _, look := range p.Variants {
			a := art{svg: picture.Draw(look.Picture), views: picture.Views(look.Picture.Kind), chinese: look.Chinese, english: look.English}
			a.colour, _ = picture.Hex(look.Colour)
			all[look.Slug] = a
		}
	}
	for name, a := range all {
		a.hash = picture.Hash(a.svg)
		all[name] = a
	}
	return all
}

// link is a picture's address, under which it may be kept for ever.
func (s *server) link(name string) string { return "/p/" + name + ".svg?v=" + s.art[name].hash }

func (s *server) picture(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimSuffix(r.PathValue("name"), ".svg")
	if _, ok := s.art[name]; !ok {
		http.NotFound(w, r)
		return
	}
	s.draw(w, name)
}

func (s *server) draw(w http.ResponseWriter, name string) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	_, _ = w.Write(s.art[name].svg)
}

func script(w http.ResponseWriter, r *http.Request) {
	js, err := page.Script()
	if err != nil {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "store.js", time.Time{}, bytes.NewReader(js))
}

// colour is the name of a variant's colour in the visitor's language; empty
// where there is no choice.
func (s *server) colour(v *visit, variant catalog.Variant) string {
	name := variant.Options["colour"]
	if a := s.art[variant.Picture]; name != "" && v.Lang == seed.Chinese && a.chinese != "" {
		return a.chinese
	}
	return name
}

// options are the options of a line in the visitor's language: the catalogue
// names colours in English.
func (s *server) options(v *visit, name, text string) string {
	a := s.art[name]
	if v.Lang == seed.Chinese && a.chinese != "" {
		text = strings.Replace(text, a.english, a.chinese, 1)
	}
	return strings.ReplaceAll(text, ", ", " / ")
}

// title is what a line of an order is called in the visitor's language: an order
// keeps the words in which it was placed, for what is no longer sold.
func (s *server) title(v *visit, l order.Line) string {
	if known, ok := v.titles[l.Slug]; ok {
		return cmp.Or(known, l.Title)
	}
	p, err := s.shop.Catalog.Product(v.Context(), v.By, l.Slug)
	if v.titles == nil {
		v.titles = map[string]string{}
	}
	v.titles[l.Slug] = ""
	if err == nil && p.ID == l.Product {
		v.titles[l.Slug] = p.Texts.In(v.Lang).Title
	}
	return cmp.Or(v.titles[l.Slug], l.Title)
}
