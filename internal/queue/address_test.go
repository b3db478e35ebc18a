package queue

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func TestParseAddress(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		in   string
		want address
	}{
		"Embedded":       {"embedded", address{mode: modeEmbedded}},
		"Single":         {"redis://h:1", address{mode: modeSingle, hosts: []string{"h:1"}}},
		"UsualPort":      {"redis://h", address{mode: modeSingle, hosts: []string{"h:6379"}}},
		"Six":            {"redis://[::1]", address{mode: modeSingle, hosts: []string{"[::1]:6379"}}},
		"Database":       {"redis://h:1/3", address{mode: modeSingle, hosts: []string{"h:1"}, db: 3}},
		"Password":       {"redis://:p%40s%2Fs@h:1", address{mode: modeSingle, hosts: []string{"h:1"}, pass: "p@s/s"}},
		"User":           {"redis://u:p:q@h:1", address{mode: modeSingle, hosts: []string{"h:1"}, user: "u", pass: "p:q"}},
		"TLS":            {"rediss://h:1", address{mode: modeSingle, hosts: []string{"h:1"}, tls: true}},
		"Cluster":        {"redis://u:p@h:1,i:2", address{mode: modeCluster, hosts: []string{"h:1", "i:2"}, user: "u", pass: "p"}},
		"ClusterBare":    {"h:1,i", address{mode: modeCluster, hosts: []string{"h:1", "i:6379"}}},
		"ClusterSchemes": {"rediss://h:1,rediss://i:2", address{mode: modeCluster, hosts: []string{"h:1", "i:2"}, tls: true}},
		"Sentinel": {"redis+sentinel://:p@h,i:2/loket/3", address{
			mode: modeSentinel, hosts: []string{"h:26379", "i:2"}, pass: "p", master: "loket", db: 3,
		}},
		"SentinelTLS": {"rediss+sentinel://h,rediss+sentinel://i:2/loket", address{
			mode: modeSentinel, hosts: []string{"h:26379", "i:2"}, master: "loket", tls: true,
		}},
		"SentinelUser": {"redis+sentinel://h/loket?sentinel_username=u&sentinel_password=p%26", address{
			mode: modeSentinel, hosts: []string{"h:26379"}, master: "loket", sentinelUser: "u", sentinelPass: "p&",
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseAddress(c.in)
			if err != nil {
				t.Fatalf("parseAddress(%q): %v", c.in, err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(address{})); diff != "" {
				t.Errorf("parseAddress(%q) (-want +got):\n%s", c.in, diff)
			}
		})
	}
}

func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]string{
		"Nothing":             "",
		"NoScheme":            "localhost",
		"OtherScheme":         "http://h:1",
		"NoHost":              "redis://",
		"NoPort":              "redis://h:x",
		"PortTooLarge":        "redis://h:65536",
		"EmptyHostInList":     "redis://h:1,",
		"DatabaseNoNumber":    "redis://h:1/rahasia",
		"DatabaseNegative":    "redis://h:1/-1",
		"DatabaseOfCluster":   "redis://h:1,i:2/1",
		"LongPath":            "redis://h:1/1/2",
		"NoMaster":            "redis+sentinel://h",
		"NoMasterTLS":         "rediss+sentinel://rahasia@h",
		"TLSOfNothing":        "redisss://:rahasia@h:1",
		"UnknownSetting":      "redis://h:1?pool=1",
		"SettingOfAnother":    "redis://h:1?sentinel_password=rahasia",
		"PasswordNotEncoded":  "redis://:rahasia%zz@h:1",
		"PasswordWithSlash":   "redis://:rahasia/x@h:1",
		"SettingsNotEncoded":  "redis+sentinel://h/m?sentinel_password=rahasia%zz",
		"PasswordAsDatabase":  "redis://u:12/rahasia@h:1",
		"PasswordAsSetting":   "redis://u:12?rahasia@h:1",
		"PasswordOtherScheme": "http://:rahasia@h:1",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parseAddress(in)
			if err == nil {
				t.Fatalf("parseAddress(%q) = %+v, want an error", in, got)
			}
			if strings.Contains(err.Error(), "rahasia") {
				t.Errorf("parseAddress(%q) = %q, which tells the password", in, err)
			}
		})
	}
}

// Whatever is configured, the address is refused or usable.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"embedded", "redis://u:p@h:1/2", "rediss://h", "h:1,i:2", "redis+sentinel://:p@h,i/m/1?sentinel_password=x", "redis://%zz@",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		a, err := parseAddress(in)
		if err != nil {
			return
		}
		if a.mode != modeEmbedded && len(a.hosts) == 0 {
			t.Errorf("parseAddress(%q) = %+v, without a host", in, a)
		}
		if o, err := a.options(Trust{}); err != nil || o.MaxRetries != -1 || !o.ContextTimeoutEnabled || o.Dialer == nil {
			t.Errorf("options of %q, %v: they repeat calls, ignore budgets or dial by themselves", in, err)
		}
		for _, host := range Unprotected(in) {
			if a.tls || host == "" || loket.Loopback(host) {
				t.Errorf("Unprotected(%q) names %q", in, host)
			}
		}
	})
}

func FuzzParseOwner(f *testing.F) {
	f.Add("1764000000000|1764000000001|staff|request|with|bars")
	f.Add("-1|0||")
	f.Add("?")
	f.Fuzz(func(t *testing.T, in string) {
		o, ok := parseOwner(in)
		if !ok {
			return
		}
		if again, ok := parseOwner(o.String()); !ok || again != o {
			t.Errorf("parseOwner(%q) = %+v, which is read back as %+v, %v", in, o, again, ok)
		}
	})
}
