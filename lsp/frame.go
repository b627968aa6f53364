package lsp

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"
)

// maxMessage is the largest message that is read, in bytes. A record of a
// gigabyte is nothing to open in an editor.
const maxMessage = 256 << 20

// wire frames messages as the protocol has it: a header with Content-Length, an
// empty line, the body. It is a channel for package jrpc2, whose own framing
// stops at the first header that is not as it should be, and takes any length
// on trust. What cannot be read is handed on as a message that is no JSON, so
// that the client is answered with an error and the next message is read.
type wire struct {
	in  *bufio.Reader
	out io.WriteCloser
	mu  sync.Mutex
	// end is closed when the client has said exit. Where the input ends, what
	// came before is given time until then: the library drops what it has not
	// begun when there is no more to read.
	end    <-chan struct{}
	settle func() // waits until that is done with; the library breaks it off when it is told of the end
}

func newWire(in io.Reader, out io.WriteCloser, end <-chan struct{}, settle func()) *wire {
	return &wire{in: bufio.NewReaderSize(in, 1<<16), out: out, end: end, settle: settle}
}

// Send writes a message.
func (w *wire) Send(msg []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	// One write, so that a reader at the other end never waits for half of one.
	buf := make([]byte, 0, len(msg)+32)
	buf = append(buf, "Content-Length: "...)
	buf = strconv.AppendInt(buf, int64(len(msg)), 10)
	buf = append(buf, "\r\n\r\n"...)
	_, err := w.out.Write(append(buf, msg...))
	return err
}

// notJSON stands for a message that could not be read.
var notJSON = []byte("(the header of this message cannot be read)")

// Recv reads a message.
func (w *wire) Recv() ([]byte, error) {
	size, err := w.header()
	switch {
	case errors.Is(err, errHeader):
		return notJSON, nil
	case err != nil:
		select {
		case <-w.end:
			w.settle()
		case <-time.After(afterEnd):
		}
		return nil, err
	case size > maxMessage:
		if _, err := io.CopyN(io.Discard, w.in, size); err != nil {
			return nil, err
		}
		return notJSON, nil
	}
	body := make([]byte, size)
	if _, err := io.ReadFull(w.in, body); err != nil {
		return nil, err
	}
	return body, nil
}

var errHeader = errors.New("the header of a message is not as the protocol has it")

// header reads up to the empty line and returns the length of the body.
func (w *wire) header() (size int64, err error) {
	size = -1
	bad := false
	for lines := 0; ; lines++ {
		line, err := w.in.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			bad = true // a line longer than the buffer is no header
			continue
		}
		if err != nil {
			if err == io.EOF && (lines > 0 || len(line) > 0) {
				err = io.ErrUnexpectedEOF
			}
			return 0, err
		}
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			if lines == 0 {
				continue // a stray line end between messages
			}
			break
		}
		name, value, ok := strings.Cut(text, ":")
		if !ok {
			bad = true
			continue
		}
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.ParseInt(strings.TrimSpace(value), 10, 64)
			if err != nil || n < 0 {
				bad = true
				continue
			}
			size = n
		}
	}
	if bad || size < 0 {
		return 0, fmt.Errorf("%w", errHeader)
	}
	return size, nil
}

// Close closes the way out. The way in ends when the client closes it.
func (w *wire) Close() error { return w.out.Close() }
