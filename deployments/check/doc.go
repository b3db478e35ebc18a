// Package check reads what is deployed with the parsers of those who run it: the
// image's recipe, the compose file, the Kubernetes manifests, the alarms. It has
// tests only, and a module of its own: the program needs none of those parsers.
package check
