import { describe, expect, it } from 'vitest'
import { place, type Tie } from './network'

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
