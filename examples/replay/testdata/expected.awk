# What a replay of the retail data must end with, worked out without any of our
# code:  zcat FILE | awk [-v most=N] -f expected.awk
# With most it stops before invoice N+1.
#
# Universe: stock code of five digits and letters (case folded), quantity above
# zero, price above zero. A row of a C-invoice gives back units that the same
# customer bought before and has not given back, oldest first, each at the price
# that was paid for it; a row that finds too few gives back nothing.
# Money is counted in thousandths, as integers.
function split_csv(line,    n, field, quoted, i, c) {
	n = 0; field = ""; quoted = 0
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (c == "\"") { quoted = !quoted; continue }
		if (c == "," && !quoted) { col[++n] = field; field = ""; continue }
		field = field c
	}
	col[++n] = field
	return n
}
function thousandths(text,    parts, frac) {
	split(text, parts, ".")
	frac = substr(parts[2] "000", 1, 3)
	return parts[1] * 1000 + frac
}
NR == 1 { next }
{
	sub(/\r$/, "")
	split_csv($0)
	invoice = col[1]; code = toupper(col[2]); qty = col[4] + 0; price = thousandths(col[6]); buyer = col[7]
	if (code !~ /^[0-9][0-9][0-9][0-9][0-9][A-Z]*$/ || price <= 0 || substr(col[6], 1, 1) == "-") { skipped["outside"]++; next }
	if (substr(invoice, 1, 1) != "C") {
		if (qty <= 0) { skipped["outside"]++; next }
		if (!(invoice in seen)) {
			if (most > 0 && invoices == most) exit
			seen[invoice] = 1; invoices++
		}
		rows++; sold += qty; captured += qty * price
		k = buyer SUBSEP code
		if (buyer != "") { tail[k]++; left[k, tail[k]] = qty; paid[k, tail[k]] = price; have[k] += qty }
		next
	}
	if (qty >= 0) { skipped["outside"]++; next }
	if (buyer == "") { skipped["no customer"]++; next }
	k = buyer SUBSEP code; want = -qty
	if (have[k] < want) { skipped["too few left"]++; next }
	refundrows++; back += want; have[k] -= want
	while (want > 0) {
		at = head[k] + 1
		take = left[k, at] < want ? left[k, at] : want
		refunded += take * paid[k, at]; left[k, at] -= take; want -= take
		if (left[k, at] == 0) head[k] = at
	}
}
END {
	printf "rows %d\ninvoices %d\ncaptured %.3f\nsold %d\n", rows, invoices, captured / 1000, sold
	printf "refund rows %d\nreturned %d\nrefunded %.3f\n", refundrows, back, refunded / 1000
	printf "skipped outside %d\nskipped no customer %d\nskipped too few left %d\n", skipped["outside"], skipped["no customer"], skipped["too few left"]
}
