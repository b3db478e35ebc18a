package web

import (
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"text/template/parse"

	"loket/internal/words"
)

// inEnglish marks the names of templates in English, beside the Indonesian ones.
const inEnglish = "en:"

// funcs are what templates may call. The last two are called by every action that
// writes something, see saying.
func funcs() template.FuncMap {
	return template.FuncMap{
		"asset":  assetURL,
		"diucap": func(v any) any { return said(v, words.Indonesian) },
		"spoken": func(v any) any { return said(v, words.English) },
	}
}

// said puts what Loket itself says into a language, and leaves all else as it is.
func said(v any, l words.Language) any {
	if t, ok := v.(words.Text); ok {
		return t.In(l)
	}
	return v
}

// Page parses a page's template inside the house's frame, in both languages. The
// template defines "body" and is executed by Render with a view that embeds Frame.
func Page(pages fs.FS, names ...string) (*template.Template, error) {
	set := newSet("frame.html")
	if err := set.parse(files, "frame.html"); err != nil {
		return nil, err
	}
	return set.with(pages, names)
}

// Fragment parses templates without a frame, in both languages. The first is the one
// that Execute writes.
func Fragment(pages fs.FS, names ...string) (*template.Template, error) {
	return newSet(names[0]).with(pages, names)
}

// Execute writes a page or a fragment in a language.
func Execute(w io.Writer, page *template.Template, l words.Language, view any) error {
	name := page.Name()
	if l == words.English {
		name = inEnglish + name
	}
	return page.ExecuteTemplate(w, name, view) //nolint:wrapcheck // the caller says what of
}

// set is one page in both languages while it is parsed.
type set struct {
	indonesian, english *template.Template
}

func newSet(name string) set {
	return set{template.New(name).Funcs(funcs()), template.New(name).Funcs(funcs())}
}

// with parses what a page is made of and joins its languages.
func (s set) with(pages fs.FS, names []string) (*template.Template, error) {
	for _, name := range names {
		if err := s.parse(pages, name); err != nil {
			return nil, err
		}
	}
	return s.join()
}

func (s set) parse(pages fs.FS, name string) error {
	source, err := fs.ReadFile(pages, "templates/"+name)
	if err != nil {
		return fmt.Errorf("read page: %w", err)
	}
	for t, text := range map[*template.Template]string{s.indonesian: string(source), s.english: translated(string(source))} {
		if name != t.Name() {
			t = t.New(name)
		}
		if _, err := t.Parse(text); err != nil {
			return fmt.Errorf("parse page: %w", err)
		}
	}
	return nil
}

// join puts the English templates beside the Indonesian ones and has each say its
// words in its language.
func (s set) join() (*template.Template, error) {
	for _, t := range s.indonesian.Templates() {
		if t.Tree != nil {
			saying{with: "diucap"}.list(t.Tree.Root)
		}
	}
	for _, t := range s.english.Templates() {
		if t.Tree == nil {
			continue
		}
		saying{with: "spoken", prefix: inEnglish}.list(t.Tree.Root)
		if _, err := s.indonesian.AddParseTree(inEnglish+t.Name(), t.Tree); err != nil {
			return nil, fmt.Errorf("parse page in English: %w", err)
		}
	}
	return s.indonesian, nil
}

// saying has the actions of a template call a function with what they write, and its
// template calls name another, as html/template has them escape it.
type saying struct {
	with, prefix string
}

func (s saying) list(nodes *parse.ListNode) {
	if nodes == nil {
		return
	}
	for _, node := range nodes.Nodes {
		switch n := node.(type) {
		case *parse.ActionNode:
			if len(n.Pipe.Decl) == 0 {
				call := parse.NewIdentifier(s.with).SetPos(n.Pos)
				n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{NodeType: parse.NodeCommand, Pos: n.Pos, Args: []parse.Node{call}})
			}
		case *parse.TemplateNode:
			n.Name = s.prefix + n.Name
		case *parse.IfNode:
			s.branch(n.BranchNode)
		case *parse.RangeNode:
			s.branch(n.BranchNode)
		case *parse.WithNode:
			s.branch(n.BranchNode)
		}
	}
}

func (s saying) branch(n parse.BranchNode) {
	s.list(n.List)
	s.list(n.ElseList)
}
