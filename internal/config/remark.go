package config

import (
	"strconv"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// keepRemarks gives the values of an edited file the remarks that stood beside them in
// its content before. A remark goes with what it was about: a key, or an item of a list
// by its id; an agency, whose id may be what changed, by its place.
func keepRemarks(content []byte, edited *ast.File) error {
	before, err := parser.ParseBytes(content, parser.ParseComments)
	if err != nil {
		return err
	}
	for i, doc := range before.Docs {
		if i < len(edited.Docs) {
			if err := keepRemarksOf("", doc.Body, edited.Docs[i].Body); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepRemarksOf does so for a value of a name that was, and what is in its place.
func keepRemarksOf(of string, was, is ast.Node) error {
	places := within(of, is)
	for name, old := range within(of, was) {
		now, stays := places[name]
		if !stays {
			continue
		}
		if remark := old.GetComment(); remark != nil && now.GetComment() == nil && now.Type() == old.Type() {
			if err := now.SetComment(remark); err != nil {
				return err
			}
		}
		if err := keepRemarksOf(name, old, now); err != nil {
			return err
		}
	}
	return nil
}

// within are the values inside of one with a name by what names them in turn: the keys
// of a mapping, the ids of a list's items, the places of agencies.
func within(of string, n ast.Node) map[string]ast.Node {
	inside := map[string]ast.Node{}
	switch n := n.(type) {
	case ast.MapNode:
		for values := n.MapRange(); values.Next(); {
			inside[values.Key().GetToken().Value] = values.Value()
		}
	case *ast.SequenceNode:
		for i, item := range n.Values {
			if id, named := within("", item)["id"]; of == "agencies" {
				inside[strconv.Itoa(i)] = item
			} else if named {
				inside[id.GetToken().Value] = item
			}
		}
	}
	return inside
}
