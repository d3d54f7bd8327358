package main

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/catalog/stock"
	"github.com/cartwright-go/cartwright/fsm"
	"github.com/cartwright-go/cartwright/money"
	"github.com/cartwright-go/cartwright/order"
	"github.com/cartwright-go/cartwright/payment"
)

// A command of a case in a transaction.
type (
	command func(context.Context, aftersales.Tx) (outcome, error)
	outcome = aftersales.Outcome
)

// A subject is the case that a form is about, and the currency of its sums.
type subject struct {
	aftersales.Case
	currency money.Currency
}

// actOnCase does what a button of a case says, if the case still is as the page
// showed it: a second click, and one that came too late, change nothing.
func (s *server) actOnCase(v *visit) error {
	id := aftersales.ID(v.PathValue("id"))
	c, err := s.shop.Cases.Case(v.Context(), v.By, id)
	if err != nil {
		return err
	}
	do := v.FormValue("do")
	if do == string(aftersales.MaySay) && s.saidBefore(v, c) {
		return v.redirect("/case/" + string(id))
	}
	o, err := s.shop.Orders.Order(v.Context(), v.By, c.Order)
	if err != nil {
		return err
	}
	run, err := s.command(v, subject{c, o.Total.Currency()}, do)
	if err == nil {
		_, err = s.commit(v, func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			now, err := tx.Case(ctx, id)
			if err == nil && stale(v.FormValue("seen"), now, do) {
				err = errSeen
			}
			if err != nil {
				return outcome{}, err
			}
			return run(ctx, tx)
		})
	}
	if err != nil {
		return s.undoneCase(v, do, err)
	}
	if do == string(aftersales.MayPayDifference) {
		return s.payDifference(v, id)
	}
	return v.redirect("/case/" + string(id))
}

// stale reports whether a case has moved since the page was made; what costs money
// also looks at the messages, among which it leaves one.
func stale(page string, c aftersales.Case, do string) bool {
	steps, _, _ := strings.Cut(page, ".")
	switch aftersales.Command(do) {
	case aftersales.MaySay:
		return false
	case aftersales.MayCompensate:
		return page != seen(c)
	default:
		return steps != strconv.FormatInt(c.Steps, 10)
	}
}

// saidBefore reports whether the visitor's last message is the one of the form,
// which was sent twice.
func (s *server) saidBefore(v *visit, c aftersales.Case) bool {
	thread, err := s.shop.Cases.Thread(v.Context(), v.By, c.ID)
	if err != nil || len(thread) == 0 || v.FormValue("seen") == seen(c) {
		return false
	}
	last := thread[len(thread)-1]
	return last.By == v.By.ID && last.Text == v.FormValue("why")
}

// undoneCase shows the case again with what is wrong at its field, or with what
// happened meanwhile.
func (s *server) undoneCase(v *visit, do string, err error) error {
	var wrong slip
	switch {
	case errors.As(err, &wrong):
		v.status = http.StatusUnprocessableEntity
		return s.showCase(v, caseSlip{do: do, wrong: map[string]string{wrong.field: wrong.words}})
	case errors.Is(err, stock.ErrOutOfStock):
		v.status = http.StatusConflict
		return s.showCase(v, caseSlip{do: do, wrong: map[string]string{"carrier": v.say("fault.case.stock")}})
	case errors.Is(err, errSeen), errors.Is(err, fsm.ErrNotPermitted):
		return v.redirect("/case/" + v.PathValue("id") + "?changed=1")
	}
	if field, words, known := v.unasked(err); known {
		if field == "text" { // of a message, which the forms call so
			field, words = "why", v.say("fault.case.why")
		}
		v.status = http.StatusUnprocessableEntity
		return s.showCase(v, caseSlip{do: do, wrong: map[string]string{field: words}})
	}
	return err
}

// command is what a form asks for; faults of its fields are slips.
func (s *server) command(v *visit, c subject, do string) (command, error) {
	cases, by, id, why := s.shop.Cases, v.By, c.ID, v.FormValue("why")
	simple := map[aftersales.Command]command{
		aftersales.MayAgree: func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.AgreeIn(ctx, tx, by, id, why)
		},
		aftersales.MayDecline:  func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.DeclineIn(ctx, tx, by, id) },
		aftersales.MayWithdraw: func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.WithdrawIn(ctx, tx, by, id) },
		aftersales.MayConfirm:  func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.ConfirmIn(ctx, tx, by, id) },
		aftersales.MayReceive:  func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.ReceiveIn(ctx, tx, by, id) },
		aftersales.MayIntercept: func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.InterceptIn(ctx, tx, by, id)
		},
		aftersales.MayRefund: func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.RefundIn(ctx, tx, by, id) },
		aftersales.MayRetryRefund: func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.RetryRefundIn(ctx, tx, by, id)
		},
		aftersales.MayResume: func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.ResumeIn(ctx, tx, by, id) },
		aftersales.MayConvertRefund: func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.ConvertRefundIn(ctx, tx, by, id, why)
		},
		aftersales.MayIntercepted: func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.InterceptedIn(ctx, tx, by, id, v.FormValue("turned") == "yes")
		},
		aftersales.MayPause: func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.PauseIn(ctx, tx, by, id, aftersales.PauseReason(v.FormValue("pause")))
		},
	}
	if run, ok := simple[aftersales.Command(do)]; ok {
		return run, nil
	}
	if run, err := s.shipping(v, c, do); run != nil || err != nil {
		return run, err
	}
	if run, err := s.talking(v, c, do); run != nil || err != nil {
		return run, err
	}
	return s.paying(v, c, do)
}

// shipping are the commands about parcels and time.
func (s *server) shipping(v *visit, c subject, do string) (command, error) {
	cases, by, id := s.shop.Cases, v.By, c.ID
	slip := aftersales.Slip{Carrier: strings.TrimSpace(v.FormValue("carrier")), Number: strings.TrimSpace(v.FormValue("number"))}
	switch aftersales.Command(do) {
	case aftersales.MayShipBack:
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.ShipBackIn(ctx, tx, by, id, slip)
		}, nil
	case aftersales.MayReturnLabel:
		slip.Number = ""
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.ReturnLabelIn(ctx, tx, by, id, slip)
		}, nil
	case aftersales.MaySend:
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.SendIn(ctx, tx, by, id, slip)
		}, nil
	case aftersales.MayExtend:
		days, err := v.whole("longer", "0")
		if err != nil || days < 1 || days > 30 {
			return nil, v.amiss("longer")
		}
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.ExtendIn(ctx, tx, by, id, time.Duration(days)*24*time.Hour)
		}, nil
	default:
		return nil, nil
	}
}

// amiss is a fault of a field of a case's form.
func (v *visit) amiss(field string) slip {
	return slip{field: field, words: v.sayOr("fault.case."+field, v.say("fault.form"))}
}

// talking are the commands that leave words and pictures in the thread.
func (s *server) talking(v *visit, c subject, do string) (command, error) {
	cases, by, id := s.shop.Cases, v.By, c.ID
	var run func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error)
	switch aftersales.Command(do) {
	case aftersales.MaySay:
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.SayIn(ctx, tx, by, id, m)
		}
	case aftersales.MayReject:
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.RejectIn(ctx, tx, by, id, m)
		}
	case aftersales.MayEscalate:
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.EscalateIn(ctx, tx, by, id, m)
		}
	case aftersales.MayAppeal:
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.AppealIn(ctx, tx, by, id, m)
		}
	case aftersales.MayPayOffline:
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.PayOfflineIn(ctx, tx, by, id, m)
		}
	case aftersales.MayInspect:
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.InspectIn(ctx, tx, by, id, aftersales.Finding{Grades: v.grades(c), Text: m.Text, Evidence: m.Evidence})
		}
	case aftersales.MayAmend:
		amount, err := v.sumOf(c, true)
		if err != nil {
			return nil, err
		}
		run = func(ctx context.Context, tx aftersales.Tx, m aftersales.Message) (outcome, error) {
			return cases.AmendIn(ctx, tx, by, id, aftersales.Amendment{
				Kind: flow.Kind(v.FormValue("kind")), Amount: aftersales.Terms{Amount: amount}, Text: m.Text, Evidence: m.Evidence,
			})
		}
	default:
		return nil, nil
	}
	pieces, err := s.pictures(v)
	if err != nil {
		return nil, err
	}
	m := aftersales.Message{Text: strings.TrimSpace(v.FormValue("why")), Evidence: pieces}
	if blank(m.Text) && len(pieces) == 0 && aftersales.Command(do) != aftersales.MayInspect {
		return nil, v.amiss("why")
	}
	if aftersales.Command(do) == aftersales.MayPayOffline && len(pieces) != 1 {
		return nil, slip{field: "photos", words: v.say("fault.photo.one")}
	}
	return func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return run(ctx, tx, m) }, nil
}

// grades are what an inspection's form says of each item.
func (v *visit) grades(c subject) map[int]string {
	found := map[int]string{}
	for _, item := range c.Items {
		found[item.Line] = v.FormValue("grade" + strconv.Itoa(item.Line))
	}
	return found
}

// sumOf reads a sum of a form in the case's currency; the zero Money where none was
// typed and none is needed.
func (v *visit) sumOf(c subject, optional bool) (money.Money, error) {
	text := figures(v.FormValue("amount"))
	if text == "" && optional {
		return money.Money{}, nil
	}
	amount, err := money.Parse(text, c.currency)
	if err == nil {
		_, err = amount.Minor()
	}
	if err != nil || !amount.IsPositive() {
		return amount, v.amiss("amount")
	}
	return amount, nil
}

// paying are the commands about sums.
func (s *server) paying(v *visit, c subject, do string) (command, error) {
	cases, by, id, why := s.shop.Cases, v.By, c.ID, strings.TrimSpace(v.FormValue("why"))
	amount, err := v.sumOf(c, aftersales.Command(do) != aftersales.MayCompensate)
	if err != nil {
		return nil, err
	}
	switch aftersales.Command(do) {
	case aftersales.MayOffer:
		m := aftersales.Message{Text: why, Terms: &aftersales.Terms{Remedy: flow.Remedy(v.FormValue("remedy")), Amount: amount}}
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) { return cases.OfferIn(ctx, tx, by, id, m) }, nil
	case aftersales.MayDecide:
		r := aftersales.Ruling{For: flow.Verdict(v.FormValue("for")), Remedy: flow.Remedy(v.FormValue("remedy")), Amount: amount, Why: why}
		if r.For == flow.ForMerchant {
			r.Remedy, r.Amount = "", money.Money{}
		}
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.DecideIn(ctx, tx, by, id, r)
		}, nil
	case aftersales.MayCompensate:
		give := aftersales.Compensation{Amount: amount, Why: why}
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.CompensateIn(ctx, tx, by, id, give)
		}, nil
	case aftersales.MayPayDifference:
		t := v.cardTender("/case/" + string(id))
		return func(ctx context.Context, tx aftersales.Tx) (outcome, error) {
			return cases.PayDifferenceIn(ctx, tx, by, id, t)
		}, nil
	default:
		return nil, fault("fault.form")
	}
}

// payDifference leads to where what an exchange costs more is paid.
func (s *server) payDifference(v *visit, id aftersales.ID) error {
	c, err := s.shop.Cases.Case(v.Context(), v.By, id)
	if err != nil {
		return err
	}
	op, err := s.shop.Payments.Store.FindOperation(v.Context(), c.Extra.Charge)
	if err == nil && op.Status == payment.Pending && op.Action.Kind == payment.Redirect {
		return v.redirect(s.local(op.Action.URL))
	}
	return v.redirect("/case/" + string(id))
}

// cardTender pays by card and comes back to a page of ours.
func (v *visit) cardTender(back string) order.Tender {
	t := tenders()[0]
	return order.Tender{Provider: t.Provider, Method: t.Method, ReturnURL: "http://" + v.Host + back}
}
