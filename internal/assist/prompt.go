package assist

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// prompts are the model's instructions, one file for each version: "choose.1.txt".
// A changed instruction is a new file, so that a recorded call names what it was
// made with.
//
//go:embed prompts/*.txt
var prompts embed.FS

// Prompt is one version of the instructions for a purpose.
type Prompt struct {
	Name string // of its file without the ending: "choose.1"
	Text string
}

// ReadPrompt reads instructions by name; one that is not there is the program's
// mistake.
func ReadPrompt(name string) (Prompt, error) {
	text, err := fs.ReadFile(prompts, "prompts/"+name+".txt")
	if err != nil {
		return Prompt{}, fmt.Errorf("read the instructions %s: %w", name, err)
	}
	return Prompt{Name: name, Text: strings.TrimSpace(string(text))}, nil
}
