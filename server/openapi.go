package server

import (
	_ "embed"
	"net/http"
)

// openapi is the description of everything that can be asked. A test holds it
// against the routes and against what is answered.
//
//go:embed openapi.yaml
var openapi []byte

func (s *Server) openapiYAML(w http.ResponseWriter, r *http.Request) error {
	if s.unchanged(w, r, `W/"`+revisionOf(openapi)+`"`) {
		return nil
	}
	return s.send(w, r, "application/yaml", openapi)
}
