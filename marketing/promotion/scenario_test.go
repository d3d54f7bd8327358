package promotion

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

// A scenario is a cart, its rules and what they come to, computed by hand.
//
// A rule is "id layer members", the members as JSON without the braces. A cart is
// a list of "sku category units×price", with "@seller" and "#tag" anywhere behind
// the category, and "fee seller amount". What is wanted is
// "total | what each line costs | the rules that act".
type scenario struct {
	name  string
	rules []string
	cart  string
	set   func(f *Facts)
	want  string
}

func (s scenario) book(t testing.TB) *Snapshot {
	var rules []string
	for _, text := range s.rules {
		parts := strings.SplitN(text, " ", 3)
		rules = append(rules, `{"version":1,"id":"`+parts[0]+`","layer":"`+parts[1]+`",`+parts[2]+`}`)
	}
	layers := text(t, append(Layers(), Layer{"all", All}))
	b, err := ParseBook([]byte(`{"layers":`+layers+`,"rules":[`+strings.Join(rules, ",")+`]}`), Standard())
	require.NoError(t, err)
	compiled, err := Compile(b, Standard())
	require.NoError(t, err)
	return compiled
}

func (s scenario) facts(t testing.TB) Facts {
	f := Facts{At: time.Date(2026, 11, 11, 4, 30, 0, 0, time.UTC), Currency: "CNY"}
	if i := strings.Index(s.cart, " in "); i >= 0 {
		f.Currency, s.cart = s.cart[i+4:], s.cart[:i]
	}
	c := money.MustCurrency(f.Currency)
	for _, part := range strings.Split(s.cart, ";") {
		words := strings.Fields(part)
		if words[0] == "fee" {
			f.Fees = append(f.Fees, Fee{catalog.SellerID(words[1]), money.MustParse(words[2], c)})
			continue
		}
		l := Line{SKU: catalog.SKU(words[0]), Product: catalog.ProductID(words[0]), Category: []string{words[1], "root"}, Seller: "fern"}
		for _, w := range words[2:] {
			switch {
			case w[0] == '@':
				l.Seller = catalog.SellerID(w[1:])
			case w[0] == '#':
				l.Tags = append(l.Tags, w[1:])
			default:
				units, price, _ := strings.Cut(w, "×")
				n, err := strconv.ParseInt(units, 10, 64)
				require.NoError(t, err)
				l.Units, l.Price = n, money.MustParse(price, c)
			}
		}
		f.Lines = append(f.Lines, l)
	}
	if s.set != nil {
		s.set(&f)
	}
	return f
}

func summary(r Result) string {
	var lines, applied []string
	for _, l := range r.Lines {
		lines = append(lines, l.Net.Decimal().StringFixed(int32(l.Net.Currency().Digits())))
	}
	for _, a := range r.Applied {
		applied = append(applied, a.Rule)
	}
	total := r.Total.Decimal().StringFixed(int32(r.Total.Currency().Digits()))
	return strings.TrimSpace(fmt.Sprintf("%s | %s | %s", total, strings.Join(lines, " "), strings.Join(applied, " ")))
}

// TestScenarios prices carts whose totals were computed by hand.
func TestScenarios(t *testing.T) {
	scenarios := slices.Concat(priceScenarios(), unitScenarios(), stackScenarios(), cartScenarios(), marketScenarios(), chineseScenarios(), westernScenarios())
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			f := s.facts(t)
			r, proof, err := s.book(t).Prove(f, Options{Explain: true})
			require.NoError(t, err)
			assert.Equal(t, s.want, summary(r))
			audit(t, f, r)
			require.True(t, r.Optimal)
			_, err = Replay(proof, Standard())
			require.NoError(t, err)
		})
	}
	require.GreaterOrEqual(t, len(scenarios), 130)
}
