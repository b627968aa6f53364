package reason_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"casus/reader/random"
)

func TestGen(t *testing.T) {
	seed, _ := strconv.Atoi(os.Getenv("SEED"))
	c := random.GenerateWith(rand.New(rand.NewPCG(uint64(seed), 7)), random.Options{})
	fmt.Println(c.Charters + "\n" + c.Record)
}
