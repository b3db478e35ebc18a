package manage_test

import "net/url"

// urlOf is the address of a period.
func urlOf(from, to string) string {
	return "/laporan?" + url.Values{"from": {from}, "to": {to}}.Encode()
}
