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
	dimCount
)

// dict numbers the values that rules name.
type dict struct {
	ids  [dimCount]map[string]int32
	dims []dim // by number
}

func (d *dict) id(k dim, text string) int32 {
	n, ok := d.ids[k][text]
	if ok {
		return n
	}
	if d.ids[k] == nil {
		d.ids[k] = map[string]int32{}
	}
	n = int32(len(d.dims))
	d.ids[k][text], d.dims = n, append(d.dims, k)
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

// rarity estimates how many carts have one of some keys, from what they are about.
func (d *dict) rarity(keys []int32) int {
	sum := 0
	for _, key := range keys {
		switch d.dims[key] {
		case dimProduct, dimVariant, dimBuyer:
			sum++
		case dimBrand, dimSeller:
			sum += 16
		case dimTag, dimCategory:
			sum += 64
		case dimGroup:
			sum += 256
		default:
			sum += 1024
		}
	}
	return sum
}

// rarer is whichever of two lists of keys fewer carts have; nil stands for all carts.
func (d *dict) rarer(a, b []int32) []int32 {
	if a == nil || b != nil && d.rarity(b) < d.rarity(a) {
		return b
	}
	return a
}

// covered is a tree of conditions of which a cart must have some keys.
type covered interface {
	cover(d *dict) []int32
}

// rarestOf is the rarest cover of trees that must all be met.
func rarestOf[T covered](d *dict, trees []T) []int32 {
	var best []int32
	for _, t := range trees {
		best = d.rarer(best, t.cover(d))
	}
	return best
}

// eitherOf covers trees of which one must be met.
func eitherOf[T covered](d *dict, trees []T) []int32 {
	var all []int32
	for _, t := range trees {
		keys := t.cover(d)
		if keys == nil {
			return nil
		}
		all = append(all, keys...)
	}
	return all
}

// index finds the rules that a cart can meet.
type index struct {
	dict    dict
	quick   []quick // by key, and in the order of the rules
	from    []int32 // by key: where its rules begin; one more for those that no key finds, and the end
	keyPool []int32
	rungs   []rung // of ladders
	codes   map[string][]int32
	ids     map[string]int32
	scratch sync.Pool // of *evaluation
}

// post files each rule under the keys of which a cart must have one.
func (x *index) post(rules []*compiled) {
	postings := make([][]int32, len(x.dict.dims)+1)
	always := len(postings) - 1
	for i, c := range rules {
		r := int32(i)
		if c.rule.ByCode || len(c.rule.Codes) > 0 {
			for _, code := range c.rule.Codes {
				x.codes[code] = append(x.codes[code], r)
			}
			continue
		}
		keys := c.cover(&x.dict)
		if keys == nil {
			postings[always] = append(postings[always], r)
			continue
		}
		c.several = len(keys) > 1
		for _, key := range keys {
			postings[key] = append(postings[key], r)
		}
	}
	x.from = make([]int32, 0, len(postings)+1)
	for _, list := range postings {
		x.from = append(x.from, int32(len(x.quick)))
		for _, r := range list {
			x.quick = append(x.quick, x.quicken(r, rules[r]))
		}
	}
	x.from = append(x.from, int32(len(x.quick)))
}

// under are the rules that a key finds.
func (x *index) under(key int32) []quick { return x.quick[x.from[key]:x.from[key+1]] }

// always are the rules that no key finds.
func (x *index) always() []quick { return x.under(int32(len(x.from) - 2)) }

// keyring is which values a cart has, by key.
type keyring struct {
	slot   []int32 // by key: 1 + index into lines, or 0
	used   []int32 // keys with a slot
	lines  []set   // for keys of the buyer and the order, nil
	seen   []bool  // by rule
	marked []int32 // rules that are seen
}

// linesOf are the lines that have a value, nil for none.
func (k *keyring) linesOf(id int32) set {
	if slot := k.slot[id]; slot != 0 {
		return k.lines[slot-1]
	}
	return nil
}

// reset makes a keyring clean for the next cart.
func (k *keyring) reset() {
	for _, id := range k.used {
		k.slot[id] = 0
	}
	for _, r := range k.marked {
		k.seen[r] = false
	}
	clear(k.lines)
	k.used, k.marked, k.lines = k.used[:0], k.marked[:0], k.lines[:0]
}

// mark marks a rule as seen, and reports whether it was not.
func (k *keyring) mark(rule int32) bool {
	if k.seen[rule] {
		return false
	}
	k.seen[rule] = true
	k.marked = append(k.marked, rule)
	return true
}

// note records that the cart, or a line of it, has a value.
func (e *evaluation) note(d dim, text string, line int) {
	if text == "" {
		return
	}
	id, ok := e.rules.index.dict.ids[d][text]
	if !ok {
		return
	}
	k := &e.keys
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

// consider lists the rules that a cart could meet, in the order in which rules
// act: those to be explained.
func (e *evaluation) consider() []int32 {
	x, k := &e.rules.index, &e.keys
	see := func(list []quick) {
		for i := range list {
			k.mark(list[i].rule)
		}
	}
	for _, id := range k.used {
		see(x.under(id))
	}
	see(x.always())
	for r := range e.codes {
		k.mark(r)
	}
	if e.options.All {
		for r := range e.rules.compiled {
			k.mark(int32(r))
		}
	}
	slices.Sort(k.marked)
	return k.marked
}

// scan looks at the rules that the index finds, and lists those that may apply
// in the order in which rules act. What simple rules give goes into e.lites.
func (e *evaluation) scan(simple bool) []int32 {
	x := &e.rules.index
	at := e.facts.At.UnixNano()
	for _, id := range e.keys.used {
		e.scanList(x.under(id), at, simple)
	}
	e.scanList(x.always(), at, simple)
	for r := range e.codes {
		e.found = append(e.found, r)
	}
	slices.Sort(e.found)
	return e.found
}

func (e *evaluation) scanList(list []quick, at int64, simple bool) {
	for i := range list {
		q := &list[i]
		if !e.passes(q, at) || q.several && !e.keys.mark(q.rule) || len(e.codes) > 0 && e.codes[q.rule] > 0 {
			continue
		}
		if !simple || q.act == 0 || q.act == quickLadder && e.floors {
			e.found = append(e.found, q.rule)
			continue
		}
		if e.proving {
			e.light = append(e.light, q.rule)
		}
		if q.act == quickLadder {
			e.addLadder(q)
		} else {
			e.addLites(q)
		}
	}
}
