package main_test

import (
	"debug/elf"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mostProgram bounds the program, in bytes: what it has come down to, and a little
// room. The aim is 40 MB, docs/decisions/061: a new library must not take it further
// away unseen.
const mostProgram = 56_000_000

// weight is what an ELF program weighs without what only a debugger reads, in
// bytes, and its sections by weight, the heaviest first.
func weight(file *elf.File) (total uint64, heaviest []string) {
	sections := slices.DeleteFunc(slices.Clone(file.Sections), func(s *elf.Section) bool {
		return s.Type == elf.SHT_NOBITS || s.Flags&elf.SHF_ALLOC == 0
	})
	slices.SortFunc(sections, func(a, b *elf.Section) int { return int(b.FileSize) - int(a.FileSize) }) //nolint:gosec // sizes of sections are small
	for _, s := range sections {
		total += s.FileSize
		heaviest = append(heaviest, s.Name)
	}
	return total, heaviest
}

// TestSize holds the program that the scripts run to its bound.
func TestSize(t *testing.T) {
	t.Parallel()
	path, err := exec.LookPath("loket")
	if err != nil {
		t.Fatal(err)
	}
	file, err := elf.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	total, heaviest := weight(file)
	t.Logf("%d bytes, the heaviest %s", total, strings.Join(heaviest[:3], ", "))
	if total > mostProgram {
		t.Errorf("the program weighs %d bytes, want %d at most: which library came?", total, mostProgram)
	}
	if total < mostProgram*8/10 {
		t.Errorf("the program weighs %d bytes: the bound of %d holds nothing any more, lower it", total, mostProgram)
	}
	if !slices.Contains(heaviest[:3], ".text") || !slices.Contains(heaviest[:3], ".gopclntab") {
		t.Errorf("the heaviest are %v: something else than code was measured", heaviest[:3])
	}
}
