package catalogtest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/cartwright-go/cartwright/catalog"
)

func listRules() []Rule {
	return []Rule{
		{"list/drafts", "what is not for sale is not shown by accident", hidesDrafts},
		{"list/filter", "a shelf shows what stands on it", filters},
		{"list/search", "every word must occur, signs of the database's own included", searches},
		{"list/search/update", "a search that finds the text of yesterday", searchesAnew},
		{"list/sort", "an order that changes from page to page shows one product twice and another never", sorts},
		{"list/page", "every product is on one page", pages},
		{"list/sku", "a cart asks for many SKUs at once", findsBySKU},
		{"list/break", "a caller may stop listing", breaksOff},
	}
}

func hidesDrafts(ctx context.Context, s *System) error {
	draft, archived := plain(2), plain(3)
	draft.Status, archived.Status = catalog.Draft, catalog.Archived
	err := s.save(ctx, plain(1), draft, archived)
	err = errors.Join(err, s.lists(ctx, catalog.Query{}, "1"), s.lists(ctx, catalog.Query{Text: "title"}, "1"), s.lists(ctx, catalog.Query{Drafts: true}, "1 2 3"))
	active := plain(1)
	active.Version, active.Status = 1, catalog.Draft
	return errors.Join(err, s.save(ctx, active), s.lists(ctx, catalog.Query{}, ""))
}

func filters(ctx context.Context, s *System) error {
	other, moss, none := plain(2), plain(3), plain(4)
	other.Category, moss.Seller, none.Category = "cups", "moss", ""
	err := s.save(ctx, plain(1), other, moss, none)
	return errors.Join(err, s.lists(ctx, catalog.Query{Category: "teas"}, "1 3"), s.lists(ctx, catalog.Query{Seller: "fern"}, "1 2 4"),
		s.lists(ctx, catalog.Query{Category: "teas", Seller: "moss"}, "3"), s.lists(ctx, catalog.Query{Category: "TEAS"}, ""), s.lists(ctx, catalog.Query{}, "1 2 3 4"))
}

func searches(ctx context.Context, s *System) error {
	tea, cup, jar := plain(1), plain(2), plain(3)
	tea.Brand = "Fern & Co"
	tea.Texts = catalog.Texts{"en": {Title: "Tea 100% green", Summary: "Fresh leaves.", Description: "secret"}, "zh-CN": {Title: "绿茶", Summary: "新叶"}}
	tea.Variants[0].SKU = "T_100"
	cup.Texts = catalog.Texts{"en": {Title: "Cup", Summary: `back\slash and 'quote'`}}
	jar.Texts = catalog.Texts{"en": {Title: "Jar green"}}
	err := s.save(ctx, tea, cup, jar)
	for _, test := range [][2]string{
		{"", "1 2 3"},
		{"green", "1 3"},
		{"GREEN tea", "1"},
		{"tea green", "1"},
		{"  green\t ", "1 3"},
		{"green cup", ""},
		{"leaves", "1"},
		{"fern", "1"},
		{"t_100", "1"},
		{"t-100", ""},
		{"100%", "1"},
		{"%", "1"},
		{"1%0", ""},
		{"_", "1"},
		{`\`, "2"},
		{`back\slash`, "2"},
		{"'quote'", "2"},
		{`'; --`, ""},
		{"绿茶", "1"},
		{"茶 fresh", "1"},
	} {
		err = errors.Join(err, s.lists(ctx, catalog.Query{Text: test[0]}, test[1]))
	}
	return err
}

func searchesAnew(ctx context.Context, s *System) error {
	p := plain(1)
	p.Brand = "Fern"
	err := s.save(ctx, p)
	p.Version, p.Brand, p.Variants[0].SKU = 1, "Moss", "NEW-1"
	return errors.Join(err, s.save(ctx, p), s.lists(ctx, catalog.Query{Text: "fern"}, ""), s.lists(ctx, catalog.Query{Text: "moss"}, "1"),
		s.lists(ctx, catalog.Query{Text: "new-1"}, "1"), s.lists(ctx, catalog.Query{Text: "sku-1"}, ""))
}

func sorts(ctx context.Context, s *System) error {
	var list []catalog.Product
	for _, n := range []int{3, 1, 4, 2} {
		p := plain(n)
		p.Created = start()
		p.Rank = -1
		list = append(list, p)
	}
	list[0].Rank = -2                          // 3 first by rank
	list[1].Created = list[1].Created.Add(1e6) // 1 newest
	list[2].Slug = "slug-0x"                   // 4 first by slug
	err := s.save(ctx, list...)
	return errors.Join(err, s.lists(ctx, catalog.Query{}, "3 1 2 0x"), s.lists(ctx, catalog.Query{Sort: catalog.ByTitle}, "0x 1 2 3"),
		s.lists(ctx, catalog.Query{Sort: catalog.ByNew}, "1 0x 3 2"))
}

func pages(ctx context.Context, s *System) error {
	var list []catalog.Product
	for n := range 130 {
		p := plain(n)
		p.Rank = n / 7 // ties
		list = append(list, p)
	}
	if err := s.save(ctx, list...); err != nil {
		return err
	}
	var seen []catalog.ProductID
	for offset := 0; offset < 140; offset += 11 {
		for p, err := range s.Catalog.Products(ctx, catalog.Query{Offset: offset, Limit: 11}) {
			if err != nil {
				return err
			}
			seen = append(seen, p.ID)
		}
	}
	var every []catalog.ProductID
	for n := range 130 {
		every = append(every, id(n))
	}
	err := same("all pages", seen, every)
	for q, wanted := range map[catalog.Query]int{
		{}: 100, {Limit: 0}: 100, {Limit: -1}: 100, {Limit: 501}: 100, {Limit: 500}: 130, {Limit: 3}: 3, {Offset: 125}: 5, {Offset: 1000}: 0, {Offset: -5, Limit: 2}: 2,
	} {
		n := 0
		for _, listErr := range s.Catalog.Products(ctx, q) {
			n++
			err = errors.Join(err, listErr)
		}
		count, countErr := s.Catalog.CountProducts(ctx, q)
		err = errors.Join(err, countErr, want(fmt.Sprintf("length of %+v", q), n, wanted), want(fmt.Sprintf("count of %+v", q), count, 130))
	}
	return err
}

func findsBySKU(ctx context.Context, s *System) error {
	two := plain(2)
	two.Variants = append(two.Variants, catalog.Variant{SKU: "EXTRA", Prices: price("1 EUR")})
	draft := plain(3)
	draft.Status = catalog.Draft
	if err := s.save(ctx, plain(1), two, draft); err != nil {
		return err
	}
	find := func(wanted string, skus ...catalog.SKU) error {
		list, err := s.Catalog.FindProductsBySKU(ctx, skus...)
		var got []catalog.ProductID
		for _, p := range list {
			got = append(got, p.ID)
		}
		slices.Sort(got)
		return errors.Join(err, want(fmt.Sprintf("products of %.60v", skus), fmt.Sprint(got), wanted))
	}
	many := []catalog.SKU{"EXTRA", "SKU-2", "SKU-1", "SKU-2", "NONE", "SKU-3"}
	for n := range 1200 {
		many = append(many, catalog.SKU(fmt.Sprint("UNKNOWN-", n)))
	}
	every := fmt.Sprint([]catalog.ProductID{id(1), id(2), id(3)})
	return errors.Join(find("[]"), find("[]", "NONE", "sku-1", "SKU-"), find(fmt.Sprint([]catalog.ProductID{id(2)}), "EXTRA", "SKU-2", "EXTRA"),
		find(every, many...), find(every, append(many[6:], many[:6]...)...))
}

func breaksOff(ctx context.Context, s *System) error {
	if err := s.save(ctx, plain(1), plain(2), plain(3)); err != nil {
		return err
	}
	for range 3 {
		for _, err := range s.Catalog.Products(ctx, catalog.Query{}) {
			if err != nil {
				return err
			}
			break
		}
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	var listed error
	for _, err := range s.Catalog.Products(ended, catalog.Query{}) {
		listed = errors.Join(listed, err)
	}
	_, err := s.Catalog.FindProduct(ended, id(1))
	return errors.Join(is("a list after the end", listed, context.Canceled), is("a read after the end", err, context.Canceled), s.save(ctx, plain(4)))
}
