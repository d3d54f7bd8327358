// Package event carries what happened from one transaction to everybody else:
// an outbox that commits with the change, a Relay that hands events to a
// Publisher, an Inbox that lets a consumer act once on each event, and Timers
// that survive a restart.
//
//	relay := event.Relay{Outbox: db, Publisher: hub, Now: time.Now, Owner: host}
//	timers := event.Timers{Store: db, Now: time.Now, Handlers: payments.Timers()}
//	for range ticker.C {
//		_, err := relay.RunOnce(ctx)
//		...
//		_, err = timers.RunOnce(ctx)
//	}
//
// Nothing here starts a goroutine or reads a clock: the host calls RunOnce.
// Whoever writes a store or a publisher proves it with the kit in eventtest.
package event
