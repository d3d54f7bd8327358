// Package sem is alone.
package sem
