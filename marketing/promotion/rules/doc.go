// Package rules keeps the promotion rules of a shop: who saved what, what counts
// now, and the compiled book that carts are priced with.
//
//	shop := &rules.Service{Store: store, Policy: policy, Now: time.Now}
//	draft, err := shop.Save(ctx, merchant, rule, 0)                       // a draft, revision 1
//	live, err := shop.Publish(ctx, staff, rules.Step{ID: draft.ID, Version: draft.Version})
//	book, err := shop.Snapshot(ctx)                                       // compiled, kept until a rule changes
//	result, err := book.Evaluate(facts, promotion.Options{})
//
// A rule has two faces: the newest revision, which every Save adds to its
// history, and the one that counts, which Publish makes of the newest. So a live
// rule can be worked on while buyers see what was published. With
// Service.RequireTwo whoever saved last cannot publish; what a merchant's rule
// asks of others, such as a share that the platform pays, only those publish who
// may publish everybody's rules.
//
// A rule is judged when it is saved and again when it goes live: by itself, and
// in the book, where two rules may exclude each other in contradiction or have
// the same code at the same time. What goes live at the same moment is judged
// one after the other. Nothing here holds personal data.
package rules
