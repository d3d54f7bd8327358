package event_test

import (
	"context"
	"fmt"
	"time"

	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/event/internal/fake"
)

func ExampleRelay() {
	ctx, noon := context.Background(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := fake.New() // a host takes memstore or sqlstore
	_ = store.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		return tx.Emit(ctx, event.Event{ID: "1", Type: "order.placed", Subject: "order/A", Version: 1, At: noon})
	})

	relay := event.Relay{
		Outbox: store, Owner: "host-1", Now: func() time.Time { return noon },
		Publisher: event.PublisherFunc(func(_ context.Context, e event.Event) error {
			fmt.Println(e.Type, e.Subject)
			return nil
		}),
	}
	fmt.Println(relay.RunOnce(ctx))
	fmt.Println(relay.RunOnce(ctx))
	// Output:
	// order.placed order/A
	// 1 <nil>
	// 0 <nil>
}

func ExampleTimers() {
	ctx, now := context.Background(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	store := fake.New()
	_ = store.Do(ctx, func(ctx context.Context, tx event.InboxTx) error {
		return tx.Schedule(ctx, event.Timer{Kind: "order.expire", Subject: "A", Due: now.Add(30 * time.Minute)})
	})

	timers := event.Timers{
		Store: store, Now: func() time.Time { return now },
		Handlers: map[string]func(context.Context, event.Timer) error{
			"order.expire": func(_ context.Context, t event.Timer) error {
				fmt.Println("expire", t.Subject)
				return nil
			},
		},
	}
	fmt.Println(timers.RunOnce(ctx))
	now = now.Add(time.Hour)
	fmt.Println(timers.RunOnce(ctx))
	// Output:
	// 0 <nil>
	// expire A
	// 1 <nil>
}

func ExampleInbox() {
	ctx := context.Background()
	inbox := event.Inbox{Store: fake.New(), Name: "mail", Now: time.Now}
	send := func(context.Context, event.InboxTx) error {
		fmt.Println("queued one mail")
		return nil
	}
	e := event.Event{ID: "1", Type: "order.placed", Subject: "order/A"}
	fmt.Println(inbox.Handle(ctx, e, send))
	fmt.Println(inbox.Handle(ctx, e, send)) // delivered again
	// Output:
	// queued one mail
	// <nil>
	// <nil>
}
