// Package config reads loket.yaml and the environment into one value, with
// defaults under which a fresh machine serves one demo agency.
//
// It must not open, start or reach anything, and nobody but cmd/loket may know
// it: everyone else gets plain values.
package config
