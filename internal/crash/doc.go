// Package crash names the steps at which a test can make the program die, and
// sets the trap that does it, or that holds up whoever passes. Only builds with
// the tag "crash" pass by it, from wrappers laid around the parts where they are
// wired; no part knows of it, and no release contains it.
package crash
