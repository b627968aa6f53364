// Package lsp is the editor's side of casus: a server of the Language Server
// Protocol 3.17 that reads texts as they are typed and says what is wrong with
// them, what a word means, where a name is declared and used, and what could
// stand where the cursor is.
//
// What a text means is asked of the packages below; nothing here knows a rule of
// the language.
package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"

	"casus/library"
)

// Options are how a server is run.
type Options struct {
	Version string
	Disk    library.Disk // what texts are read from; nil is the disk of the system
	// Pause is how long the keyboard must rest before the charters are looked
	// through for flaws, which takes longer than their errors; 0 is DefaultPause.
	Pause  time.Duration
	NoLint bool      // flaws are not looked for
	Log    io.Writer // where faults of the server itself are told
}

// DefaultPause is the pause of the keyboard after which flaws are looked for.
const DefaultPause = 400 * time.Millisecond

// lastWords is how long the server waits, after exit, for what is under way;
// afterEnd, how long after the end of its input for exit to be heeded.
const (
	lastWords = 2 * time.Second
	afterEnd  = 200 * time.Millisecond
)

// Codes of errors, as the protocol numbers them.
const (
	codeNotInitialized = -32002
	codeInvalidRequest = -32600
	codeInvalidParams  = -32602
	codeInternal       = -32603
	codeCancelled      = -32800
	codeFailed         = -32803
)

func failed(format string, args ...any) error {
	return &jrpc2.Error{Code: codeFailed, Message: fmt.Sprintf(format, args...)}
}

type phase int

const (
	fresh phase = iota
	running
	shutDown
)

type server struct {
	opts Options
	rpc  *jrpc2.Server
	exit chan struct{}
	once sync.Once

	mu      sync.Mutex // of what follows
	phase   phase
	client  initializeParams
	running map[string]context.CancelFunc // requests by id
	asked   int                           // requests that came and are not answered
	idle    chan struct{}                 // closed when exit was said and asked is 0; nil before
	early   []string                      // ids that were taken back while they were not running

	work *workspace
}

// Serve speaks with one client until it says exit or goes away. It returns the
// exit code that the protocol asks for: 0 after shutdown and exit, else 1.
func Serve(in io.Reader, out io.WriteCloser, opts Options) int {
	if opts.Disk == nil {
		opts.Disk = library.OS{}
	}
	if opts.Pause == 0 {
		opts.Pause = DefaultPause
	}
	if opts.Log == nil {
		opts.Log = io.Discard
	}
	s := &server{opts: opts, exit: make(chan struct{}), running: map[string]context.CancelFunc{}}
	s.work = newWorkspace(newDesk(opts.Disk), opts.Pause, s)
	defer s.work.close()
	s.rpc = jrpc2.NewServer(s, &jrpc2.ServerOptions{AllowPush: true, Concurrency: 8, DisableBuiltin: true})
	s.rpc.Start(newWire(in, out, s.exit, s.settle))
	gone := make(chan error, 1)
	go func() { gone <- s.rpc.Wait() }()
	select {
	case <-s.exit:
		// What was asked before is answered first, if the client still listens:
		// the library would break it off.
		s.settle()
		s.rpc.Stop()
		select {
		case <-gone:
		case <-time.After(lastWords):
		}
	case err := <-gone:
		if err != nil && !errors.Is(err, io.EOF) {
			fmt.Fprintf(opts.Log, "casus lsp: the client cannot be read: %v\n", err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.exit:
		if s.phase == shutDown {
			return 0
		}
	default:
	}
	return 1
}

// Assign finds the handler of a method. It is called in the order in which
// messages come, while handlers of requests run side by side: so it is here that
// the life of the server goes on.
func (s *server) Assign(_ context.Context, method string) jrpc2.Handler {
	h := handlers[method]
	if h == nil {
		return nil
	}
	refusal := s.allowed(method)
	if method == "exit" {
		return func(ctx context.Context, req *jrpc2.Request) (any, error) { return exit(ctx, s, nil) }
	}
	s.count(1)
	return func(ctx context.Context, req *jrpc2.Request) (result any, err error) {
		defer s.count(-1)
		defer func() {
			if x := recover(); x != nil {
				fmt.Fprintf(s.opts.Log, "casus lsp: a fault of casus in %s: %v\n%s", method, x, debug.Stack())
				result, err = nil, &jrpc2.Error{Code: codeInternal, Message: fmt.Sprintf("a fault of casus in %s: %v", method, x)}
			}
		}()
		if refusal != nil {
			return nil, refusal
		}
		ctx, end := s.begin(ctx, req.ID())
		defer end()
		if ctx.Err() != nil {
			return nil, cancelled()
		}
		result, err = h(ctx, s, json.RawMessage(req.ParamString()))
		if ctx.Err() != nil || errors.Is(err, context.Canceled) {
			return nil, cancelled()
		}
		return result, err
	}
}

// count keeps how many requests and notices that came are not done with.
func (s *server) count(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked += by; s.asked == 0 && s.idle != nil {
		close(s.idle)
		s.idle = nil
	}
}

// whenIdle is closed when all that came is done with.
func (s *server) whenIdle() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.asked == 0 {
		idle := make(chan struct{})
		close(idle)
		return idle
	}
	if s.idle == nil {
		s.idle = make(chan struct{})
	}
	return s.idle
}

// settle waits, after exit, until what came before it is done with.
func (s *server) settle() {
	select {
	case <-s.whenIdle():
	case <-time.After(lastWords):
	}
}

// begin makes a request one that can be taken back. The library could take it
// back too, and would answer with a code of its own.
func (s *server) begin(ctx context.Context, id string) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	if id == "" {
		return ctx, cancel
	}
	if i := slices.Index(s.early, id); i >= 0 {
		s.early = slices.Delete(s.early, i, i+1)
		cancel()
	}
	s.running[id] = cancel
	return ctx, func() {
		cancel()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.running, id)
	}
}

// mostEarly is how many requests are remembered that were taken back and are not
// running: those that have not begun, and many that are done.
const mostEarly = 64

// takeBack cancels a request. One that has not begun is cancelled when it does.
func (s *server) takeBack(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.running[id]; cancel != nil {
		cancel()
		return
	}
	s.early = append(s.early, id)
	if len(s.early) > mostEarly {
		s.early = s.early[1:]
	}
}

func cancelled() error {
	return &jrpc2.Error{Code: codeCancelled, Message: "the request was taken back"}
}

// allowed holds a method against the life of the server: first initialize,
// after shutdown nothing but exit.
func (s *server) allowed(method string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case method == "exit":
	case s.phase == fresh && method == "initialize":
		s.phase = running
	case s.phase == running && method == "shutdown":
		s.phase = shutDown
	case s.phase == fresh && method != "initialize":
		return &jrpc2.Error{Code: codeNotInitialized, Message: "the server has not been initialized"}
	case s.phase == running && method == "initialize":
		return &jrpc2.Error{Code: codeInvalidRequest, Message: "the server has been initialized already"}
	case s.phase == shutDown:
		return &jrpc2.Error{Code: codeInvalidRequest, Message: "the server has been shut down"}
	}
	return nil
}

// handler answers a method.
type handler func(context.Context, *server, json.RawMessage) (any, error)

// with makes a handler of a function that takes the method's parameters.
func with[P any](f func(context.Context, *server, *P) (any, error)) handler {
	return func(ctx context.Context, s *server, raw json.RawMessage) (any, error) {
		var p P
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &p); err != nil {
				return nil, &jrpc2.Error{Code: codeInvalidParams, Message: "the parameters cannot be read: " + err.Error()}
			}
		}
		return f(ctx, s, &p)
	}
}

var handlers map[string]handler

// The table is filled when the program starts: handlers speak of it.
func init() {
	handlers = map[string]handler{
		"initialize":                          with(initialize),
		"initialized":                         with(initialized),
		"shutdown":                            with(shutdown),
		"exit":                                with(exit),
		"$/cancelRequest":                     with(cancelRequest),
		"$/setTrace":                          with(ignored),
		"workspace/didChangeConfiguration":    with(ignored),
		"workspace/didChangeWatchedFiles":     with(didChangeWatchedFiles),
		"workspace/didChangeWorkspaceFolders": with(didChangeFolders),
		"workspace/symbol":                    with(workspaceSymbol),
		"workspace/executeCommand":            with(executeCommand),
		"textDocument/didOpen":                with(didOpen),
		"textDocument/didChange":              with(didChange),
		"textDocument/didSave":                with(didSave),
		"textDocument/didClose":               with(didClose),
		"textDocument/hover":                  with(hover),
		"textDocument/definition":             with(definition),
		"textDocument/references":             with(references),
		"textDocument/documentHighlight":      with(documentHighlight),
		"textDocument/prepareRename":          with(prepareRename),
		"textDocument/rename":                 with(rename),
		"textDocument/completion":             with(completion),
		"completionItem/resolve":              with(resolveCompletion),
		"textDocument/formatting":             with(formatting),
		"textDocument/documentSymbol":         with(documentSymbols),
		"textDocument/foldingRange":           with(foldingRanges),
		"textDocument/codeLens":               with(codeLenses),
		"textDocument/codeAction":             with(codeActions),
		"textDocument/semanticTokens/full":    with(semanticTokensFull),
	}
}

func ignored(context.Context, *server, *struct{}) (any, error) { return nil, nil }

func initialize(_ context.Context, s *server, p *initializeParams) (any, error) {
	s.mu.Lock()
	s.client = *p
	s.mu.Unlock()
	folders := p.WorkspaceFolders
	if len(folders) == 0 && p.RootURI != "" {
		folders = []workspaceFolder{{URI: p.RootURI}}
	}
	s.work.setRoots(folders, nil)
	type options map[string]any
	return options{
		"capabilities": options{
			"positionEncoding": "utf-16",
			"textDocumentSync": options{"openClose": true, "change": 2, "save": options{"includeText": false}},
			"hoverProvider":    true, "definitionProvider": true, "referencesProvider": true, "documentHighlightProvider": true,
			"renameProvider":             options{"prepareProvider": true},
			"completionProvider":         options{"resolveProvider": true, "triggerCharacters": []string{" "}},
			"documentFormattingProvider": true, "documentSymbolProvider": true, "workspaceSymbolProvider": true, "foldingRangeProvider": true,
			"codeLensProvider":       options{"resolveProvider": false},
			"codeActionProvider":     options{"codeActionKinds": []string{"quickfix"}},
			"executeCommandProvider": options{"commands": []string{runTestCommand}},
			"semanticTokensProvider": options{"legend": options{"tokenTypes": tokenTypes, "tokenModifiers": tokenModifiers}, "full": true},
			"workspace":              options{"workspaceFolders": options{"supported": true, "changeNotifications": true}},
		},
		"serverInfo": options{"name": "casus", "version": s.opts.Version},
	}, nil
}

// initialized asks the client to tell of files that change on the disk.
func initialized(ctx context.Context, s *server, _ *struct{}) (any, error) {
	s.mu.Lock()
	watch := s.client.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration
	s.mu.Unlock()
	if !watch {
		return nil, nil
	}
	type options map[string]any
	// The answer is not waited for: it can come only when this handler is done.
	go s.rpc.Callback(context.WithoutCancel(ctx), "client/registerCapability", options{"registrations": []options{{
		"id": "casus-files", "method": "workspace/didChangeWatchedFiles",
		"registerOptions": options{"watchers": []options{{"globPattern": "**/*.casus"}}},
	}}})
	return nil, nil
}

func shutdown(_ context.Context, s *server, _ *struct{}) (any, error) {
	s.work.close()
	return nil, nil
}

func exit(_ context.Context, s *server, _ *struct{}) (any, error) {
	s.once.Do(func() { close(s.exit) })
	return nil, nil
}

func cancelRequest(_ context.Context, s *server, p *struct {
	ID json.RawMessage `json:"id"`
}) (any, error) {
	s.takeBack(string(p.ID))
	return nil, nil
}

// notify tells the client something; a client that has gone away is not told.
func (s *server) notify(method string, params any) {
	s.rpc.Notify(context.Background(), method, params)
}
