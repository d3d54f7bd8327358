package standing

import (
	"slices"
	"time"
)

const day = 24 * time.Hour

func rules() []Rule {
	return []Rule{
		{LateHandOver, 0.04, General, 1},
		{StockOut, 0.025, General, 2},
		{AfterSale, 0.10, General, 1},
		{SlowRefund, 0.10, General, 1},
		{LostDispute, 0.01, Serious, 3},
		{Complaint, 0.01, General, 1},
		{Counterfeit, 0.001, Fakes, 12},
	}
}

// Tiered is a preset with one ladder of five steps: at 3 points no campaigns, at
// 6 no subsidies either and shown after others, at 12 nothing new can be
// published, at 15 the shop is suspended, each for 28 days; points end with the
// quarter.
func Tiered() Preset {
	p := Preset{Name: "tiered", Rules: rules(), Expiry: Quarter, Window: 28 * day, HandOver: 2 * day, Earn: 4, Per: 200}
	for i := range p.Rules {
		p.Rules[i].Track = General
	}
	for _, n := range []struct {
		points   int
		measures []MeasureKind
	}{
		{3, []MeasureKind{Warn, CampaignBan}},
		{6, []MeasureKind{CampaignBan, Deboost}},
		{9, []MeasureKind{CampaignBan, Deboost}},
		{12, []MeasureKind{PublishBan, Deboost}},
		{15, []MeasureKind{Suspend, HoldSettlement}},
	} {
		p.Nodes = append(p.Nodes, Node{General, n.points, n.measures, 28 * day})
	}
	return p
}

// Marketplace is a preset with three tracks: every twelve points of one bring
// harsher measures, fakes are the gravest, and all points end with the year at
// midnight in China.
func Marketplace() Preset {
	return Preset{
		Name: "marketplace", Rules: rules(), Expiry: YearEnd, Offset: 8 * time.Hour, Window: 28 * day, HandOver: 2 * day, Earn: 4, Per: 200,
		Nodes: []Node{
			{General, 12, []MeasureKind{Warn, CampaignBan, Deboost}, 7 * day},
			{General, 24, []MeasureKind{CampaignBan, Deboost, PublishBan}, 12 * day},
			{General, 36, []MeasureKind{Deboost, PublishBan}, 12 * day},
			{General, 48, []MeasureKind{Deboost, PublishBan, HoldSettlement}, 12 * day},
			{Serious, 12, []MeasureKind{Deboost, PublishBan}, 7 * day},
			{Serious, 24, []MeasureKind{Deboost, PublishBan, HoldSettlement}, 14 * day},
			{Serious, 36, []MeasureKind{Suspend, HoldSettlement}, 21 * day},
			{Serious, 48, []MeasureKind{Close}, 0},
			{Fakes, 12, []MeasureKind{Warn, PublishBan, HoldSettlement}, 14 * day},
			{Fakes, 24, []MeasureKind{Suspend, HoldSettlement}, 28 * day},
			{Fakes, 48, []MeasureKind{Close}, 0},
		},
	}
}

// has reports whether points of a track can lead anywhere, or come by themselves.
func (p Preset) has(t Track) bool {
	return slices.ContainsFunc(p.Rules, func(r Rule) bool { return r.Track == t }) || slices.ContainsFunc(p.Nodes, func(n Node) bool { return n.Track == t })
}

// Check refuses a preset that contradicts itself.
func (p Preset) Check() error {
	switch {
	case p.Name == "":
		return &InputError{"name", "is missing"}
	case p.Expiry != YearEnd && p.Expiry != Quarter && p.Expiry != Rolling:
		return &InputError{"expiry", "must be year_end, quarter or rolling"}
	case p.Window < day || p.Window > 365*day:
		return &InputError{"window", "must be 1 to 365 days"}
	case p.HandOver < time.Minute || p.HandOver > 365*day:
		return &InputError{"hand_over", "must be one minute to 365 days"}
	case p.Earn < 0 || p.Per < 0:
		return &InputError{"earn", "must not be below zero"}
	case p.Offset < -14*time.Hour || p.Offset > 14*time.Hour:
		return &InputError{"offset", "must be at most 14 hours"}
	}
	for _, r := range p.Rules {
		if !(r.Limit > 0 && r.Limit < 1) || r.Points < 1 || r.Metric == "" || r.Track == "" {
			return &InputError{"rules", "need a metric, a track, points from 1 and a limit between 0 and 1"}
		}
	}
	for _, n := range p.Nodes {
		if n.Points < 1 || n.Track == "" || len(n.Measures) == 0 || n.For < 0 {
			return &InputError{"nodes", "need a track, points from 1 and measures"}
		}
	}
	return nil
}
