package crew

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Labour takes blocks from the broker's queue and works them out, one at a
// time, until ctx ends: then it finishes nothing, and the block it holds is
// given to another. It returns nil when ctx ends, ErrLost, ErrVersion when it
// is handed a block of another version, or what else keeps it from working.
// Done is told of each block worked out; it may be nil.
func Labour(ctx context.Context, url, version string, pace Pace, work Work, done func(study string, block int)) error {
	b, err := dial(ctx, url, pace)
	if err != nil {
		return err
	}
	defer b.nc.Close()
	queue, err := b.queue(ctx, pace)
	if err != nil {
		return err
	}
	w := &worker{b: b, version: version, pace: pace, work: work, specs: map[string][]byte{}}
	for {
		msg, err := b.next(ctx, queue)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, errNoQueue) {
			// It is another broker now, which has taken the address of the first.
			if again, err := b.queue(ctx, pace); err == nil {
				queue = again
			}
			continue
		}
		if err != nil {
			return err
		}
		if msg == nil {
			continue
		}
		study, block, ok := numberOf(msg.Subject())
		if !ok {
			msg.Term()
			continue
		}
		switch err := w.block(ctx, msg, study, block); {
		case ctx.Err() != nil:
			msg.Nak()
			return nil
		case err != nil:
			return err
		case done != nil:
			done(study, block)
		}
	}
}

// queue makes sure that the broker has what is needed, and the queue of blocks.
func (b *broker) queue(ctx context.Context, pace Pace) (jetstream.Consumer, error) {
	if err := b.open(ctx, pace); err != nil {
		return nil, err
	}
	return b.blocks.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: workers, AckPolicy: jetstream.AckExplicitPolicy,
		AckWait: pace.Silence, MaxAckPending: -1})
}

// errNoQueue says that the broker knows of no queue.
var errNoQueue = errors.New("no queue")

// next takes a block off the queue; none if there is none for a while, or the
// broker is out of reach for now.
func (b *broker) next(ctx context.Context, queue jetstream.Consumer) (jetstream.Msg, error) {
	if err := b.reachable(ctx); err != nil {
		return nil, err
	}
	msg, err := queue.Next(jetstream.FetchMaxWait(500 * time.Millisecond))
	switch {
	case err == nil:
		return msg, nil
	case b.nc.Status() == nats.CONNECTED && (errors.Is(err, nats.ErrNoResponders) || errors.Is(err, jetstream.ErrConsumerDeleted) || errors.Is(err, jetstream.ErrConsumerNotFound)):
		if err := pause(ctx, 50*time.Millisecond); err != nil {
			return nil, err
		}
		return nil, errNoQueue
	case errors.Is(err, nats.ErrTimeout), errors.Is(err, jetstream.ErrNoMessages), errors.Is(err, jetstream.ErrNoHeartbeat), errors.Is(err, jetstream.ErrServerShutdown), b.nc.Status() != nats.CONNECTED:
		return nil, pause(ctx, 50*time.Millisecond)
	}
	return nil, err
}

type worker struct {
	b       *broker
	version string
	pace    Pace
	work    Work
	specs   map[string][]byte // of the studies met
}

// block works out one block and hands its result in before it is taken off the
// queue: if we are lost in between, it is worked out twice, and not never.
func (w *worker) block(ctx context.Context, msg jetstream.Msg, study string, block int) error {
	if v := msg.Headers().Get(versionHead); v != w.version {
		msg.NakWithDelay(w.pace.Silence)
		return fmt.Errorf("%w: this is %s, the study asks for %s", ErrVersion, w.version, v)
	}
	spec, err := w.spec(ctx, study)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return msg.Term() // the study was given up
	}
	if err != nil {
		return err
	}
	result, fault := w.alive(ctx, msg, func() ([]byte, error) { return w.work(ctx, spec, block) })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	out := &nats.Msg{Subject: resultAt + study + "." + strconv.Itoa(block), Data: result, Header: nats.Header{}}
	if most := w.b.nc.MaxPayload(); fault == nil && int64(len(result)) > most-1024 {
		fault = fmt.Errorf("the result has %d bytes, and the broker takes %d: raise its max_payload", len(result), most)
	}
	if fault != nil {
		out.Data = nil
		out.Header.Set(faultHead, fault.Error())
	}
	if err := w.handIn(ctx, out); err != nil {
		return err
	}
	return w.trying(ctx, func(ctx context.Context) error {
		err := msg.DoubleAck(ctx)
		if errors.Is(err, jetstream.ErrMsgAlreadyAckd) {
			return nil
		}
		return err
	})
}

// handIn publishes a result; that there is one already is as good.
func (w *worker) handIn(ctx context.Context, out *nats.Msg) error {
	return w.trying(ctx, func(ctx context.Context) error {
		_, err := w.b.js.PublishMsg(ctx, out)
		var api *jetstream.APIError
		if errors.As(err, &api) && api.ErrorCode == discarded {
			return nil
		}
		return err
	})
}

// discarded is the broker's code for a message that its stream does not take,
// here because it has one of this subject.
const discarded = 10077

// trying does something again and again while the broker is out of reach.
func (w *worker) trying(ctx context.Context, do func(ctx context.Context) error) error {
	for since := time.Now(); ; {
		if w.b.nc.Status() != nats.CONNECTED {
			since = time.Now()
		}
		if time.Since(since) > w.pace.Patience {
			return ErrFull
		}
		once, cancel := context.WithTimeout(ctx, 2*time.Second)
		err := do(once)
		cancel()
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case w.b.nc.Status() == nats.CONNECTED && !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, nats.ErrTimeout) && !errors.Is(err, nats.ErrNoResponders):
			return err
		}
		select {
		case <-w.b.lost:
			return ErrLost
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

func (w *worker) spec(ctx context.Context, study string) ([]byte, error) {
	if s, ok := w.specs[study]; ok {
		return s, nil
	}
	var s []byte
	err := w.trying(ctx, func(ctx context.Context) (err error) {
		s, err = w.b.specs.GetBytes(ctx, study)
		return err
	})
	if err == nil {
		w.specs[study] = s
	}
	return s, err
}

// alive gives signs of life while do is at work.
func (w *worker) alive(ctx context.Context, msg jetstream.Msg, do func() ([]byte, error)) (result []byte, err error) {
	over := make(chan struct{})
	defer close(over)
	go func() {
		tick := time.NewTicker(w.pace.Silence / 3)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-ctx.Done():
				return
			case <-tick.C:
				msg.InProgress()
			}
		}
	}()
	return do()
}
