package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// project is the folder of the whole project, seen from here.
const project = "../.."

// readMakefile returns what the variables of the Makefile are set to.
func readMakefile(t *testing.T) (variable func(name string) string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(project, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	return func(name string) string {
		t.Helper()
		found := regexp.MustCompile(`(?m)^` + name + ` *= *(.+)$`).FindSubmatch(content)
		if found == nil {
			t.Fatalf("the Makefile has no %s", name)
		}
		return strings.ReplaceAll(string(found[1]), "$$", "$")
	}
}

// TestStillRooms holds that a room which make test does not watch for races begins no
// goroutine and locks nothing: there is nothing to find in it.
func TestStillRooms(t *testing.T) {
	t.Parallel()
	makefile := readMakefile(t)
	for _, room := range strings.Fields(makefile("STILL")) {
		files, err := filepath.Glob(filepath.Join(project, room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s has no files: %v", room, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			if why := moving(file); why != "" {
				t.Errorf("%s %s: take %s out of STILL in the Makefile", name, why, room)
			}
		}
	}
}

// TestAloneIsSomewhere: make test leaves tests out that compute alone where it watches for
// races, in every room; so no room may have one that it does not run elsewhere.
func TestAloneIsSomewhere(t *testing.T) {
	t.Parallel()
	makefile := readMakefile(t)
	alone, there := regexp.MustCompile(makefile("ALONE")), strings.Fields(makefile("THERE")+" "+makefile("STILL")+" "+makefile("OUTSIDE")+" "+makefile("HOUSE"))
	declared, seen := regexp.MustCompile(`(?m)^func (Test\w+)\(`), 0
	err := filepath.WalkDir(project, func(path string, _ os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		content, err := os.ReadFile(path)
		for _, test := range declared.FindAllSubmatch(content, -1) {
			room := "./" + filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), project+string(filepath.Separator)))
			if alone.Match(test[1]) {
				seen++
				if !slices.Contains(there, room) {
					t.Errorf("%s of %s is run nowhere: put %s into THERE in the Makefile", test[1], room, room)
				}
			}
		}
		return err
	})
	if err != nil || seen < strings.Count(makefile("ALONE"), "|")+1 {
		t.Errorf("%d tests are named in ALONE, %v: one is not there any more", seen, err)
	}
}

// moving tells what in a file works side by side with something; empty: nothing.
func moving(file *ast.File) (why string) {
	for _, one := range file.Imports {
		if path := strings.Trim(one.Path.Value, `"`); path == "sync" || path == "sync/atomic" || strings.HasSuffix(path, "/errgroup") {
			return "imports " + path
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.GoStmt:
			why = "begins a goroutine"
		case *ast.ChanType:
			why = "has a channel"
		}
		return why == ""
	})
	return why
}
