package server

import (
	"context"
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
