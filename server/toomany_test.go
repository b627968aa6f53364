package server

import (
	"fmt"
	"net/http"
	"testing"

	"casus/charter"
	"casus/docket"
)

// TestTooManyFindings: a docket that cannot be held is no fault of the server,
// and the rule that makes it so large is named.
func TestTooManyFindings(t *testing.T) {
	many := &docket.TooMany{Most: 10, Of: 8, Rule: &charter.Rule{Name: "dues"}}
	p := problemOf(fmt.Errorf("drawn up: %w", many))
	if p.status != http.StatusUnprocessableEntity || len(p.diagnostics) != 1 || p.diagnostics[0].Code != "E0418" || p.detail != many.Error() {
		t.Errorf("%+v", p)
	}
}
