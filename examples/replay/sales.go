package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/cartwright-go/cartwright/catalog"
	"github.com/cartwright-go/cartwright/money"
)

var goods = regexp.MustCompile(`\A\d{5}[A-Z]*\z`)

// A row is one line of the file that belongs to the universe.
type row struct {
	invoice, code, title, customer string
	qty                            int64 // below zero: units that come back
	price                          money.Money
	sku                            catalog.SKU // names a product at one price: the file has no price list
}

// A file is what was read: rows in file order, and how many were left out and why.
type file struct {
	rows []row
	left map[string]int
}

// read takes the whole file; a row that cannot be read is counted, not guessed.
func read(in io.Reader) (file, error) {
	table := csv.NewReader(in)
	table.FieldsPerRecord, table.ReuseRecord, table.LazyQuotes = -1, true, true
	f := file{left: map[string]int{}}
	for n := 1; ; n++ {
		record, err := table.Read()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return f, fmt.Errorf("replay: line %d: %w", n, err)
		}
		if n == 1 && record[0] == "InvoiceNo" {
			continue
		}
		r, why := parse(record)
		if why != "" {
			f.left[why]++
			continue
		}
		f.rows = append(f.rows, r)
	}
}

// parse answers a row, or why it is left out.
func parse(record []string) (row, string) {
	if len(record) != 8 {
		return row{}, "not 8 columns"
	}
	r := row{invoice: strings.Clone(record[0]), code: strings.ToUpper(record[1]), title: strings.Clone(record[2]), customer: strings.Clone(record[6])}
	var err error
	if r.qty, err = strconv.ParseInt(record[3], 10, 64); err != nil {
		return r, "quantity is no number"
	}
	if r.price, err = money.Parse(record[5], money.MustCurrency("GBP")); err != nil {
		return r, "price is no amount"
	}
	back := strings.HasPrefix(r.invoice, "C")
	switch {
	case !goods.MatchString(r.code) || !r.price.IsPositive() || back != (r.qty < 0) || r.qty == 0:
		return r, "outside"
	case back && r.customer == "":
		return r, "no customer"
	}
	r.sku = catalog.SKU(r.code + "@" + r.price.Decimal().String())
	return r, ""
}
