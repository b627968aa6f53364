package library

import (
	"encoding/json"
	"testing"

	"casus/diag"
)

// TestTape: what is read from a tape is what was read through it, without the
// disk that it was read from, a record in another folder included.
func TestTape(t *testing.T) {
	const root = "../cases/collisions"
	tape := NewTape(OS{})
	lib, diags := LoadFrom(tape, []string{root})
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	first, diags := lib.Folders[0].Case("")
	if first == nil || diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	b, err := json.Marshal(tape)
	if err != nil {
		t.Fatal(err)
	}
	var again Tape
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	lib2, diags := LoadFrom(&again, []string{root})
	if diag.HasErrors(diags) {
		t.Fatal(diags)
	}
	if len(lib2.Files) != len(lib.Files) {
		t.Fatalf("%d files, from the disk %d", len(lib2.Files), len(lib.Files))
	}
	second, diags := lib2.Folders[0].Case("")
	if second == nil || diag.HasErrors(diags) || len(second.Record.Entries) != len(first.Record.Entries) {
		t.Fatalf("another case: %v", diags)
	}
	if _, diags := LoadFrom(&again, []string{"../cases/nato"}); !diag.HasErrors(diags) {
		t.Error("a folder is read that is not on the tape")
	}
}
