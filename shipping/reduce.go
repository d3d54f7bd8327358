package shipping

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// Statuses lists all statuses in the order of a parcel's way. The slice is the
// caller's.
func Statuses() []Status {
	return []Status{
		Unknown, Pending, PickedUp, InTransit, OutForDelivery, AvailableForPickup, AttemptFailed, Exception,
		Delivered, Returning, Returned, Lost, Withdrawn, Expired,
	}
}

// Terminal reports whether a parcel in this status is no longer asked about.
// A later event may still re-open it: lost parcels are found.
func (s Status) Terminal() bool {
	switch s {
	case Delivered, Returned, Lost, Withdrawn, Expired:
		return true
	case Unknown, Pending, PickedUp, InTransit, OutForDelivery, AvailableForPickup, AttemptFailed, Exception, Returning:
	}
	return false
}

// Text says a status in words for people: in Chinese where lang, a BCP 47 tag,
// is of Chinese, otherwise in English. A status of a newer version is shown as
// it is stored.
func (s Status) Text(lang string) string {
	w, ok := words[s]
	switch tag := strings.ToLower(lang); {
	case !ok:
		return string(s)
	case tag == "zh" || strings.HasPrefix(tag, "zh-") || strings.HasPrefix(tag, "zh_"):
		return w.zh
	}
	return w.en
}

var words = map[Status]struct{ en, zh string }{
	Unknown:            {"No information yet", "暂无物流信息"},
	Pending:            {"Waiting for pickup", "待揽收"},
	PickedUp:           {"Picked up", "已揽收"},
	InTransit:          {"In transit", "运输中"},
	OutForDelivery:     {"Out for delivery", "派送中"},
	AvailableForPickup: {"Ready to collect", "待取件"},
	AttemptFailed:      {"Delivery attempt failed", "派送未成功"},
	Exception:          {"Problem on the way", "运输异常"},
	Delivered:          {"Delivered", "已签收"},
	Returning:          {"On its way back", "退回中"},
	Returned:           {"Returned to sender", "已退回"},
	Lost:               {"Lost", "已丢失"},
	Withdrawn:          {"Cancelled", "已取消"},
	Expired:            {"No news for a long time", "长时间无更新"},
}

// EventKey answers the key of an event of the parcel that carrier knows as
// number: a hash of both with the event's code, instant, place and words. The
// same stop told twice has the same key, whatever its mapped status.
func EventKey(carrier, number string, e Event) string {
	h := sha256.New()
	at := strconv.FormatInt(e.Occurred.UnixMilli(), 10)
	for _, part := range []string{carrier, number, e.Code, at, e.Place, e.Words} {
		h.Write(strconv.AppendInt(nil, int64(len(part)), 10))
		h.Write([]byte{':'})
		h.Write([]byte(part))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// MergeEvents answers the events of have and more, each Key once and oldest
// first, and how many of more were news. A full history replayed is none. A
// known event is news only where it was unmapped and now has a status: that is
// how a code learned later heals old parcels. Neither slice is changed.
func MergeEvents(have, more []Event) (all []Event, news int) {
	all = slices.Clone(have)
	at := make(map[string]int, len(have)+len(more))
	for i, e := range all {
		at[e.Key] = i
	}
	for _, e := range more {
		i, known := at[e.Key]
		switch {
		case !known:
			at[e.Key] = len(all)
			all = append(all, e)
			news++
		case !mapped(all[i].Status) && mapped(e.Status):
			all[i] = e
			news++
		}
	}
	slices.SortStableFunc(all, inOrder)
	return all, news
}

// Reduce answers the status of a parcel with these events, given in any order,
// and how many of them have an unmapped code. Events count in the order in
// which they occurred, with the carrier's sequence between those of one
// instant. A terminal status stays unless something later re-opens it; an
// unmapped code never guesses; an announcement (Pending) says nothing about a
// parcel that is on its way, and neither a cancellation nor an expiry undoes an
// arrival. Without events a parcel is Pending.
func Reduce(events []Event) (status Status, unmapped int) {
	sorted := slices.SortedStableFunc(slices.Values(events), inOrder)
	status = Pending
	var ended Event // what made the status terminal
	for _, e := range sorted {
		switch {
		case !mapped(e.Status):
			unmapped++
			continue
		case e.Status == Pending:
			continue
		case status.Terminal() && !reopens(ended, e):
			continue
		}
		status = e.Status
		if status.Terminal() {
			ended = e
		}
	}
	return status, unmapped
}

// reopens reports whether e changes the status of a parcel that has ended.
func reopens(ended, e Event) bool {
	later := cmp.Or(e.Occurred.Compare(ended.Occurred), cmp.Compare(e.Sequence, ended.Sequence)) > 0
	return later && e.Status != Withdrawn && e.Status != Expired
}

// inOrder sorts events as they happened. Among those of one instant and
// sequence the one further on its way comes last, and then keys decide, so
// that the order in which they were told never does.
func inOrder(a, b Event) int {
	return cmp.Or(
		a.Occurred.Compare(b.Occurred), cmp.Compare(a.Sequence, b.Sequence),
		cmp.Compare(rank(a.Status), rank(b.Status)), cmp.Compare(a.Key, b.Key),
	)
}

func rank(s Status) int { return slices.Index(Statuses(), s) }

func mapped(s Status) bool { return rank(s) > 0 }
