package engine

// Winding takes nothing straight from here on, for tests of straight ways.
func (p *Program) Winding() {
	for a := range p.acts {
		row := &p.acts[a]
		row.plain = false
		for i := range row.watches {
			row.watches[i].straight = nil
		}
		for i := range row.opens {
			row.opens[i].straight = nil
		}
	}
	for i := range p.heard {
		p.heard[i] = true
	}
}

// Straight counts what is taken straight: triggers, and performance.
func (p *Program) Straight() (opens, meets int) {
	for a := range p.acts {
		row := &p.acts[a]
		for i := range row.watches {
			if row.watches[i].straight != nil {
				meets++
			}
		}
		for i := range row.opens {
			if row.opens[i].straight != nil {
				opens++
			}
		}
	}
	return opens, meets
}
