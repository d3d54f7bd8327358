package order

import (
	"fmt"
	"io"
	"log/slog"
)

// What people wrote, where they live, how they pay and a guest's token are
// printed by nothing here, whatever the verb: a print ends up in a log.

// String says which purchase it is and what it costs.
func (p Purchase) String() string { return fmt.Sprintf("purchase %s: %s", p.ID, p.Total) }

// Format prints String, whatever the verb.
func (p Purchase) Format(state fmt.State, _ rune) { plain(state, p.String()) }

// LogValue is String, for log/slog.
func (p Purchase) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String says which purchase was placed and of how many orders it is.
func (p Placement) String() string { return fmt.Sprintf("%s in %d orders", p.Purchase, len(p.Orders)) }

// Format prints String, whatever the verb.
func (p Placement) Format(state fmt.State, _ rune) { plain(state, p.String()) }

// LogValue is String, for log/slog.
func (p Placement) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String says which purchase is about to be placed.
func (d Draft) String() string { return "draft of " + d.Purchase.String() }

// Format prints String, whatever the verb.
func (d Draft) Format(state fmt.State, _ rune) { plain(state, d.String()) }

// LogValue is String, for log/slog.
func (d Draft) LogValue() slog.Value { return slog.StringValue(d.String()) }

// String says how much is asked for and how it is to be paid.
func (r Request) String() string {
	return fmt.Sprintf("request of %d lines for %s by %s", len(r.Lines), r.ExpectedTotal, r.tender())
}

// Format prints String, whatever the verb.
func (r Request) Format(state fmt.State, _ rune) { plain(state, r.String()) }

// LogValue is String, for log/slog.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String names provider and method.
func (t Tender) String() string { return t.Provider + " " + t.Method }

// Format prints String, whatever the verb.
func (t Tender) Format(state fmt.State, _ rune) { plain(state, t.String()) }

// LogValue is String, for log/slog.
func (t Tender) LogValue() slog.Value { return slog.StringValue(t.String()) }

// String says how much is in a basket.
func (b Basket) String() string {
	return fmt.Sprintf("basket of %d lines in %s", len(b.Items), b.Currency.Code())
}

// Format prints String, whatever the verb.
func (b Basket) Format(state fmt.State, _ rune) { plain(state, b.String()) }

// LogValue is String, for log/slog.
func (b Basket) LogValue() slog.Value { return slog.StringValue(b.String()) }

// String says how many orders a basket makes. Its claim may know codes.
func (p Priced) String() string { return fmt.Sprintf("priced in %d orders", len(p.Orders)) }

// Format prints String, whatever the verb.
func (p Priced) Format(state fmt.State, _ rune) { plain(state, p.String()) }

// LogValue is String, for log/slog.
func (p Priced) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String names the country alone.
func (d Delivery) String() string { return "delivery to " + d.To.Country }

// Format prints String, whatever the verb.
func (d Delivery) Format(state fmt.State, _ rune) { plain(state, d.String()) }

// LogValue is String, for log/slog.
func (d Delivery) LogValue() slog.Value { return slog.StringValue(d.String()) }

// String says what a refund gives back and where it stands. Its reason may be
// about a person.
func (r Refund) String() string {
	return fmt.Sprintf("refund %s of order %s: %s %s", r.Ref, r.Order, r.Amount, r.Status)
}

// Format prints String, whatever the verb.
func (r Refund) Format(state fmt.State, _ rune) { plain(state, r.String()) }

// LogValue is String, for log/slog.
func (r Refund) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String says what is asked back. The reason may be about a person.
func (r RefundRequest) String() string {
	if len(r.Items) > 0 {
		return fmt.Sprintf("refund of items %v", r.Items)
	}
	return fmt.Sprintf("refund of %s", r.Amount)
}

// Format prints String, whatever the verb.
func (r RefundRequest) Format(state fmt.State, _ rune) { plain(state, r.String()) }

// LogValue is String, for log/slog.
func (r RefundRequest) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String says what happened to which order. The reason may be about a person.
func (c Change) String() string {
	return fmt.Sprintf("order %s.%d: %s, %s to %s", c.Order, c.Version, c.Event, c.From, c.To)
}

// Format prints String, whatever the verb.
func (c Change) Format(state fmt.State, _ rune) { plain(state, c.String()) }

// LogValue is String, for log/slog.
func (c Change) LogValue() slog.Value { return slog.StringValue(c.String()) }

func plain(state fmt.State, text string) { _, _ = io.WriteString(state, text) }
