package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Futures are run one study at a time, no longer than the server has patience
// and no longer than who asks is there.
func TestFuturesEnd(t *testing.T) {
	s, err := New(Options{Paths: []string{"../cases/csto"}})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(ctx context.Context, runs string) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/cases/csto/outlook?runs="+runs, nil)
		r.Host = "localhost"
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		return w
	}
	s.patience = 0
	if w := ask(t.Context(), "10"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("without patience: %d %s", w.Code, w.Body)
	}
	s.patience = 10 * time.Millisecond
	s.running <- struct{}{}
	if w := ask(t.Context(), "10"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "other futures are being run") {
		t.Errorf("beside others: %d %s", w.Code, w.Body)
	}
	<-s.running
	s.patience = time.Hour
	gone, leave := context.WithCancel(t.Context())
	go func() {
		for len(s.running) == 0 { // till they are being run
			time.Sleep(time.Millisecond)
		}
		leave()
	}()
	if w := ask(gone, "2000"); w.Code == http.StatusOK && strings.Contains(w.Body.String(), `"broken":""`) {
		t.Error("all futures were run for nobody")
	}
	if len(s.running) != 0 {
		t.Error("the place is still held")
	}
	if w := ask(t.Context(), "10"); w.Code != http.StatusOK {
		t.Errorf("afterwards: %d %s", w.Code, w.Body)
	}
}

// Where the time was not enough, what was run by then is answered with that it is
// not all, and the answer is not kept.
func TestFuturesBrokenOff(t *testing.T) {
	s, err := New(Options{Paths: []string{"../cases/csto"}})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "/api/v1/cases/csto/outlook?runs=2000", nil)
	r.Host = "localhost"
	for s.patience = 10 * time.Millisecond; ; s.patience *= 2 {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code == http.StatusServiceUnavailable { // none was ready
			continue
		}
		var v struct {
			Futures struct {
				Runs   int
				Broken string
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != http.StatusOK {
			t.Fatal(w.Code, err)
		}
		if v.Futures.Runs <= 0 || v.Futures.Runs >= 2000 || v.Futures.Broken != fmt.Sprintf("broken off after %d of 2000 futures, since the server runs them for %s at most; casus outlook has no limit", v.Futures.Runs, s.patience) {
			t.Errorf("after %s: %d futures, %q", s.patience, v.Futures.Runs, v.Futures.Broken)
		}
		if tag := w.Header().Get("ETag"); tag != "" {
			t.Errorf("it is kept as %s", tag)
		}
		return
	}
}
