package crew

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Collect shares the blocks of a study out and hands the result of each to
// keep, once and in no order, until all are there. Blocks that have reports as
// known already are left out. It returns early, with what was kept so far
// kept, if ctx ends, if keep fails, if a block cannot be worked out, or with
// ErrLost.
func Collect(ctx context.Context, url string, s Study, pace Pace, have func(block int) bool, keep func(block int, result []byte) error) error {
	b, err := dial(ctx, url, pace)
	if err != nil {
		return err
	}
	defer b.nc.Close()
	name := s.name()
	missing := map[int]bool{}
	for n := range s.Blocks {
		if !have(n) {
			missing[n] = true
		}
	}
	if len(missing) == 0 {
		return nil
	}
	if err := b.shareOut(ctx, &s, name, missing, pace); err != nil {
		return err
	}
	sign := time.Now() // when the broker last showed that it keeps what it is given
	for at := uint64(1); len(missing) > 0; {
		msg, err := b.result(ctx, name, at)
		if err != nil {
			return err
		}
		if msg == nil {
			if sign, err = b.keeps(ctx, sign, pace); err != nil {
				return err
			}
			continue
		}
		sign = time.Now()
		at = msg.Sequence + 1
		_, n, ok := numberOf(msg.Subject)
		if !ok || !missing[n] {
			continue
		}
		if fault := msg.Header.Get(faultHead); fault != "" {
			b.forget(name)
			return &Faulty{n, fault}
		}
		if err := keep(n, msg.Data); err != nil {
			return err
		}
		delete(missing, n)
	}
	b.forget(name)
	return nil
}

// shareOut puts the missing blocks in the queue. What an earlier call of the
// same study left in it is taken out first.
func (b *broker) shareOut(ctx context.Context, s *Study, name string, missing map[int]bool, pace Pace) error {
	once, cancel := context.WithTimeout(ctx, pace.Patience)
	defer cancel()
	if _, err := b.specs.PutBytes(once, name, s.Spec); err != nil {
		if once.Err() != nil && ctx.Err() == nil {
			return ErrFull
		}
		return err
	}
	if err := b.blocks.Purge(ctx, jetstream.WithPurgeSubject(blockAt+name+".*")); err != nil {
		return err
	}
	for n := range s.Blocks {
		if !missing[n] {
			continue
		}
		msg := &nats.Msg{Subject: blockAt + name + "." + strconv.Itoa(n), Header: nats.Header{versionHead: {s.Version}}}
		if _, err := b.js.PublishMsgAsync(msg); err != nil {
			return err
		}
	}
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for left, since := b.js.PublishAsyncPending(), time.Now(); ; {
		select {
		case <-b.js.PublishAsyncComplete():
			return nil
		case <-b.lost:
			return ErrLost
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if n := b.js.PublishAsyncPending(); n < left || b.nc.Status() != nats.CONNECTED {
				left, since = n, time.Now()
			}
			if time.Since(since) > pace.Patience {
				return ErrFull
			}
		}
	}
}

// result is the first result of a study from a place in the stream on; none if
// there is none yet, or the broker is out of reach for now. Nothing is kept
// between two calls that a broker which was away could have forgotten.
func (b *broker) result(ctx context.Context, study string, at uint64) (*jetstream.RawStreamMsg, error) {
	if err := b.reachable(ctx); err != nil {
		return nil, err
	}
	once, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	msg, err := b.results.GetMsg(once, at, jetstream.WithGetMsgSubject(resultAt+study+".*"))
	switch {
	case err == nil:
		return msg, nil
	case errors.Is(err, jetstream.ErrMsgNotFound), once.Err() != nil, errors.Is(err, nats.ErrNoResponders), b.nc.Status() != nats.CONNECTED:
		return nil, pause(ctx, 50*time.Millisecond)
	}
	return nil, err
}

// keeps asks a broker from which nothing has come for a while whether it keeps what
// it is given: one whose disk is full goes on answering. It returns when the
// broker last showed that it does.
func (b *broker) keeps(ctx context.Context, sign time.Time, pace Pace) (time.Time, error) {
	if b.nc.Status() != nats.CONNECTED {
		return time.Now(), nil // it is waited for elsewhere
	}
	quiet := time.Since(sign)
	if quiet < pace.Silence {
		return sign, nil
	}
	once, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := b.specs.PutString(once, "sign", "of life")
	switch {
	case err == nil:
		return time.Now(), nil
	case ctx.Err() != nil:
		return sign, ctx.Err()
	case quiet > pace.Patience:
		return sign, ErrFull
	}
	return sign, nil
}

// reachable is ErrLost when the broker has been out of reach for too long, or
// the error of ctx.
func (b *broker) reachable(ctx context.Context) error {
	select {
	case <-b.lost:
		return ErrLost
	case <-ctx.Done():
		return ctx.Err()
	default:
		return nil
	}
}

func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// forget takes a study that is done out of the broker. That it fails does no
// harm: the next call of the same study begins by clearing what is left.
func (b *broker) forget(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	b.blocks.Purge(ctx, jetstream.WithPurgeSubject(blockAt+name+".*"))
	b.results.Purge(ctx, jetstream.WithPurgeSubject(resultAt+name+".*"))
	b.specs.Delete(ctx, name)
}
