package main

import (
	"errors"
	"strings"
	"testing"
)

func TestSaleRatios(t *testing.T) {
	lines := []comparison{
		{Case: "sale/sqlite/1/spread", Ratio: 0.9, Spread: 0.1, Ours: 2e6},
		{Case: "sale/sqlite/1/hot", Ratio: 0.69},
		{Case: "sale/sqlite/16/spread", Ratio: 1.6},
		{Case: "sale/postgres", Skipped: "no server"},
	}
	if got, ok, err := saleRatios(lines, "sale/sqlite/1/", 0.7); err != nil || ok || !strings.Contains(got, "spread items 0.90× (spread 10 %, 2.00 ms a sale), hot items 0.69×") {
		t.Error(got, ok, err)
	}
	if _, ok, err := saleRatios(lines, "sale/sqlite/16/", 1.5); err != nil || !ok {
		t.Error(ok, err)
	}
	if _, _, err := saleRatios(lines, "sale/postgres/16/", 0.8); !errors.Is(err, errAbsent) || !strings.Contains(err.Error(), "no server") {
		t.Error(err)
	}
	if _, _, err := saleRatios(lines[:2], "sale/sqlite/16/", 1.5); err == nil {
		t.Error("no line was no error")
	}
}
