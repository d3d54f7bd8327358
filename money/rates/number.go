package rates

import (
	"math/big"
	"strings"
)

// maxFigures bounds the figures of one published rate.
const maxFigures = 40

// parseNumber reads figures with an optional point between them.
func parseNumber(text string) (num, den *big.Int, err error) {
	whole, frac, point := strings.Cut(text, ".")
	switch {
	case len(text) > maxFigures+1:
		return nil, nil, bad("rate", "has more than 40 figures")
	case whole == "" || point && frac == "":
		return nil, nil, bad("rate", "is not a number")
	case !figures(whole) || !figures(frac):
		return nil, nil, bad("rate", "is not a plain decimal number with a point")
	}
	num, _ = new(big.Int).SetString(whole+frac, 10)
	if num.Sign() == 0 {
		return nil, nil, bad("rate", "is not above zero")
	}
	return num, pow10(len(frac)), nil
}

func figures(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
