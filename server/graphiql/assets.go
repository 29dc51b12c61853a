package graphiql

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// dist is what web/graphiql builds: "index.html.gz", the licenses of what it
// bundles, and under "graphiql/assets/" the files whose names hold a hash of
// their content. Each is gzipped.
//
//go:embed all:dist
var dist embed.FS

// contentTypes names what the build produces. The host's own table of types is
// not asked, for browsers take a script or a style sheet by its exact type.
var contentTypes = map[string]string{
	".css":  "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".md":   "text/markdown; charset=utf-8",
	".svg":  "image/svg+xml",
	".ttf":  "font/ttf",
}

// loadAssets reads the embedded build. It returns the assets by URL path, and
// the text of the page. It panics on a build that cannot be served, which the
// tests of this package would have met first.
func loadAssets() (map[string]*content, string) {
	assets := make(map[string]*content)
	var page string
	err := fs.WalkDir(dist, "dist", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		packed, err := dist.ReadFile(file)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(strings.TrimPrefix(file, "dist/"), ".gz")
		if name == "index.html" {
			page, err = unpack(packed)
			return err
		}
		contentType, ok := contentTypes[path.Ext(name)]
		if !ok {
			return fmt.Errorf("%s: no content type is known for %q; add it to contentTypes", name, path.Ext(name))
		}
		if strings.HasPrefix(name, "graphiql/assets/") {
			assets["/"+name] = &content{packed: packed, contentType: contentType, cacheControl: immutable}
			return nil
		}
		body, err := unpack(packed)
		assets["/"+name] = newContent([]byte(body), contentType)
		return err
	})
	if err != nil {
		panic("graphiql: the embedded build: " + err.Error())
	}
	if page == "" {
		panic(`graphiql: the embedded build has no index.html; run "make graphiql"`)
	}
	return assets, page
}
