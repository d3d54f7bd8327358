package crash

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/marketing/promotion"
	"github.com/cartwright-go/cartwright/marketing/promotion/coupon"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/sqlstore"
	"github.com/cartwright-go/cartwright/sqlstore/coupons"
	"github.com/cartwright-go/cartwright/sqlstore/postgres"
	"github.com/cartwright-go/cartwright/sqlstore/sqlite"
)

// What everybody wants: a rule of which there are few, and codes that are used
// up soon.
const (
	scarce     = "hot"
	scarceMost = 60 // redemptions in total
	buyerMost  = 8  // of one buyer
	single     = "single"
	codes      = 20
	codeUses   = 2
)

// A Rush says how often to kill processes that redeem a scarce promotion, give it
// back and redeem it again. The program that runs it must call Child where
// IsChild says so.
type Rush struct {
	Address string // sqlite:FILE or postgres://…, an empty database
	Kills   int
	Seed    uint64 // chooses the moments
	Mutant  Mutant
	Eager   bool         // end with the first loss or violation
	Log     func(Result) // called after every kill; nil: nobody hears
}

// Run kills and audits, and in the end redeems what is left: exactly as much as
// the limit says. An error means that the rush could not be carried out.
func (p Rush) Run(ctx context.Context) (r Result, err error) {
	began := time.Now()
	defer func() { r.Took = time.Since(began) }()
	s, err := openCounter(ctx, p.Address, func() time.Time { return time.UnixMilli(epoch) })
	if err == nil {
		err = errors.Join(issue(ctx, s.service.Store), s.Close())
	}
	if err != nil {
		return r, err
	}
	chance := rand.New(rand.NewPCG(p.Seed, 1))
	var acks []Ack
	for r.Kills < p.Kills && !r.broken() {
		moment := time.Duration(chance.Int64N(int64(most) + 1))
		more, err := killed(ctx, moment, envRush+"="+p.Address, envMutant+"="+string(p.Mutant), envStart+"="+strconv.Itoa(epoch+r.Kills*1000))
		if err != nil {
			return r, err
		}
		acks = append(acks, more...)
		r.tally(more)
		if err := p.audited(ctx, acks, &r); err != nil {
			return r, err
		}
		if p.Log != nil {
			p.Log(r)
		}
		if r.broken() && p.Eager {
			return r, nil
		}
	}
	return r, p.exhaust(ctx, &r)
}

// tally counts what a rush acknowledged: redemptions and other commands.
func (r *Result) tally(acks []Ack) {
	r.Kills++
	for _, a := range acks {
		if a.Kind == Redeemed {
			r.Acked++
		} else {
			r.Commands++
		}
	}
}

func (p Rush) audited(ctx context.Context, acks []Ack, r *Result) error {
	return afterKill(ctx, p.Address, func(db *sql.DB) error {
		found, err := AuditCoupons(ctx, db, acks)
		r.add(found)
		return err
	})
}

// afterKill is onDatabase when what a killed process left running on a server has
// ended.
func afterKill(ctx context.Context, address string, fn func(*sql.DB) error) error {
	return onDatabase(address, func(db *sql.DB) error {
		if err := alone(ctx, db); err != nil {
			return err
		}
		return fn(db)
	})
}

// onDatabase opens a database by itself, without a store.
func onDatabase(address string, fn func(*sql.DB) error) error {
	file, lite := strings.CutPrefix(address, "sqlite:")
	if lite {
		db, err := sqlite.Writer(file)
		if err != nil {
			return err
		}
		return errors.Join(fn(db), db.Close())
	}
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(fn(db), db.Close())
}

// alone waits until nobody else is connected to a server's database.
func alone(ctx context.Context, db *sql.DB) error {
	if !onServer(db) {
		return nil
	}
	const others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
	for until := time.Now().Add(patient); ; time.Sleep(time.Millisecond) {
		var n int
		if err := db.QueryRowContext(ctx, others).Scan(&n); err != nil || n == 0 {
			return err
		}
		if time.Now().After(until) {
			return fmt.Errorf("crash: %d connections of a killed process stay", n)
		}
	}
}

// A counter keeps coupons on one database.
type counter struct {
	io.Closer
	db      *sqlstore.DB
	service *coupon.Service
}

func openCounter(ctx context.Context, address string, now func() time.Time) (*counter, error) {
	db, err := openDatabase(ctx, address)
	if err != nil {
		return nil, err
	}
	c := &counter{Closer: db, db: db}
	if err := sqlstore.Migrate(ctx, db, coupons.Schema()); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	store, err := coupons.Open(ctx, db)
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	c.service = &coupon.Service{Store: store, Now: now, Rand: strings.NewReader("")}
	return c, nil
}

func openDatabase(ctx context.Context, address string) (*sqlstore.DB, error) {
	if file, lite := strings.CutPrefix(address, "sqlite:"); lite {
		return sqlite.Open(ctx, file, sqlite.Options{})
	}
	return postgres.Open(ctx, address, postgres.Options{})
}

func code(n int) string { return fmt.Sprintf("CODE%02d", n) }

// issue makes the codes.
func issue(ctx context.Context, store coupon.Store) error {
	at := time.UnixMilli(epoch).UTC()
	var list []coupon.Coupon
	for n := range codes {
		list = append(list, coupon.Coupon{Code: code(n), Campaign: "c", Rule: single, From: at, Uses: codeUses, Issued: at})
	}
	return store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error { return tx.SaveCoupons(ctx, list...) })
}

// take redeems the scarce rule, and a code with it.
func (c *counter) take(ctx context.Context, purchase, buyer, code string) error {
	ten := money.MustParseText("10 CNY")
	limits := promotion.Limits{Total: scarceMost, PerBuyer: buyerMost, Budget: promotion.Amounts{ten.Mul(scarceMost)}}
	list := []promotion.Applied{{Rule: scarce, Amount: ten, Limits: limits}}
	if code != "" {
		list = append(list, promotion.Applied{Rule: single, Amount: ten, Coupon: code})
	}
	return c.service.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		return c.service.ReserveIn(ctx, tx, coupon.Take{Purchase: purchase, Buyer: buyer, Applied: list})
	})
}

func (c *counter) confirm(ctx context.Context, purchase string) error {
	return c.service.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		_, err := c.service.ConfirmIn(ctx, tx, purchase)
		return err
	})
}

func (c *counter) giveBack(ctx context.Context, purchase string) error {
	return c.service.Store.Do(ctx, func(ctx context.Context, tx coupon.Tx) error {
		_, err := c.service.ReleaseIn(ctx, tx, purchase)
		return err
	})
}

// live are purchases that hold something.
func (c *counter) live(ctx context.Context) ([]string, error) {
	var list []string
	err := c.db.Read(ctx, sqlstore.Stmt{
		SQL: "SELECT DISTINCT purchase FROM cw_redemptions WHERE status <> $1", Args: []any{string(coupon.Released)},
		Rows: func(scan func(...any) error) error {
			var purchase string
			err := scan(&purchase)
			list = append(list, purchase)
			return err
		},
	})
	return list, err
}

// exhaust redeems all there is, twice: with what is live, and after everything
// was given back.
func (p Rush) exhaust(ctx context.Context, r *Result) error {
	c, err := openCounter(ctx, p.Address, func() time.Time { return time.UnixMilli(epoch) })
	if err != nil {
		return err
	}
	for _, round := range []string{"rest", "all"} {
		n, wrong := c.drain(ctx, round)
		if n != scarceMost && wrong == nil {
			r.Violations = append(r.Violations, fmt.Sprintf("a limit of %d gave %d redemptions", scarceMost, n))
		}
		err = errors.Join(err, wrong)
	}
	if err = errors.Join(err, c.Close()); err != nil {
		return err
	}
	return p.audited(ctx, nil, r)
}

// drain redeems until nothing is left, answers how many purchases hold something
// then, and gives all of it back.
func (c *counter) drain(ctx context.Context, round string) (int, error) {
	err := error(nil)
	for i := 0; err == nil; i++ {
		err = c.take(ctx, fmt.Sprint(round, i), fmt.Sprint(round, i), "")
	}
	if !errors.Is(err, coupon.ErrRefused) {
		return 0, err
	}
	live, err := c.live(ctx)
	for _, purchase := range live {
		err = errors.Join(err, c.giveBack(ctx, purchase))
	}
	return len(live), err
}
