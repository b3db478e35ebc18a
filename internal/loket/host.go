package loket

import "net"

// Loopback tells whether a host is this machine, whatever a network says of it:
// "localhost", or an IP address of the loopback, without brackets and port.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
