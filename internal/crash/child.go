package crash

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/cartwright-go/cartwright"
	"github.com/cartwright-go/cartwright/event"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment/sandbox"
	"github.com/cartwright-go/cartwright/secure"
)

// What a child is told through its environment.
const (
	envDir     = "CARTWRIGHT_CRASH_DIR"
	envAddress = "CARTWRIGHT_CRASH_ADDRESS" // of the database, empty: a file of the folder
	envMutant  = "CARTWRIGHT_CRASH_MUTANT"
	envStart   = "CARTWRIGHT_CRASH_START" // milliseconds since 1970
	envCodes   = "CARTWRIGHT_CRASH_CODES" // set: buyers have codes
	envRush    = "CARTWRIGHT_CRASH_RUSH"  // set: a child of a Rush on this database
)

const (
	buyers   = 3
	lifetime = 30 * time.Second // of a child that nobody kills
	speed    = 1000             // how fast the clock of a child runs
	span     = 40 * time.Minute // how far it gets, and from one child to the next
	pipe     = 3                // the file descriptor of the acknowledgements
)

// IsChild reports whether this process is a child that a Plan or a Rush started.
func IsChild() bool { return os.Getenv(envDir) != "" || os.Getenv(envRush) != "" }

// Child works until it is killed and answers the exit status of a child that
// could not go on.
func Child() int {
	ctx, stop := context.WithTimeout(context.Background(), lifetime)
	defer stop()
	life := work
	if os.Getenv(envRush) != "" {
		life = redeem
	}
	if err := life(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "crash: child:", err)
		return 1
	}
	return 0
}

// clock runs fast from start and stands still before the next child's begins.
func clock(start, began time.Time) func() time.Time {
	return func() time.Time { return start.Add(min(time.Since(began)*speed, span-time.Second)).UTC() }
}

// A worker is a shop with people in it.
type worker struct {
	*shop
	*voice
	name string // differs between children
}

// A voice acknowledges.
type voice struct {
	mu  sync.Mutex
	out *os.File
}

func newVoice() *voice { return &voice{out: os.NewFile(pipe, "acknowledgements")} }

func work(ctx context.Context) error {
	millis, err := strconv.ParseInt(os.Getenv(envStart), 10, 64)
	if err != nil {
		return err
	}
	at := site{os.Getenv(envDir), os.Getenv(envAddress), os.Getenv(envCodes) != ""}
	s, err := at.open(ctx, clock(time.UnixMilli(millis), time.Now()))
	if err != nil {
		return err
	}
	w := &worker{shop: s, voice: newVoice(), name: os.Getenv(envStart)}
	if err := mutate(s.Shop, Mutant(os.Getenv(envMutant)), w.acknowledge); err != nil {
		return err
	}
	people := []deed{w.background}
	for i := range buyers {
		if at.codes {
			people = append(people, w.hunter(i))
		} else {
			people = append(people, w.buyer(i))
		}
	}
	if !at.codes { // what is shipped is never given back
		people = append(people, w.merchant)
	}
	return crowd(ctx, people...)
}

// A deed is what somebody does again and again.
type deed = func(context.Context) error

// crowd lets everybody do it at once, until one of them cannot go on.
func crowd(ctx context.Context, deeds ...deed) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	for _, one := range deeds {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := one(ctx); err != nil && !ordinary(err) {
					stop(err)
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// ordinary reports whether err is an answer that a command may give to somebody
// whose picture of an order is a moment old.
func ordinary(err error) bool {
	for _, known := range []error{event.ErrStale, fsm.ErrNotPermitted, order.ErrInput, order.ErrOverRefund, order.ErrPriceChanged, coupon.ErrRefused} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}

// acknowledge tells the world that a command has returned. It is one write of
// one line, so that a kill leaves a whole line or none.
func (v *voice) acknowledge(kind, id string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, err := v.out.WriteString(kind + " " + id + "\n")
	return err
}

// buyer places one order after the other, some with cards that have bad days,
// and cancels some.
func (w *worker) buyer(i int) func(context.Context) error {
	cards := [...]string{
		sandbox.OK, sandbox.LostExecuted, sandbox.OK, sandbox.Stall, sandbox.NotifyTwice, sandbox.OK, sandbox.Decline,
		sandbox.LostNotExecuted, sandbox.OK,
	}
	by := secure.Actor{ID: "buyer-" + strconv.Itoa(i), Role: secure.RoleBuyer}
	n := i
	return func(ctx context.Context) error {
		n++
		p, err := w.Orders.Place(ctx, by, request(w.name+"-"+strconv.Itoa(n), n, cards[n%len(cards)]))
		if err != nil {
			return err
		}
		if err := w.acknowledge(Placed, string(p.Purchase.ID)); err != nil || n%7 != 0 {
			return err
		}
		id := p.Orders[0].ID
		if _, err := w.Orders.Cancel(ctx, by, id); err != nil {
			return err
		}
		return w.acknowledge(Cancelled, string(id))
	}
}

// merchant looks at orders, those of earlier children too, accepts and packs
// them, and gives some money back.
func (w *worker) merchant(ctx context.Context) error {
	q := order.Query{Status: []order.Status{order.Confirmed, order.Accepted, order.Shipped, order.Delivered}, Limit: 20}
	for o, err := range w.Orders.Orders(ctx, staff(), q) {
		if err != nil {
			return err
		}
		if err := w.serve(ctx, o); err != nil && !ordinary(err) {
			return err
		}
	}
	return nil
}

func (w *worker) serve(ctx context.Context, o order.Order) error {
	switch {
	case o.Status == order.Confirmed:
		if _, err := w.Orders.Accept(ctx, staff(), o.ID); err != nil {
			return err
		}
		return w.acknowledge(Accepted, string(o.ID))
	case o.Status == order.Accepted && o.Progress[0].Packed == 0:
		if _, err := w.Orders.HandOver(ctx, staff(), o.ID, order.Parcel{}); err != nil {
			return err
		}
		return w.acknowledge(Packed, string(o.ID))
	case o.Status != order.Accepted && o.ID[len(o.ID)-1]%2 == 0 && o.Refunded.IsZero() && o.Refunding.IsZero():
		back := order.RefundRequest{Items: []order.Units{{Line: 1, Units: 1}}, Reason: "scratched"}
		r, err := w.Orders.Refund(ctx, staff(), o.ID, back)
		if err != nil {
			return err
		}
		return w.acknowledge(Refunded, string(r.Ref))
	}
	return nil
}

// background does what a host's own loop does, and hands over what the provider
// has to say.
func (w *worker) background(ctx context.Context) error {
	if err := w.psp.Deliver(ctx); err != nil && !ordinary(err) {
		return err
	}
	_, err := w.RunOnce(ctx)
	return err
}

// Kinds of acknowledgements, each with what it names.
const (
	Placed    = "placed"    // a purchase
	Accepted  = "accepted"  // an order
	Packed    = "packed"    // an order
	Cancelled = "cancelled" // an order
	Refunded  = "refunded"  // an operation
)

// rewire gives the services of a shop another backend.
func rewire(s *cartwright.Shop, b cartwright.Backend) {
	s.Backend, s.Orders.Store = b, b.Orders()
}
