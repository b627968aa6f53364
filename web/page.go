// Package web holds the page of casus serve as it was built. What the page is
// made from stands beside this file; `make page` builds it into dist.
package web

import (
	"embed"
	"io/fs"
)

// built holds the folder dist where it is there. The file dist.md always is, so
// that a program without the page can be built by Go alone.
//
//go:embed all:dist*
var built embed.FS

// Page is the page; nil where it was not built.
func Page() fs.FS {
	page, err := fs.Sub(built, "dist")
	if err != nil {
		return nil
	}
	if _, err := fs.Stat(page, "index.html"); err != nil {
		return nil
	}
	return page
}
