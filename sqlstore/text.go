package sqlstore

import (
	"strconv"
	"strings"
)

// MaxRows is how many rows one statement of Multi should carry at most. Texts of
// so few rows are kept, and so are their prepared statements: to prepare one of
// hundreds of rows costs more than to run several, and hardly two are of one
// length.
const MaxRows = 32

// shape is the key of a kept text.
type shape struct {
	head string
	n    int
}

// text replaces the prefix in sql.
func (db *DB) text(sql string) string {
	if db.c.Prefix == defaultPrefix {
		return sql
	}
	if t, ok := db.texts.Load(shape{sql, 0}); ok {
		return t.(string)
	}
	t := strings.ReplaceAll(sql, defaultPrefix, db.c.Prefix)
	if len(sql) < 4096 {
		db.texts.Store(shape{sql, 0}, t)
	}
	return t
}

// Multi writes head, n rows of parameters and tail: "… ($1,$2),($3,$4) …". Each
// kind is the SQL type that its parameter is cast to, or empty. The text is kept
// by head and n, so one head must always come with the same kinds and tail.
func (db *DB) Multi(head string, n int, tail string, kinds ...string) string {
	key := shape{head, n}
	if t, ok := db.texts.Load(key); ok {
		return t.(string)
	}
	var b strings.Builder
	b.WriteString(head)
	for i := range n * len(kinds) {
		switch {
		case i == 0:
			b.WriteByte('(')
		case i%len(kinds) == 0:
			b.WriteString("),(")
		default:
			b.WriteByte(',')
		}
		p := "$" + strconv.Itoa(i+1)
		if kind := kinds[i%len(kinds)]; kind != "" {
			p = "CAST(" + p + " AS " + kind + ")"
		}
		b.WriteString(p)
	}
	b.WriteString(")" + tail)
	if n <= MaxRows {
		db.texts.Store(key, b.String())
	}
	return b.String()
}

// Plain is k parameters without a cast, as Multi takes them.
func Plain(k int) []string { return make([]string, k) }

// In writes head and a list of n parameters from $1: "… ($1,$2,$3)" and tail.
func (db *DB) In(head string, n int, tail string) string {
	key := shape{head, -n}
	if t, ok := db.texts.Load(key); ok {
		return t.(string)
	}
	list := make([]string, n)
	for i := range list {
		list[i] = "$" + strconv.Itoa(i+1)
	}
	t := head + "(" + strings.Join(list, ",") + ")" + tail
	if n <= MaxRows {
		db.texts.Store(key, t)
	}
	return t
}
