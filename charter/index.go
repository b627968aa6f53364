package charter

// familyIndex finds the things of a family by name.
type familyIndex struct {
	statuses, readings, bodies, measures map[string]int
	defines                              map[string]*Define
	rules, articles                      map[string][]int // IDs
}

func newFamilyIndex() *familyIndex {
	return &familyIndex{
		statuses: map[string]int{}, readings: map[string]int{}, bodies: map[string]int{}, measures: map[string]int{},
		defines: map[string]*Define{}, rules: map[string][]int{}, articles: map[string][]int{},
	}
}

// index returns the tables of a family. A case put together by hand has none;
// they are then made for the occasion.
func (c *Case) index(f *Family) *familyIndex {
	if f.ID < len(c.indexes) {
		return c.indexes[f.ID]
	}
	x := newFamilyIndex()
	for i := range f.Statuses {
		x.statuses[f.Statuses[i].Name] = i
	}
	for i, d := range f.Readings {
		x.readings[d.Name] = i
	}
	for i, d := range f.Bodies {
		x.bodies[d.Name] = i
	}
	for i, d := range f.Measures {
		x.measures[d.Name] = i
	}
	for _, d := range f.Defines {
		x.defines[d.Name] = d
	}
	for _, rule := range c.Rules {
		if rule.Family == f.ID {
			x.rules[rule.Name] = append(x.rules[rule.Name], rule.ID)
			x.articles[rule.Article] = append(x.articles[rule.Article], rule.ID)
		}
	}
	return x
}

// Governing returns the families whose texts govern the entity.
func (c *Case) Governing(e EntityID) []*Family {
	var list []*Family
	for _, f := range c.Families {
		if e != 0 && f.Governs == e {
			list = append(list, f)
		}
	}
	return list
}
