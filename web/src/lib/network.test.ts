import { describe, expect, it } from 'vitest'
import { along, bends, grid, handle, place, slots, type KindTie, type Tie } from './network'

const some: Tie[] = [
  { from: 'A', to: 'B', entries: 1 },
  { from: 'C', to: 'A', entries: 4 },
  { from: 'D', to: 'A', entries: 2 },
  { from: 'E', to: 'A', entries: 2 },
  { from: 'B', to: 'E', entries: 9 },
]

describe('places', () => {
  it('are the same each time', () => {
    expect(place(some, 800, 500)).toEqual(place([...some], 800, 500))
  })
  it('lie within the box and apart from one another', () => {
    const nodes = place(some, 800, 500)
    expect(nodes.map((n) => n.code)).toEqual(['A', 'B', 'C', 'D', 'E'])
    for (const n of nodes) {
      expect(n.x).toBeGreaterThan(0)
      expect(n.x).toBeLessThan(800)
      expect(n.y).toBeGreaterThan(0)
      expect(n.y).toBeLessThan(500)
      for (const m of nodes) if (m !== n) expect(Math.hypot(m.x - n.x, m.y - n.y)).toBeGreaterThan(20)
    }
  })
  it('say how much each takes part in', () => {
    expect(place(some, 800, 500).find((n) => n.code === 'A')!.weight).toBe(9)
  })
  it('of nobody are none', () => {
    expect(place([], 800, 500)).toEqual([])
  })
})

const kinds: KindTie[] = [
  { kind: 'meet', from: 'A', to: 'B', entries: 1 },
  { kind: 'attack', from: 'B', to: 'A', entries: 2 },
  { kind: 'help', from: 'C', to: 'A', entries: 9 },
  { kind: 'accuse', from: 'D', to: 'A', entries: 1 },
]

describe('the matrix', () => {
  const g = grid(kinds, (code) => code === 'A' || code === 'B', (kind) => kind !== 'meet')
  it('has parties first, then who takes part in most, and no row of who did nothing', () => {
    expect(g.rows).toEqual(['A', 'B', 'C', 'D'])
    expect(g.columns).toEqual(['A', 'B'])
  })
  it('says both ways what was done with one another, and one way what was done to one', () => {
    expect(g.cells.get('A B')?.map((t) => t.kind)).toEqual(['meet'])
    expect(g.cells.get('B A')?.map((t) => t.kind)).toEqual(['attack', 'meet'])
    expect(g.cells.get('A C')).toBeUndefined()
  })
  it('has room for as many marks as there are kinds, apart and within the cell', () => {
    for (let n = 1; n <= 5; n++) {
      const s = slots(n)
      expect(s).toHaveLength(n)
      for (const a of s) {
        expect(Math.min(a.x, a.y, 28 - a.x, 28 - a.y) - 6 * a.scale).toBeGreaterThan(0)
        for (const b of s) if (a !== b) expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(12 * a.scale - 0.5)
      }
    }
  })
})

describe('lines', () => {
  const node = (code: string, x: number, y: number) => ({ code, x, y, weight: 1 })
  const places = [node('A', 100, 100), node('B', 500, 100), node('C', 300, 105)]
  it('do not run beneath the name of a third', () => {
    const [a, b, c] = places
    const bend = bends([{ kind: 'attack', from: 'A', to: 'B', entries: 1 }], places, () => 25)[0]!
    for (let t = 0; t <= 1; t += 0.01) {
      const p = along(a!, handle(a!, b!, bend), b!, t)
      expect(Math.abs(p.x - c!.x) < 25 && Math.abs(p.y - c!.y) < 14).toBe(false)
    }
  })
  it('between the same two are all bent otherwise', () => {
    const ties: KindTie[] = ['help', 'attack', 'accuse'].flatMap((kind) => [{ kind, from: 'A', to: 'C', entries: 1 }, { kind, from: 'C', to: 'A', entries: 1 }])
    // On the side on which each lies, seen from A.
    const sides = bends(ties, places, () => 25).map((b, i) => (ties[i]!.from === 'A' ? b : -b))
    expect(new Set(sides).size).toBe(6)
  })
})
