import { describe, expect, it } from 'vitest'
import { nearest } from './roving'

describe('the next mark', () => {
  const points = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 40, y: 1 }, { x: 12, y: 30 }]
  it('lies the way the arrow points', () => {
    expect(nearest(points, 0, [1, 0])).toBe(1)
    expect(nearest(points, 1, [1, 0])).toBe(2)
    expect(nearest(points, 1, [0, 1])).toBe(3)
    expect(nearest(points, 3, [0, -1])).toBe(1)
  })
  it('stays in its row where a way aside costs much', () => {
    const grid = [{ x: 0, y: 0 }, { x: 120, y: 0 }, { x: 30, y: 30 }]
    expect(nearest(grid, 0, [1, 0])).toBe(2)
    expect(nearest(grid, 0, [1, 0], 1000)).toBe(1)
  })
  it('is none at the rim, and none of none', () => {
    expect(nearest(points, 0, [-1, 0])).toBe(-1)
    expect(nearest([], 0, [1, 0])).toBe(-1)
  })
  it('can be reached: from every mark every other by arrows', () => {
    let seed = 11
    const next = () => (seed = (seed * 48271) % 2147483647) % 1000
    const many = Array.from({ length: 60 }, () => ({ x: next(), y: next() }))
    const reached = new Set([0])
    const queue = [0]
    while (queue.length) {
      const at = queue.pop()!
      for (const way of [[1, 0], [-1, 0], [0, 1], [0, -1]] as [number, number][]) {
        const to = nearest(many, at, way)
        if (to >= 0 && !reached.has(to)) {
          reached.add(to)
          queue.push(to)
        }
      }
    }
    expect(reached.size).toBeGreaterThan(50)
  })
})
