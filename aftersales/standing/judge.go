package standing

import "math"

// A Level is how sure it is that a merchant is bad.
type Level string

// Levels.
const (
	Fine      Level = "fine"
	Watched   Level = "watched"   // more likely than not, and not proven
	Condemned Level = "condemned" // proven well enough for points
	Grave     Level = "grave"     // proven in two ways, however often one looked
)

// A Judgement is what is likely behind a merchant's rate.
type Judgement struct {
	Metric    Metric
	Level     Level
	Rate      float64 // what was seen in the window
	Expected  float64 // what is likely behind it
	Posterior float64 // how likely it is that the rate behind it exceeds the limit
	Evidence  float64 // of all time, valid at every look: above 100 is a proof

	bad, good float64 // what is believed
}

// Likely is the range in which the rate behind what was seen lies with a chance of
// four in five, one in ten on either side.
func (j Judgement) Likely() (low, high float64) {
	return quantile(j.bad, j.good, 0.1), quantile(j.bad, j.good, 0.9)
}

// Thresholds of the levels.
const (
	watched   = 0.80
	condemned = 0.95
	grave     = 0.99
	proof     = 100.0
)

// Judge says what is likely behind what a rule saw in its window and in all time.
// A merchant about whom nothing is known is taken for one at half the limit, as
// firmly as if two of 4/limit orders had gone wrong: that is why a few orders
// never condemn, and why looking every day does not either.
func Judge(r Rule, window, ever Tally) Judgement {
	a, b := 2+float64(window.Bad), 4/r.Limit-2+float64(window.Good)
	j := Judgement{
		Metric: r.Metric, Level: Fine, Rate: rate(window), Expected: a / (a + b), Posterior: 1 - incompleteBeta(a, b, r.Limit),
		Evidence: evidence(r.Limit, ever), bad: a, good: b,
	}
	switch {
	case j.Posterior > grave && j.Evidence > proof:
		j.Level = Grave
	case j.Posterior > condemned:
		j.Level = Condemned
	case j.Posterior > watched:
		j.Level = Watched
	}
	return j
}

func rate(t Tally) float64 {
	if t.Good+t.Bad == 0 {
		return 0
	}
	return float64(t.Bad) / float64(t.Good+t.Bad)
}

// bets are the rates above the limit on which the evidence bets, as shares of the
// way from the limit to one.
const bets = 16

// evidence is what somebody would have won who had bet, from the first order on,
// that the rate exceeds the limit: a mean over several bets. Where it does not,
// winning more than 100 times the stake ever, at any look, has a chance of at most
// 1 in 100.
func evidence(limit float64, t Tally) float64 {
	sum := 0.0
	for i := 1; i <= bets; i++ {
		p := limit + (1-limit)*math.Pow(float64(i)/(bets+1), 2)
		win := float64(t.Bad)*math.Log(p/limit) + float64(t.Good)*math.Log((1-p)/(1-limit))
		sum += math.Exp(math.Min(win, 700))
	}
	return sum / bets
}

// incompleteBeta is the chance that a Beta(a, b) variable is at most x.
func incompleteBeta(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	case x > (a+1)/(a+b+2): // where the fraction below converges slowly
		return 1 - incompleteBeta(b, a, 1-x)
	}
	all, _ := math.Lgamma(a + b)
	one, _ := math.Lgamma(a)
	other, _ := math.Lgamma(b)
	front := math.Exp(all - one - other + a*math.Log(x) + b*math.Log1p(-x))
	return front * fraction(a, b, x) / a
}

// quantile is what a Beta(a, b) variable stays below with the chance p, to 12 places.
func quantile(a, b, p float64) float64 {
	if a <= 0 || b <= 0 {
		return 0
	}
	low, high := 0.0, 1.0
	for range 40 {
		if mid := (low + high) / 2; incompleteBeta(a, b, mid) < p {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2
}

// fraction is the continued fraction of the incomplete beta function, by Lentz's
// method.
func fraction(a, b, x float64) float64 {
	const enough = 1e-14
	c, d := 1.0, 1/nonzero(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m <= 500; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/nonzero(1+even*d), nonzero(1+even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/nonzero(1+odd*d), nonzero(1+odd/c)
		h *= d * c
		if math.Abs(d*c-1) < enough {
			break
		}
	}
	return h
}

// nonzero keeps what is divided by away from zero.
func nonzero(v float64) float64 {
	const tiny = 1e-300
	if math.Abs(v) < tiny {
		return tiny
	}
	return v
}
