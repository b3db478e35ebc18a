package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestStillRooms holds that a room which make test does not watch for races begins no
// goroutine and locks nothing: there is nothing to find in it.
func TestStillRooms(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	listed := regexp.MustCompile(`(?m)^STILL *= *(.+)$`).FindSubmatch(makefile)
	if listed == nil {
		t.Fatal("the Makefile names no rooms in STILL")
	}
	for _, room := range strings.Fields(string(listed[1])) {
		files, err := filepath.Glob(filepath.Join(root, room, "*.go"))
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
