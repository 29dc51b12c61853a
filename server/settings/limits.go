package settings

import "activityhub/server"

// limitSettings bound what one request may ask for. Their keys are the names
// that a refusal carries.
var limitSettings = []Setting{
	limit("queryBytes", "Largest document, in bytes.", func(l *server.Limits) *int { return &l.QueryBytes }),
	limit("variablesBytes", "Largest variables, in bytes.", func(l *server.Limits) *int { return &l.VariablesBytes }),
	limit("tokens", "Most lexical tokens of a document.", func(l *server.Limits) *int { return &l.Tokens }),
	limit("depth", "Most fields below each other.", func(l *server.Limits) *int { return &l.Depth }),
	limit("nesting", "Most selection sets below each other, those of fragments included.", func(l *server.Limits) *int { return &l.Nesting }),
	limit("fields", "Most fields of one operation, its fragments written out.", func(l *server.Limits) *int { return &l.Fields }),
	limit("totalFields", "Most fields of all operations and fragments together.", func(l *server.Limits) *int { return &l.TotalFields }),
	limit("rootFields", "Most root fields of one operation.", func(l *server.Limits) *int { return &l.RootFields }),
	limit("aliases", "Most aliases of a document.", func(l *server.Limits) *int { return &l.Aliases }),
	limit("repeats", "Most fields that share one place in the answer.", func(l *server.Limits) *int { return &l.Repeats }),
	limit("arguments", "Most arguments of one field.", func(l *server.Limits) *int { return &l.Arguments }),
	limit("values", "Most literals of a document.", func(l *server.Limits) *int { return &l.Values }),
	limit("fragments", "Most fragments of a document.", func(l *server.Limits) *int { return &l.Fragments }),
	limit("directives", "Most directives of a document.", func(l *server.Limits) *int { return &l.Directives }),
	limit("operations", "Most operations of a document.", func(l *server.Limits) *int { return &l.Operations }),
	limit("variables", "Most variables of one operation.", func(l *server.Limits) *int { return &l.Variables }),
	limit("answerFields", "Most fields of an answer, those below a page counted for each of its elements.", func(l *server.Limits) *int { return &l.AnswerFields }),
}

func limit(name, help string, field func(*server.Limits) *int) Setting {
	return bind(Setting{Key: "limits." + name, Group: GroupLimits, Help: help, Hint: "N"},
		whole(1), func(s *Settings) *int { return field(&s.Limits) })
}
