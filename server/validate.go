package server

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Up to how many errors, of which length, are worth suggestions. A suggestion
// compares a wrong name, letter by letter, with every name of its type, so
// thousands of wrong names, or a few long ones, would cost seconds.
const (
	maxSuggested       = 8
	maxSuggestedLength = 100
)

// validate returns what is wrong with doc under schema, nil if nothing is; at
// most maxErrors of it. Messages name what the document names but repeat no
// value of it.
func validate(schema *ast.Schema, doc *ast.QueryDocument) gqlerror.List {
	errs := validator.ValidateWithRules(schema, doc, quietRules())
	if worthSuggestions(errs) {
		errs = validator.ValidateWithRules(schema, doc, rules.NewDefaultRules())
	}
	for i, err := range errs {
		errs[i] = &gqlerror.Error{
			Err:       &failure{code: validationFailed, message: shorten(withoutValues(err), maxMessage)},
			Locations: err.Locations,
		}
	}
	return errs
}

// worthSuggestions reports whether the names in errs are few and short.
func worthSuggestions(errs gqlerror.List) bool {
	long := func(err *gqlerror.Error) bool { return len(err.Message) > maxSuggestedLength }
	return len(errs) > 0 && len(errs) <= maxSuggested && !slices.ContainsFunc(errs, long)
}

// quietRules returns the rules of the specification, without suggestions, for
// one validation: together they report maxErrors errors at most.
func quietRules() *rules.Rules {
	quiet := rules.NewDefaultRules()
	for name, rule := range map[string]validator.Rule{
		"FieldsOnCorrectType": rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
		"KnownArgumentNames":  rules.KnownArgumentNamesRuleWithoutSuggestions,
		"KnownTypeNames":      rules.KnownTypeNamesRuleWithoutSuggestions,
		"ScalarLeafs":         rules.ScalarLeafsRuleWithoutSuggestions,
		"ValuesOfCorrectType": rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	} {
		quiet.ReplaceRule(name, rule.RuleFunc)
	}
	reported := 0
	for name, rule := range quiet.GetInner() {
		quiet.ReplaceRule(name, func(observers *validator.Events, addError validator.AddErrFunc) {
			rule(observers, func(options ...validator.ErrorOption) {
				if reported++; reported <= maxErrors {
					addError(options...)
				}
			})
		})
	}
	return quiet
}

// The messages of ValuesOfCorrectType that repeat a value.
var valueMessages = []struct {
	pattern *regexp.Regexp
	instead string
}{
	{regexp.MustCompile(`(?s)^(\w+|Enum "[^"]*") cannot represent (an? )?(.*?) value: .*$`), `$1 cannot represent a $3 value`},
	{regexp.MustCompile(`(?s)^Expected value of type ("[^"]*"), found .*$`), `Expected a value of type $1`},
	{regexp.MustCompile(`(?s)^Value .* does not exist in ("[^"]*") enum\..*$`), `The value given does not exist in enum $1`},
}

// withoutValues returns the message of err without the value that it is about:
// values are where personal data is.
func withoutValues(err *gqlerror.Error) string {
	if err.Rule != "ValuesOfCorrectType" {
		return err.Message
	}
	for _, known := range valueMessages {
		if !known.pattern.MatchString(err.Message) {
			continue
		}
		suggestion := ""
		if at := strings.LastIndex(err.Message, " Did you mean "); at >= 0 {
			suggestion = "." + err.Message[at:]
		}
		return known.pattern.ReplaceAllString(err.Message, known.instead) + suggestion
	}
	return err.Message
}

// quotedToken matches the parser's naming of a token that holds a value.
var quotedToken = regexp.MustCompile(`(?s)\b(Int|Float|String|BlockString|Comment) ".*$`)

// parseError returns the caller's form of what the parser said.
func parseError(err error) *gqlerror.Error {
	parsed, ok := err.(*gqlerror.Error)
	if !ok {
		return gqlerror.Wrap(&failure{code: parseFailed})
	}
	return &gqlerror.Error{
		Err:       &failure{code: parseFailed, message: shorten(quotedToken.ReplaceAllString(parsed.Message, "$1"), maxMessage)},
		Locations: slices.Clone(parsed.Locations),
	}
}

// maxMessage is the longest message, in bytes. Names in a document can be as
// long as the document.
const maxMessage = 400

func shorten(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most] + "…"
}
