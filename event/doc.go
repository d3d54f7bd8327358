// Package event carries what happened from one transaction to everybody else:
// an outbox that commits with the change, a Relay that hands events to a
// Publisher, an Inbox that lets a consumer see each event once, and Timers that
// survive a restart.
//
// Nothing here starts a goroutine or reads a clock: the host calls RunOnce.
package event
