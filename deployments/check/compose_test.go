package check

import (
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// composed reads the compose file as Compose does, with its schema and
// consistency checks.
func composed(t *testing.T, env ...string) (*types.Project, error) {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{shipped("docker", "compose.yaml")}, cli.WithEnv(env), cli.WithInterpolation(true))
	if err != nil {
		t.Fatal(err)
	}
	return options.LoadProject(t.Context())
}

// project is the compose file for a site that has a name.
func project(t *testing.T) *types.Project {
	t.Helper()
	p, err := composed(t, "LOKET_DOMAIN=tanya.contoh.go.id")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestComposeWithoutName refuses to start a site nobody named, with the cure.
func TestComposeWithoutName(t *testing.T) {
	t.Parallel()
	if _, err := composed(t); err == nil || !strings.Contains(err.Error(), "./secrets.sh NAMA") {
		t.Errorf("without LOKET_DOMAIN: %v", err)
	}
}

// TestCompose holds every service to: restarted, bounded logs, no new rights; and
// those of ours to a root that cannot be written.
func TestCompose(t *testing.T) {
	t.Parallel()
	p := project(t)
	if want := []string{"caddy", "loket", "postgres", "redis"}; !slices.Equal(p.ServiceNames(), want) {
		t.Fatalf("services %v, want %v", p.ServiceNames(), want)
	}
	for name, s := range p.Services {
		if s.Restart != "unless-stopped" || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") || s.Privileged {
			t.Errorf("%s: restart %q, %v", name, s.Restart, s.SecurityOpt)
		}
		if s.Logging == nil || s.Logging.Options["max-size"] == "" || s.Logging.Options["max-file"] == "" {
			t.Errorf("%s: its log may fill the disk", name)
		}
		if name != "postgres" && (!s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"})) {
			t.Errorf("%s: read-only %v, rights dropped %v", name, s.ReadOnly, s.CapDrop)
		}
		if name != "loket" && len(s.Ports) > 0 {
			t.Errorf("%s is open to the outside: %v", name, s.Ports)
		}
		if name != "caddy" && s.HealthCheck == nil {
			t.Errorf("%s: nobody asks how it is", name)
		}
	}
}

// TestComposeOpen holds what is open to the outside to HTTPS and the way to it,
// and databases to a network without a way out.
func TestComposeOpen(t *testing.T) {
	t.Parallel()
	p := project(t)
	for _, port := range p.Services["loket"].Ports {
		if port.Published != "80" && port.Published != "443" {
			t.Errorf("port %s is open", port.Published)
		}
	}
	if mode := p.Services["caddy"].NetworkMode; mode != "service:loket" {
		t.Errorf("Caddy's network is %q", mode)
	}
	if listens := *p.Services["loket"].Environment["LOKET_HTTP_ADDR"]; !strings.HasPrefix(listens, "127.0.0.1:") {
		t.Errorf("Loket listens at %s, where more than Caddy hears", listens)
	}
	if !p.Networks["inside"].Internal {
		t.Error("databases have a way out")
	}
	for _, name := range []string{"postgres", "redis"} {
		service := p.Services[name]
		if on := service.NetworksByPriority(); !slices.Equal(on, []string{"inside"}) {
			t.Errorf("%s is on %v", name, on)
		}
	}
}

// TestComposeSecrets holds secrets to files: each is defined, read by a service
// that was given it, and no variable holds one.
func TestComposeSecrets(t *testing.T) {
	t.Parallel()
	p := project(t)
	given := map[string]bool{}
	for name, s := range p.Services {
		var own []string
		for _, secret := range s.Secrets {
			given[secret.Source] = true
			own = append(own, "/run/secrets/"+secret.Source)
		}
		for variable, value := range s.Environment {
			if value == nil {
				continue
			}
			if strings.HasSuffix(variable, "_FILE") && !slices.Contains(own, *value) {
				t.Errorf("%s: %s names %s, which it is not given", name, variable, *value)
			}
			if strings.Contains(*value, "://") && strings.Contains(*value, "@") {
				t.Errorf("%s: %s holds a password", name, variable)
			}
		}
	}
	for name, secret := range p.Secrets {
		if !given[name] || !strings.Contains(secret.File, "/secrets/") {
			t.Errorf("secret %s: given %v, file %q", name, given[name], secret.File)
		}
	}
}

// TestComposeRedis holds Redis to what the queue's promises rest on.
func TestComposeRedis(t *testing.T) {
	t.Parallel()
	command := strings.Join(project(t).Services["redis"].Command, " ")
	for _, want := range []string{"--appendonly yes", "--maxmemory-policy noeviction", "--aclfile /run/secrets/redis-acl"} {
		if !strings.Contains(command, want) {
			t.Errorf("%q is not in: %s", want, command)
		}
	}
}
