package main

import (
	"fmt"
	"os"
	"strings"
)

// barWidth is how many places a progress bar has.
const barWidth = 30

// bar shows on a terminal how far long work is; elsewhere it shows nothing.
func (s *shell) bar(doing string) func(done, total int) {
	file, ok := s.stderr.(*os.File)
	if !ok {
		return func(int, int) {}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return func(int, int) {}
	}
	return func(done, total int) { _, _ = fmt.Fprint(file, barText(doing, done, total)) } // a bar that cannot be drawn stops no work
}

// barText draws a bar over the one before, and ends the line with the last.
func barText(doing string, done, total int) string {
	full, end := barWidth, "\n"
	if done < total {
		full, end = barWidth*done/total, ""
	}
	return fmt.Sprintf("\r%s [%s%s] %d/%d%s", doing, strings.Repeat("#", full), strings.Repeat(".", barWidth-full), done, total, end)
}
