// Package calendar is office time: when an agency is open, when it opens next,
// and how much of its time lies between two moments.
//
// It has no clock and must not know what is being waited for. Times come in
// and go out as instants; dates and hours are those of the agency's zone.
package calendar
