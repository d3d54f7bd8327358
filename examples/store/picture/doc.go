// Package picture draws the example store's product pictures.
//
// Every picture is an SVG of 400 by 400 units that follows from its parameters
// alone: the same [Picture] gives the same bytes on every run, so that a host
// may serve it for ever under the address of its [Hash]. Another colour of a
// product is the same call with another colour:
//
//	jumper := picture.Picture{Kind: "cable-jumper", Colour: "oat", Backdrop: "sage"}
//	svg := picture.Draw(jumper)
//	jumper.Colour = "pine"
//	other := picture.Draw(jumper)
//
// [All] lists the forty products of the store with their names and colours,
// [Scene] composes them into the wide pictures of the home page, and [Mark] is
// the store's own sign. Pictures hold no script, no style and no reference to
// anything outside themselves; text in them is escaped.
package picture
