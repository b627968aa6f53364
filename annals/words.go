package annals

// words finds the number of a name among those of a vocabulary.
type words struct {
	slots []word // a power of two of them, half empty
	used  int
}

type word struct {
	name string // empty: no word
	hash uint32
	id   int32
}

// The hash of FNV-1a, taken while a word is read.
const hashStart, hashStep uint32 = 2166136261, 16777619

func (w *words) add(name string, id int) {
	if 2*(w.used+1) > len(w.slots) {
		old := w.slots
		w.slots = make([]word, max(16, 2*len(old)))
		for _, o := range old {
			if o.name != "" {
				w.slots[w.free(o.hash)] = o
			}
		}
	}
	h := hashStart
	for i := range len(name) {
		h = (h ^ uint32(name[i])) * hashStep
	}
	w.slots[w.free(h)] = word{name, h, int32(id)}
	w.used++
}

func (w *words) free(h uint32) uint32 {
	mask := uint32(len(w.slots) - 1)
	i := h & mask
	for w.slots[i].name != "" {
		i = (i + 1) & mask
	}
	return i
}

// find returns the number of a name, and false if there is no such name.
func (w *words) find(h uint32, name []byte) (int, bool) {
	if len(w.slots) == 0 {
		return 0, false
	}
	mask := uint32(len(w.slots) - 1)
	for i := h & mask; w.slots[i].name != ""; i = (i + 1) & mask {
		if s := &w.slots[i]; s.hash == h && s.name == string(name) {
			return int(s.id), true
		}
	}
	return 0, false
}
