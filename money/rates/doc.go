// Package rates holds exact exchange rates: as fractions, with the provider,
// the kind and the time they were published.
//
//	feed, err := rates.ECBXML(bytes.NewReader(body)) // the host fetched body
//	table, err := rates.NewTable(feed.Rates)
//	rate, err := table.Lookup(usd, jpy, day)         // on or before day, exact cross
//	yen, err := rate.Convert(price, money.HalfUp)    // rounds once
//
// An inverse and a cross rate are exact, so conversion rounds once and only in
// calls that name a money.Mode. Central banks publish reference rates for
// information: ask a payment provider for a Quote where money changes hands.
//
// Nothing here opens a connection, reads a clock or starts a goroutine. The host
// fetches bytes and runs a Refresher; requests read what is there and never
// wait. Dual keeps the charged and the base amount of an order together, so
// that partial refunds restore both to the cent.
package rates
