package local

import (
	"embed"
	"io/fs"
)

//go:embed builtin
var builtinFiles embed.FS

// Builtin returns the definitions that a Platform has unless it is told
// otherwise, laid out like any folder of definitions. The schemas come from the
// program.
func Builtin() fs.FS {
	inside, err := fs.Sub(builtinFiles, "builtin")
	if err != nil {
		panic(err) // the name is a constant
	}
	return inside
}
