package config

import (
	"fmt"
	"net/netip"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// Console is how staff reach their pages.
type Console struct {
	// SecondFactor is SecondFactorRequired, SecondFactorOff, or empty: required too,
	// but by nobody's word.
	SecondFactor string
	Proxies      []netip.Prefix // whose word counts that a request came over TLS, beside this machine's
}

// Whether staff show a second factor beside the password.
const (
	SecondFactorRequired = "required"
	SecondFactorOff      = "off"
)

// fileConsole is the shape of console in loket.yaml.
type fileConsole struct {
	SecondFactor factorSetting `yaml:"second_factor"`
}

type factorSetting string

var _ yaml.NodeUnmarshaler = (*factorSetting)(nil)

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (s *factorSetting) UnmarshalYAML(node ast.Node) error {
	at := node.GetToken()
	if at.Value != SecondFactorRequired && at.Value != SecondFactorOff {
		return &misfit{at, fmt.Sprintf("console, second_factor: %q tidak dikenal. Tulis %s (wajib, baku) atau %s (hanya untuk mencoba)",
			at.Value, SecondFactorRequired, SecondFactorOff)}
	}
	*s = factorSetting(at.Value)
	return nil
}

type proxySetting struct{ netip.Prefix }

var _ yaml.NodeUnmarshaler = (*proxySetting)(nil)

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (s *proxySetting) UnmarshalYAML(node ast.Node) error {
	at := node.GetToken()
	prefix, err := netip.ParsePrefix(at.Value)
	if addr, one := netip.ParseAddr(at.Value); err != nil && one == nil {
		prefix, err = netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	if err != nil {
		return &misfit{at, fmt.Sprintf("trusted_proxies: %q bukan alamat IP. Tulis misalnya 10.0.0.5 atau 10.0.0.0/24", at.Value)}
	}
	if prefix.Bits() == 0 {
		return &misfit{at, fmt.Sprintf("trusted_proxies: %q mencakup semua alamat, jadi siapa pun dapat mengaku proksi. Tulis alamat proksinya saja", at.Value)}
	}
	s.Prefix = prefix
	return nil
}

// misfit is a value of the file that cannot be used, and where it stands.
type misfit struct {
	at      *token.Token
	message string
}

var _ yaml.Error = (*misfit)(nil)

// Error implements error.
func (m *misfit) Error() string { return m.message }

// GetToken implements yaml.Error.
func (m *misfit) GetToken() *token.Token { return m.at }

// GetMessage implements yaml.Error.
func (m *misfit) GetMessage() string { return m.message }

// FormatError implements yaml.Error.
func (m *misfit) FormatError(colored, source bool) string {
	return yaml.FormatErrorWithToken(m.message, m.at, colored, source)
}
