package reason_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"casus/reader/random"
	"casus/reason"
)

func TestShow(t *testing.T) {
	seed, _ := strconv.Atoi(os.Getenv("SEED"))
	n, _ := strconv.Atoi(os.Getenv("N"))
	c := random.GenerateWith(rand.New(rand.NewPCG(uint64(seed), 7)), random.Options{Doubt: seed%2 == 1})
	cs, rec, _ := read(c.Charters + "\n" + c.Record)
	tr := run(t, cs, rec, world{})
	p := reason.Why(tr, uint32(n))
	t.Log("\n" + show(p))
	if os.Getenv("ALL") != "" {
		t.Log(c.Charters)
		t.Log(c.Record)
	}
}
