// Package stock counts pieces: rows of what is on hand and what is reserved,
// reservations that say for whom, and movements that say why. On hand is always
// the sum of the movements, reserved always the sum of the open reservations.
package stock
