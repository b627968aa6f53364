package crew

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// Server is a broker of our own, for those who have none.
type Server struct {
	s *server.Server
}

// Serve starts a broker that listens on address (host:port; port 0 for any that
// is free) and keeps what it is handed in dir. Nobody is asked who they are:
// listen on a network only where everybody on it may take part.
func Serve(address, dir string) (*Server, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("%s: an address is written HOST:PORT", address)
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 0 || n > 65535 {
		return nil, fmt.Errorf("%s: a port is a number up to 65535", address)
	}
	if n == 0 {
		n = server.RANDOM_PORT
	}
	s, err := server.NewServer(&server.Options{
		ServerName: "casus",
		Host:       host, Port: n,
		JetStream: true, StoreDir: dir,
		MaxPayload: mostPayload,
		NoLog:      true, NoSigs: true,
	})
	if err != nil {
		return nil, err
	}
	// The server ends the process if it cannot listen; so it is tried first.
	if n > 0 {
		l, err := net.Listen("tcp", address)
		if err != nil {
			return nil, err
		}
		l.Close()
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, errors.New("the broker did not start within 10 seconds")
	}
	if !s.JetStreamEnabled() {
		s.Shutdown()
		return nil, fmt.Errorf("the broker cannot keep anything in %s", dir)
	}
	return &Server{s}, nil
}

// mostPayload is the size of the largest result, in bytes, that our own broker
// takes: that of the most it can.
const mostPayload = 8 << 20

// URL is where workers find the broker.
func (s *Server) URL() string { return s.s.ClientURL() }

// Close stops the broker. What it was handed stays in its folder.
func (s *Server) Close() {
	s.s.Shutdown()
	s.s.WaitForShutdown()
}
