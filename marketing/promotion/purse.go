package promotion

// purse divides what a rule gives among its payers, row by row, so that each row
// adds up, nobody pays less than nothing, and in total each stays within one
// unit of its part for two payers and close to it for more.
type purse struct {
	names []string
	parts []int64
	sum   int64
	total int64   // given so far
	paid  []int64 // by each so far
	share []int64
}

// defaultPayer bears what a rule without payers gives.
const defaultPayer = "seller"

// newPurse answers nil for the default payer.
func newPurse(payers []Payer) *purse {
	if len(payers) == 0 {
		return nil
	}
	p := &purse{paid: make([]int64, len(payers)), share: make([]int64, len(payers))}
	for _, payer := range payers {
		p.names, p.parts = append(p.names, payer.Party), append(p.parts, payer.Parts)
		p.sum += payer.Parts
	}
	return p
}

// pay divides one more amount. The answer is valid until the next call.
func (p *purse) pay(amount, quantum int64) []int64 {
	clear(p.share)
	if amount%quantum != 0 {
		quantum = 1
	}
	p.total += amount
	for left := amount; left > 0; {
		at, most := 0, int64(-1)
		for i := range p.parts {
			if owes := p.owes(i); i == 0 || owes > most {
				at, most = i, owes
			}
		}
		n := min(left, max(quantum, most/quantum*quantum))
		p.share[at] += n
		p.paid[at] += n
		left -= n
	}
	return p.share
}

// owes is how far one payer is behind its part of the total, rounded up.
func (p *purse) owes(i int) int64 {
	whole, rest := floorOf(p.parts[i], p.total, p.sum)
	if rest > 0 {
		whole++
	}
	return whole - p.paid[i]
}
