package main

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/aftersales"
	"github.com/cartwright-go/cartwright/aftersales/flow"
	"github.com/cartwright-go/cartwright/examples/store/page"
	"github.com/cartwright-go/cartwright/order"
)

// acts are what the visitor may do with a case now: buttons, and forms behind
// buttons. What was wrong with one of them stands at its field.
func (s *server) acts(v *visit, view *page.Case, a aftersales.Actions, o order.Order, wrong caseSlip) {
	for _, may := range ranked(a) {
		act := page.Act{Do: string(may), Label: v.actLabel(may, a), Hint: v.actHint(may, a)}
		act.Fields = s.fields(v, may, a, o)
		act.Main = len(view.Acts) == 0 && mainly(may, a)
		if may == wrongAct(wrong) {
			act.Open = true
			for i, f := range act.Fields {
				act.Fields[i].Error = wrong.wrong[strings.TrimRight(f.Name, "0123456789")]
				if f.Kind != "choice" && f.Kind != "radio" && f.Kind != "photos" {
					act.Fields[i].Value = v.FormValue(f.Name)
				}
				for j := range f.Choices {
					f.Choices[j].Chosen = f.Choices[j].Value == v.FormValue(f.Name)
				}
			}
		}
		if may == aftersales.MaySay {
			act.Main = false
			view.Say = &act
			continue
		}
		view.Acts = append(view.Acts, act)
	}
}

func wrongAct(w caseSlip) aftersales.Command { return aftersales.Command(w.do) }

// ranked are the permitted commands, the likeliest next step first. Drafts are not
// written in this store, and a parcel's carrier tells itself what became of it.
func ranked(a aftersales.Actions) []aftersales.Command {
	order := []aftersales.Command{
		aftersales.MayDecide, aftersales.MayAgree, aftersales.MayShipBack, aftersales.MayPayDifference, aftersales.MayConfirm, aftersales.MayInspect,
		aftersales.MaySend, aftersales.MayRefund, aftersales.MayReturnLabel, aftersales.MayOffer, aftersales.MayDecline, aftersales.MayReject,
		aftersales.MayAmend, aftersales.MayIntercept, aftersales.MayIntercepted, aftersales.MayReceive, aftersales.MayRetryRefund, aftersales.MayPayOffline,
		aftersales.MayConvertRefund, aftersales.MayAppeal, aftersales.MayEscalate, aftersales.MayCompensate, aftersales.MayExtend,
		aftersales.MayPause, aftersales.MayResume, aftersales.MayWithdraw, aftersales.MaySay,
	}
	return slices.DeleteFunc(order, func(c aftersales.Command) bool {
		return !slices.Contains(a.May, c) || c == aftersales.MayReceive && slices.Contains(a.May, aftersales.MayInspect) && a.Case.State == flow.AwaitingReturn ||
			c == aftersales.MayInspect && a.Case.State == flow.AwaitingReturn
	})
}

// mainly reports whether a command is the one step that is the visitor's next.
func mainly(may aftersales.Command, a aftersales.Actions) bool {
	if may == aftersales.MayDecide {
		return true
	}
	return a.Who == a.Side && !slices.Contains([]aftersales.Command{
		aftersales.MayCompensate, aftersales.MayExtend, aftersales.MayPause, aftersales.MayEscalate, aftersales.MayWithdraw, aftersales.MaySay,
	}, may)
}

// actLabel is what a button says; the remedy says what is agreed to.
func (v *visit) actLabel(may aftersales.Command, a aftersales.Actions) string {
	if may == aftersales.MayAgree {
		if what, ok := agreed(a); ok {
			return v.say("act.agree." + string(what))
		}
	}
	return v.say("act." + string(may))
}

// agreed is the event that agreeing brings about.
func agreed(a aftersales.Actions) (flow.Event, bool) {
	subject := a.Case.Subject
	if offer := a.Case.Offer; a.Case.State == flow.CounterOffered && offer != nil {
		subject.Remedy = offer.Remedy
	}
	return flow.Agree(a.Case.State, subject)
}

func (v *visit) actHint(may aftersales.Command, a aftersales.Actions) string {
	if may == aftersales.MayAgree && a.Case.State == flow.CounterOffered && a.Case.Offer != nil {
		return v.say("offer.terms", v.terms(*a.Case.Offer))
	}
	return v.sayOr("act."+string(may)+".hint", "")
}

// fields are those of a command's form; none: the button alone says it.
func (s *server) fields(v *visit, may aftersales.Command, a aftersales.Actions, o order.Order) []page.CaseField {
	why := page.CaseField{Name: "why", Label: v.say("field.why"), Kind: "area"}
	remark := page.CaseField{Name: "why", Label: v.say("field.remark"), Kind: "area", Optional: true}
	photos := page.CaseField{Name: "photos", Label: v.say("field.photos"), Kind: "photos", Optional: true, Hint: v.say("photos.hint", maxPieces, maxPiece>>20)}
	number := page.CaseField{Name: "number", Label: v.say("field.number"), Kind: "text"}
	amount := page.CaseField{Name: "amount", Label: v.say("field.amount", o.Total.Currency().Code()), Kind: "text", Mode: "decimal"}
	switch may {
	case aftersales.MayAgree, aftersales.MayConvertRefund:
		if a.Side == flow.Buyer {
			return nil
		}
		return []page.CaseField{remark}
	case aftersales.MayReject, aftersales.MayEscalate, aftersales.MayAppeal:
		return []page.CaseField{why, photos}
	case aftersales.MayPayOffline:
		photos.Optional = false
		return []page.CaseField{why, photos}
	case aftersales.MaySay:
		why.Label = v.say("field.message")
		return []page.CaseField{why, photos}
	case aftersales.MayCompensate:
		return []page.CaseField{amount, why}
	case aftersales.MayShipBack:
		return []page.CaseField{{Name: "carrier", Label: v.say("field.carrier"), Kind: "text"}, number}
	case aftersales.MayReturnLabel:
		return []page.CaseField{{Name: "carrier", Label: v.say("field.carrier"), Kind: "choice", Choices: s.carriers(v)}}
	case aftersales.MaySend:
		number.Optional, number.Hint = true, v.say("field.number.hint")
		return []page.CaseField{{Name: "carrier", Label: v.say("field.carrier"), Kind: "choice", Choices: s.carriers(v)}, number}
	case aftersales.MayOffer:
		amount.Optional, amount.Hint = true, v.say("field.amount.hint")
		return []page.CaseField{{Name: "remedy", Label: v.say("field.remedy"), Kind: "choice", Choices: v.remedies(a.Case)}, amount, why}
	default:
		return s.moreFields(v, may, a, o)
	}
}

func (s *server) moreFields(v *visit, may aftersales.Command, a aftersales.Actions, o order.Order) []page.CaseField {
	why := page.CaseField{Name: "why", Label: v.say("field.why"), Kind: "area"}
	photos := page.CaseField{Name: "photos", Label: v.say("field.photos"), Kind: "photos", Optional: true, Hint: v.say("photos.hint", maxPieces, maxPiece>>20)}
	amount := page.CaseField{Name: "amount", Label: v.say("field.amount", o.Total.Currency().Code()), Kind: "text", Mode: "decimal", Optional: true, Hint: v.say("field.amount.hint")}
	switch may {
	case aftersales.MayDecide:
		return []page.CaseField{
			{Name: "for", Label: v.say("field.for"), Kind: "radio", Choices: []page.Choosable{
				{Value: string(flow.ForBuyer), Label: v.say("verdict.for_buyer"), Chosen: true}, {Value: string(flow.ForMerchant), Label: v.say("verdict.for_merchant")},
			}},
			{Name: "remedy", Label: v.say("field.remedy"), Kind: "choice", Choices: append([]page.Choosable{{Label: v.say("remedy.asked"), Chosen: true}}, v.remedies(a.Case)...)},
			amount, why,
		}
	case aftersales.MayInspect:
		why.Label, why.Optional = v.say("field.finding"), true
		return append(s.gradeFields(v, a, o), why, photos)
	case aftersales.MayAmend:
		list := []page.Choosable{}
		for _, k := range []flow.Kind{flow.KindReturn, flow.KindExchange, flow.KindRefund, flow.KindRepair, flow.KindResend, flow.KindComplaint} {
			list = append(list, page.Choosable{Value: string(k), Label: v.say("kind." + string(k)), Chosen: k == a.Case.Kind})
		}
		return []page.CaseField{{Name: "kind", Label: v.say("field.kind"), Kind: "choice", Choices: list}, amount, why, photos}
	case aftersales.MayIntercepted:
		return []page.CaseField{{Name: "turned", Label: v.say("field.turned"), Kind: "radio", Choices: []page.Choosable{
			{Value: "yes", Label: v.say("turned.yes"), Chosen: true}, {Value: "no", Label: v.say("turned.no")},
		}}}
	case aftersales.MayPause:
		list := []page.Choosable{}
		for _, p := range []aftersales.PauseReason{aftersales.PauseHold, aftersales.PauseWaiting, aftersales.PauseForce, aftersales.PauseHoliday} {
			list = append(list, page.Choosable{Value: string(p), Label: v.say("pause." + string(p)), Chosen: p == aftersales.PauseHold})
		}
		return []page.CaseField{{Name: "pause", Label: v.say("field.pause"), Kind: "choice", Choices: list}}
	case aftersales.MayExtend:
		list := []page.Choosable{}
		for _, days := range []int{1, 2, 3, 7} {
			list = append(list, page.Choosable{Value: strconv.Itoa(days), Label: v.many("span.days", days), Chosen: days == 1})
		}
		return []page.CaseField{{Name: "longer", Label: v.say("field.longer"), Kind: "choice", Choices: list}}
	case aftersales.MayWithdraw: // it ends the case: its hint is read first
		return []page.CaseField{{Kind: "note"}}
	default:
		return nil
	}
}

// gradeFields ask for a grade for each item.
func (s *server) gradeFields(v *visit, a aftersales.Actions, o order.Order) (list []page.CaseField) {
	p, err := s.rules.Version(a.Case.Policy, a.Case.Edition)
	if err != nil {
		return nil
	}
	for _, item := range a.Case.Items {
		f := page.CaseField{Name: "grade" + strconv.Itoa(item.Line), Label: s.title(v, o.Lines[item.Line-1]), Kind: "choice"}
		for i, g := range p.Findings() {
			words := v.sayOr("grade."+g.Code, g.Code)
			if g.Fee > 0 && (a.Case.Decision.Fault == flow.Buyer || g.Fee == 10_000) {
				words += " · " + v.say("grade.less", g.Fee/100)
			}
			f.Choices = append(f.Choices, page.Choosable{Value: g.Code, Label: words, Chosen: i == 0})
		}
		list = append(list, f)
	}
	return list
}

// remedies are what can be offered, or ruled, instead of what was asked for.
func (v *visit) remedies(c aftersales.Case) (list []page.Choosable) {
	for _, r := range flow.Remedies() {
		goods := len(c.Items) > 0 || r == flow.Nothing || r == flow.Refund
		if r != flow.RefusedRefund && goods && (r != flow.Nothing || c.Kind == flow.KindComplaint) {
			list = append(list, page.Choosable{Value: string(r), Label: v.say("remedy." + string(r))})
		}
	}
	return list
}

// carriers are those with whom the shop books labels.
func (s *server) carriers(v *visit) (list []page.Choosable) {
	for _, name := range slices.Sorted(maps.Keys(s.shop.Parcels.Carriers)) {
		list = append(list, page.Choosable{Value: name, Label: s.carrierName(v, name), Chosen: name == s.carrier})
	}
	return list
}
