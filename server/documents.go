package server

import (
	"strings"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"
)

// maxCachedBytes bounds what the cached documents take together, in the bytes
// that weight estimates.
const maxCachedBytes = 32 << 20

// documents turns the text of GraphQL documents into documents that are safe to
// execute: counted, validated and without @defer. It remembers those; what is
// refused it forgets. A document that it returned is shared and never changed.
type documents struct {
	schema *ast.Schema
	limits Limits

	mu     sync.Mutex
	cached *simplelru.LRU[string, *document] // by text
	weight int                               // of all in cached
}

// A document is what a text was found to be.
type document struct {
	parsed *ast.QueryDocument
	weight int
	answer int // fields that the answer to any of its operations has at most, whatever the variables
}

func newDocuments(schema *ast.Schema, limits Limits, entries int) (*documents, error) {
	d := &documents{schema: schema, limits: limits}
	var err error
	d.cached, err = simplelru.NewLRU(entries, func(_ string, gone *document) { d.weight -= gone.weight })
	return d, err
}

// prepare returns the document in text, ready to execute, or what is wrong with
// it. Errors are of the kind *gqlerror.Error around a *failure.
func (d *documents) prepare(text string) (*document, gqlerror.List) {
	if fail := exceeded("queryBytes", "bytes", d.limits.QueryBytes, len(text)); fail != nil {
		return nil, gqlerror.List{gqlerror.Wrap(fail)}
	}
	d.mu.Lock()
	known, ok := d.cached.Get(text)
	d.mu.Unlock()
	if ok {
		return known, nil
	}

	text = strings.Clone(text) // so that the document holds on to nothing else of the request
	parsed, errs := d.parse(text)
	if errs != nil {
		return nil, errs
	}
	if fail := countDocument(parsed, d.limits); fail != nil {
		return nil, gqlerror.List{gqlerror.Wrap(fail)}
	}
	if errs := validate(d.schema, parsed); errs != nil {
		return nil, errs
	}
	stripDefer(parsed)
	entry := &document{parsed: parsed, weight: weight(text)}
	for _, op := range parsed.Operations {
		entry.answer = max(entry.answer, answerMeter{worst: true}.fields(op.SelectionSet))
	}
	d.remember(text, entry)
	return entry, nil
}

func (d *documents) parse(text string) (*ast.QueryDocument, gqlerror.List) {
	parsed, err := parser.ParseQueryWithTokenLimit(&ast.Source{Input: text}, d.limits.Tokens)
	if err == nil && len(parsed.Operations) == 0 {
		return nil, gqlerror.List{gqlerror.Wrap(&failure{code: validationFailed, message: "the document has no operation"})}
	}
	if err == nil {
		return parsed, nil
	}
	// The parser says in words alone that it met a limit.
	tokens, nesting := scan(text)
	if fail := exceeded("tokens", "tokens", d.limits.Tokens, tokens); fail != nil {
		return nil, gqlerror.List{gqlerror.Wrap(fail)}
	}
	if nesting > parser.MaxNestingDepth {
		return nil, gqlerror.List{gqlerror.Wrap(exceeded("nesting", "brackets below each other", d.limits.Nesting, nesting))}
	}
	return nil, gqlerror.List{parseError(err)}
}

// scan counts the tokens of text, and how deep its brackets nest.
func scan(text string) (tokens, nesting int) {
	scanner := lexer.New(&ast.Source{Input: text})
	level := 0
	for {
		token, err := scanner.ReadToken()
		if err != nil || token.Kind == lexer.EOF {
			return tokens, nesting
		}
		tokens++
		switch token.Kind {
		case lexer.BraceL, lexer.BracketL, lexer.ParenL:
			level++
			nesting = max(nesting, level)
		case lexer.BraceR, lexer.BracketR, lexer.ParenR:
			level--
		}
	}
}

func (d *documents) remember(text string, entry *document) {
	if entry.weight > maxCachedBytes/16 {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cached.Remove(text) // another request may have been as fast
	d.cached.Add(text, entry)
	d.weight += entry.weight
	for d.weight > maxCachedBytes {
		d.cached.RemoveOldest()
	}
}

// weight estimates the bytes that a parsed document takes: the densest text, of
// names of one letter, makes 150 bytes of document per byte.
func weight(text string) int { return 1024 + 150*len(text) }
