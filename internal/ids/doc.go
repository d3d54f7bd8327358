// Package ids makes the identifiers of every Cartwright record: 26 characters of
// Crockford base32 that sort by the millisecond of their making.
//
// An id holds 48 bits of UTC milliseconds and 80 random bits. Ids of one Source
// made within one millisecond still sort in the order they were made. An id is
// never a secret: whoever needs one takes a token of its own.
//
//	source := ids.New(time.Now, rand.Reader)
//	id, err := source.Next() // "01KAX3T8Q2B7J5M9W0Z4RFH6CE"
package ids
