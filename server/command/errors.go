package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// An exitError ends the program with a code of its own.
type exitError struct {
	code    int
	message string
}

func (e *exitError) Error() string { return e.message }

func usage(format string, args ...any) error {
	return &exitError{code: Usage, message: fmt.Sprintf(format, args...)}
}

func negative(format string, args ...any) error {
	return &exitError{code: Negative, message: fmt.Sprintf(format, args...)}
}

// misused turns what kong says of the arguments into our one line. What was
// typed is repeated only where it stands for a command or a flag: elsewhere it
// may be somebody's identity.
func misused(err error) error {
	message := err.Error()
	help := "activityhub --help"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		at := parse.Context.Model.Node
		if selected := parse.Context.Selected(); selected != nil {
			at = selected
			help = selected.FullPath() + " --help"
		}
		switch {
		case at.Leaf() && strings.HasPrefix(message, "unexpected argument "):
			message = "there are more arguments than " + at.Path() + " takes"
		case !at.Leaf() && strings.HasPrefix(message, "expected one of "):
			message = "a command is missing, one of " + strings.Join(childNames(at), ", ")
		}
	}
	message = strings.Replace(message, "unexpected argument ", "unknown command ", 1)
	message = strings.Replace(message, ", did you mean ", "; did you mean ", 1)
	return usage("%s; see %s", strings.TrimSuffix(message, "?"), help)
}

func childNames(n *kong.Node) []string {
	names := make([]string, len(n.Children))
	for i, child := range n.Children {
		names[i] = child.Name
	}
	return names
}
