package promotion

import (
	"slices"
	"sync"
)

// A dim is what a key is about.
type dim uint8

const (
	dimProduct dim = iota
	dimVariant
	dimCategory
	dimBrand
	dimTag
	dimSeller
	dimGroup
	dimBuyer
	dimChannel
	dimCountry
	dimCurrency
	dimPayment
)

type dictKey struct {
	dim  dim
	text string
}

// dict numbers the values that rules name.
type dict struct{ ids map[dictKey]int32 }

func (d *dict) id(k dim, text string) int32 {
	key := dictKey{k, text}
	n, ok := d.ids[key]
	if !ok {
		n = int32(len(d.ids))
		d.ids[key] = n
	}
	return n
}

func (d *dict) list(k dim, texts []string) []int32 {
	ids := make([]int32, len(texts))
	for i, text := range texts {
		ids[i] = d.id(k, text)
	}
	slices.Sort(ids)
	return ids
}

// index finds the rules that a cart can meet.
type index struct {
	dict     dict
	postings [][]int32 // by key: rules that need it, or one of several such keys
	always   []int32   // rules that no key finds
	codes    map[string][]int32
	ids      map[string]int32
	scratch  sync.Pool // of *keyring
}

// keyring is which values a cart has, by key.
type keyring struct {
	slot  []int32 // by key: 1 + index into lines, or 0
	used  []int32 // keys with a slot
	lines []set   // for keys of the buyer and the order, nil
	seen  []bool  // by rule
	rules []int32 // that are seen
}

// linesOf are the lines that have a value, nil for none.
func (k *keyring) linesOf(id int32) set {
	if slot := k.slot[id]; slot != 0 {
		return k.lines[slot-1]
	}
	return nil
}

func (x *index) keyring() *keyring {
	if k, ok := x.scratch.Get().(*keyring); ok {
		return k
	}
	return &keyring{slot: make([]int32, len(x.postings)), seen: make([]bool, len(x.ids))}
}

// release makes a keyring clean for the next cart.
func (x *index) release(k *keyring) {
	for _, id := range k.used {
		k.slot[id] = 0
	}
	for _, r := range k.rules {
		k.seen[r] = false
	}
	clear(k.lines)
	k.used, k.rules, k.lines = k.used[:0], k.rules[:0], k.lines[:0]
	x.scratch.Put(k)
}

// note records that the cart, or a line of it, has a value.
func (e *evaluation) note(d dim, text string, line int) {
	if text == "" {
		return
	}
	id, ok := e.rules.index.dict.ids[dictKey{d, text}]
	if !ok {
		return
	}
	k := e.keys
	if k.slot[id] == 0 {
		k.used = append(k.used, id)
		var lines set
		if line >= 0 {
			lines = e.words.set()
		}
		k.lines = append(k.lines, lines)
		k.slot[id] = int32(len(k.lines))
	}
	if line >= 0 {
		k.lines[k.slot[id]-1].add(line)
	}
}

// noteAll records every value of the cart that some rule names.
func (e *evaluation) noteAll() {
	f := e.facts
	for i := range f.Lines {
		l := &f.Lines[i]
		e.note(dimProduct, string(l.Product), i)
		e.note(dimVariant, string(l.SKU), i)
		e.note(dimBrand, l.Brand, i)
		e.note(dimSeller, string(l.Seller), i)
		for _, c := range l.Category {
			e.note(dimCategory, c, i)
		}
		for _, t := range l.Tags {
			e.note(dimTag, t, i)
		}
	}
	for _, g := range f.Buyer.Groups {
		e.note(dimGroup, g, -1)
	}
	e.note(dimBuyer, f.Buyer.ID, -1)
	e.note(dimChannel, f.Channel, -1)
	e.note(dimCountry, f.Country, -1)
	e.note(dimCurrency, f.Currency, -1)
	e.note(dimPayment, f.Payment, -1)
}

func (e *evaluation) hasKey(ids []int32) bool {
	for _, id := range ids {
		if e.keys.slot[id] != 0 {
			return true
		}
	}
	return false
}

// consider lists the rules to look at, in the order in which rules act.
func (e *evaluation) consider() []int32 {
	x, k := &e.rules.index, e.keys
	see := func(rules []int32) {
		for _, r := range rules {
			if !k.seen[r] {
				k.seen[r] = true
				k.rules = append(k.rules, r)
			}
		}
	}
	for _, id := range k.used {
		see(x.postings[id])
	}
	see(x.always)
	for r := range e.codes {
		see([]int32{r})
	}
	if e.options.All {
		for r := range e.rules.compiled {
			see([]int32{int32(r)})
		}
	}
	slices.Sort(k.rules)
	return k.rules
}

// post files each rule under the keys that a cart must have one of.
func (x *index) post(rules []*compiled) {
	x.postings = make([][]int32, len(x.dict.ids))
	for i, c := range rules {
		r := int32(i)
		if c.rule.ByCode || len(c.rule.Codes) > 0 {
			for _, code := range c.rule.Codes {
				x.codes[code] = append(x.codes[code], r)
			}
			continue
		}
		keys, ok := c.cover()
		if !ok {
			x.always = append(x.always, r)
			continue
		}
		for _, key := range keys {
			x.postings[key] = append(x.postings[key], r)
		}
	}
}
