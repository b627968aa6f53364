// Package crew shares the blocks of a study out among workers, on one machine
// or many, through NATS JetStream: a queue from which each worker takes a block
// when it has none. A block that a worker took and did not finish, because the
// worker was lost, is given to another after a while. A block's result hangs on
// nothing but the study and its number, so that it does not matter who works it
// out, or how often.
//
// What a study is, the package does not know: it carries bytes.
package crew

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Study is what is shared out.
type Study struct {
	Spec    []byte // everything that a worker must know, the same for all blocks
	Blocks  int    // they are numbered from 0
	Version string // of the program: only workers of the same one take part
}

// Work works out a block. It must give the same bytes for the same block
// wherever it runs; an error is an error of the study, and ends it.
type Work func(ctx context.Context, spec []byte, block int) ([]byte, error)

// Pace is how long things may take.
type Pace struct {
	// Silence is for how long a worker may give no sign of life before its
	// block is given to another; it gives one three times as often.
	Silence time.Duration
	// Patience is for how long the broker may be out of reach.
	Patience time.Duration
}

// Usual is the pace where nothing else is asked for.
var Usual = Pace{Silence: 15 * time.Second, Patience: time.Minute}

// ErrLost says that the broker was out of reach for longer than was waited.
var ErrLost = errors.New("the broker cannot be reached any more")

// ErrNone says that no broker answers at the address.
var ErrNone = errors.New("no NATS broker with JetStream answers there")

// ErrFull says that the broker answers and keeps nothing.
var ErrFull = errors.New("the broker keeps nothing any more: is its disk full?")

// ErrVersion says that a worker is of another version than the study.
var ErrVersion = errors.New("this is another version of the program than the study was begun with")

// The streams and subjects. A study's name in them is a hash of what it is.
const (
	blockStream  = "CASUS_BLOCKS"
	resultStream = "CASUS_RESULTS"
	specBucket   = "casus-studies"
	workers      = "workers"
	blockAt      = "casus.block."
	resultAt     = "casus.result."
	versionHead  = "Casus-Version"
	faultHead    = "Casus-Fault"
)

// name is the study's name: another study has another.
func (s *Study) name() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%d\n", s.Version, s.Blocks)
	h.Write(s.Spec)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Faulty is a block that could not be worked out.
type Faulty struct {
	Block int
	Says  string
}

func (e *Faulty) Error() string { return fmt.Sprintf("block %d: %s", e.Block, e.Says) }

// broker is a connection with the streams that are needed.
type broker struct {
	nc      *nats.Conn
	js      jetstream.JetStream
	blocks  jetstream.Stream
	results jetstream.Stream
	specs   jetstream.ObjectStore
	lost    chan struct{} // closed when patience is at an end
}

// dial connects and makes sure that the streams are there. The first
// connection is tried for as long as later ones are waited for.
func dial(ctx context.Context, url string, pace Pace) (*broker, error) {
	b := &broker{lost: make(chan struct{})}
	var timer *time.Timer
	var once sync.Once // a connection may be lost again, or closed, after that
	nc, err := nats.Connect(url, nats.Name("casus"), nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond), nats.ReconnectJitter(50*time.Millisecond, 50*time.Millisecond),
		nats.DisconnectErrHandler(func(*nats.Conn, error) {
			timer = time.AfterFunc(pace.Patience, func() { once.Do(func() { close(b.lost) }) })
		}),
		nats.ReconnectHandler(func(*nats.Conn) { timer.Stop() }))
	if err != nil {
		return nil, fmt.Errorf("%s: %w (%v)", url, ErrNone, err)
	}
	b.nc = nc
	if err := b.open(ctx, pace); err != nil {
		nc.Close()
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, fmt.Errorf("%s: %w (%v)", url, ErrNone, err)
	}
	return b, nil
}

func (b *broker) open(ctx context.Context, pace Pace) (err error) {
	ctx, cancel := context.WithTimeout(ctx, pace.Patience)
	defer cancel()
	if b.js, err = jetstream.New(b.nc); err != nil {
		return err
	}
	if b.blocks, err = b.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: blockStream, Subjects: []string{blockAt + ">"}, Retention: jetstream.WorkQueuePolicy}); err != nil {
		return err
	}
	// Of two results of a block the first stays: they are the same.
	if b.results, err = b.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: resultStream, Subjects: []string{resultAt + ">"},
		MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true}); err != nil {
		return err
	}
	b.specs, err = b.js.CreateOrUpdateObjectStore(ctx, jetstream.ObjectStoreConfig{Bucket: specBucket})
	return err
}

// numberOf is the block that a subject is about.
func numberOf(subject string) (study string, block int, ok bool) {
	parts := strings.Split(subject, ".")
	if len(parts) != 4 {
		return "", 0, false
	}
	n, err := strconv.Atoi(parts[3])
	return parts[2], n, err == nil && n >= 0
}
