package library

import (
	"os"
	"strings"
	"testing"
)

// TestReadNoFile: what may never end is not read, whoever asks for it.
func TestReadNoFile(t *testing.T) {
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip(err)
	}
	if text, err := (OS{}).ReadFile("/dev/zero"); err == nil || !strings.Contains(err.Error(), "no file") {
		t.Errorf("%d bytes, %v", len(text), err)
	}
}
