package promotion

import (
	"strings"

	"github.com/cartwright-go/cartwright/money"
)

// countries are the 249 codes that ISO 3166-1 assigns to countries and areas, and
// XK, which carriers and post use for Kosovo.
const countries = " " +
	"AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR " +
	"CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU " +
	"ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ " +
	"MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI " +
	"SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK "

// alpha2 reports whether a code has the form of ISO 3166-1 alpha-2.
func alpha2(code string) bool {
	return len(code) == 2 && code[0] >= 'A' && code[0] <= 'Z' && code[1] >= 'A' && code[1] <= 'Z'
}

// codes reads a list of which each must be a code that is known.
func (o *Params) codes(name string, known func(code string) bool, what string) []string {
	list := o.Texts(name)
	for _, code := range list {
		if !known(code) {
			o.Fail(name, "%q is no %s", code, what)
		}
	}
	return list
}

func readCountry(p *Params) Condition {
	known := func(code string) bool { return alpha2(code) && strings.Contains(countries, " "+code+" ") }
	return keyedCart{dimCountry, p.p.dict.list(dimCountry, p.codes("in", known, "country of ISO 3166-1 alpha-2, such as CN"))}
}

func readCurrency(p *Params) Condition {
	known := func(code string) bool {
		c, err := money.ParseCurrency(code)
		return err == nil && c.Code() == code
	}
	return keyedCart{dimCurrency, p.p.dict.list(dimCurrency, p.codes("in", known, "currency of ISO 4217, such as CNY"))}
}
