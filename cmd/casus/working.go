package main

import (
	"fmt"
	"sync"
	"time"
)

// working shows on a terminal that something is going on, if it takes longer
// than people like to wait in silence. The returned function takes the line
// away.
func (p *program) working(what string) (done func()) {
	return p.workingOn(func() string { return what })
}

// workingOn is working, of something that tells how far it has come.
func (p *program) workingOn(what func() string) (done func()) {
	if !p.progress {
		return func() {}
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		start := time.Now()
		tick := time.NewTicker(300 * time.Millisecond)
		defer tick.Stop()
		shown := false
		for {
			select {
			case <-tick.C:
				fmt.Fprintf(p.err, "\r\x1b[K%s, %.0f s", what(), time.Since(start).Seconds())
				shown = true
			case <-stop:
				if shown {
					fmt.Fprint(p.err, "\r\x1b[K")
				}
				return
			}
		}
	})
	return func() { close(stop); wg.Wait() }
}
