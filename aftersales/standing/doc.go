// Package standing supervises merchants: what their orders and cases say about
// them, points for what went wrong, and what follows from points.
//
//	j := standing.Judge(rule, standing.Tally{Good: 540, Bad: 20}, standing.Tally{Good: 2000, Bad: 70})
//	s := standing.Replay("lamplight", entries, standing.Marketplace(), now)
//	s.Has(standing.PublishBan, now)
//
// A rate is judged by what is likely behind it and not by the rate itself, so
// that a few orders never condemn a shop, however often one looks. Points are an
// append-only ledger: replaying it gives the same standing everywhere, and a
// successful appeal gives the standing that would have been without them.
//
// A Service keeps marks and ledgers: whoever hears of orders and cases records
// marks, which are the same whenever they are recorded again, and every Monday each
// seller that has any is reviewed. What people write is sealed at rest.
package standing
