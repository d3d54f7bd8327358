package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cartwright-go/cartwright/internal/need"
)

const head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

func replayed(t *testing.T, address, rows string) string {
	t.Helper()
	f, err := read(strings.NewReader(head + rows))
	require.NoError(t, err)
	r, err := start(t.Context(), address, f)
	require.NoError(t, err)
	require.NoError(t, r.all(t.Context(), 0, func(int) {}))
	var out bytes.Buffer
	require.NoError(t, r.report(context.Background(), &out))
	return out.String()
}

func TestUnitsComeBackAtThePriceThatWasPaid(t *testing.T) {
	const rows = `1,10001a,LAMP,3,2010-12-01 08:26:00,2.55,7,UK
1,10001A,LAMP,1,2010-12-01 08:26:00,2.00,7,UK
2,10001A,LAMP,2,2010-12-01 08:27:00,3.00,7,UK
C3,10001A,LAMP,-4,2010-12-01 08:28:00,1.00,7,UK
C4,10001A,LAMP,-3,2010-12-01 08:29:00,3.00,7,UK
C5,10001A,LAMP,-1,2010-12-01 08:29:00,3.00,,UK
6,POST,POSTAGE,1,2010-12-01 08:29:00,3.00,7,UK
7,10002,CUP,x,2010-12-01 08:29:00,3.00,7,UK
8,10002,CUP,1,2010-12-01 08:29:00,free,7,UK
9,10002,CUP
`
	const want = `rows 3
invoices 2
captured 15.65 GBP
sold 6
refund rows 1
closing stock 4
refunded 9.65 GBP
skipped no customer 1
skipped not 8 columns 1
skipped outside 1
skipped price is no amount 1
skipped quantity is no number 1
skipped too few left 1
`
	require.Equal(t, want, replayed(t, "memory:", rows))
	require.Equal(t, want, replayed(t, "sqlite:"+t.TempDir()+"/replay.db", rows))
}

// BenchmarkInvoices replays the beginning of the real file on SQLite; one
// operation is one invoice with all its lines and refunds.
func BenchmarkInvoices(b *testing.B) {
	path, err := need.DataPath("retail/online_retail.csv.gz")
	if err != nil {
		b.Skip("the retail data is not beside the project")
	}
	f, err := load(path)
	require.NoError(b, err)
	f.rows = f.rows[:min(len(f.rows), 60_000)]
	r, err := start(b.Context(), "sqlite:"+b.TempDir()+"/replay.db", f)
	require.NoError(b, err)
	b.ResetTimer()
	require.NoError(b, r.all(b.Context(), b.N, func(int) {}))
}
