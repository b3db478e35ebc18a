package check

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// shipped is a file below deployments/.
func shipped(path ...string) string { return filepath.Join(append([]string{".."}, path...)...) }

// recipe parses the image's recipe as BuildKit does.
func recipe(t *testing.T) []instructions.Stage {
	t.Helper()
	file, err := os.Open(shipped("docker", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	parsed, err := parser.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed.Warnings) > 0 {
		t.Errorf("the parser warns: %v", parsed.Warnings)
	}
	stages, _, err := instructions.Parse(parsed.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	return stages
}

// TestImage holds the last stage to: nothing below, not root, one program, a
// health check without a shell.
func TestImage(t *testing.T) {
	t.Parallel()
	stages := recipe(t)
	if len(stages) != 2 || stages[0].Name != "build" {
		t.Fatalf("%d stages, the first %q; want build and the image", len(stages), stages[0].Name)
	}
	image := stages[1]
	if image.BaseName != "scratch" {
		t.Errorf("the image stands on %q, want scratch", image.BaseName)
	}
	var user, workdir, stop string
	var entry, command, health, volumes []string
	for _, one := range image.Commands {
		switch c := one.(type) {
		case *instructions.RunCommand:
			t.Errorf("RUN in an image without a shell: %v", c)
		case *instructions.UserCommand:
			user = c.User
		case *instructions.WorkdirCommand:
			workdir = c.Path
		case *instructions.StopSignalCommand:
			stop = c.Signal
		case *instructions.VolumeCommand:
			volumes = c.Volumes
		case *instructions.EntrypointCommand:
			entry = c.CmdLine
			if c.PrependShell {
				t.Error("ENTRYPOINT needs a shell")
			}
		case *instructions.CmdCommand:
			command = c.CmdLine
		case *instructions.HealthCheckCommand:
			health = c.Health.Test
		case *instructions.CopyCommand:
			if c.From != "build" {
				t.Errorf("COPY %v comes from %q, want the stage that built it", c.SourcePaths, c.From)
			}
		}
	}
	if user != "65532:65532" || stop != "SIGTERM" || workdir != "/loket" || !slices.Contains(volumes, "/loket") {
		t.Errorf("user %q, stop signal %q, folder %q, volumes %v", user, stop, workdir, volumes)
	}
	if got := slices.Concat(entry, command); !slices.Equal(got, []string{"/bin/loket", "serve"}) {
		t.Errorf("it runs %v", got)
	}
	if !slices.Equal(health, []string{"CMD", "/bin/loket", "health"}) {
		t.Errorf("its health is asked by %v", health)
	}
}

// TestImageContext keeps secrets and what is large out of what the image is built
// from.
func TestImageContext(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(shipped("docker", "Dockerfile.dockerignore"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for _, out := range []string{".git", "data", "bin", "deployments/docker/secrets"} {
		if !slices.Contains(lines, out) {
			t.Errorf("%s is sent to the builder", out)
		}
	}
}
