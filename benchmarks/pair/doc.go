// Package pair measures work against other work of the same kind, in one process
// and in turn.
//
// A Contest has our side, the peers it is compared with and a floor: the least
// code that does the job by hand. Plan.Measure lets every side work for a short
// slice, one after the other, round after round (A B C A B C …), so that whatever
// else the machine does meets all sides alike. Ratios are taken within a round;
// what is reported is their median, and how far the middle half of them spreads.
package pair
