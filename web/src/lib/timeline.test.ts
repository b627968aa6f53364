import { describe, expect, it } from 'vitest'
import { dots, lanes, pack, panned, within, zoomed, type Mark } from './timeline'

const mark = (id: string, lo: number, group = 'force', lanes = ['A']): Mark => ({ id, lo, hi: lo, lanes, group, label: id })

describe('packing', () => {
  it('lets no two bars of a row overlap', () => {
    let seed = 7
    const next = () => (seed = (seed * 48271) % 2147483647)
    const bars = Array.from({ length: 300 }, () => {
      const from = next() % 1000
      return { from, to: next() % 7 === 0 ? null : from + (next() % 60) }
    })
    const packed = pack(bars, 2)
    expect(packed).toHaveLength(300)
    for (const a of packed)
      for (const b of packed)
        if (a !== b && a.row === b.row && a.from <= b.from) expect((a.to ?? Infinity) + 2).toBeLessThan(b.from)
  })
  it('takes the first row that is free', () => {
    expect(pack([{ from: 0, to: 10 }, { from: 5, to: 8 }, { from: 12, to: 20 }], 1).map((b) => b.row)).toEqual([0, 1, 0])
  })
})

describe('dots', () => {
  it('put what lies on one another and is of one group into one', () => {
    const d = dots(0, [mark('a', 10), mark('b', 11), mark('c', 11, 'help'), mark('d', 40)], 13)
    expect(d.map((x) => [x.group, x.marks.length, x.row])).toEqual([
      ['force', 2, 0],
      ['help', 1, 1],
      ['force', 1, 0],
    ])
  })
  it('lose no mark where there are more groups than rows', () => {
    const groups = ['a', 'b', 'c', 'd', 'e', 'f']
    const d = dots(0, groups.map((g, i) => mark(`m${i}`, 5, g)), 13)
    expect(d.flatMap((x) => x.marks)).toHaveLength(6)
    expect(Math.max(...d.map((x) => x.row))).toBe(2)
  })
  it('are found by halving as they are by looking at each', () => {
    const d = dots(0, Array.from({ length: 500 }, (_, i) => mark(`m${i}`, (i * 37) % 4000)), 5)
    const slow = d.filter((x) => x.day >= 700 && x.day < 1900)
    expect(within(d, 700, 1900)).toEqual(slow)
  })
  it('do not regroup when the window moves, since they hang on a fixed grid', () => {
    const marks = Array.from({ length: 50 }, (_, i) => mark(`m${i}`, i * 3))
    expect(dots(0, marks, 13).map((d) => d.key)).toEqual(dots(0, [...marks], 13).map((d) => d.key))
  })
})

describe('lanes', () => {
  it('lie below one another and give a mark to each of its states', () => {
    const l = lanes(['A', 'B'], [mark('x', 1, 'talk', ['A', 'B'])], [{ id: 'd', lane: 'B', from: 0, to: 9, group: 'breach', label: '', sort: 'duty' }], 2)
    expect(l[0]!.dots[0]!.marks[0]!.id).toBe('x')
    expect(l[1]!.dots[0]!.marks[0]!.id).toBe('x')
    expect(l[1]!.top).toBe(l[0]!.height)
    expect(l[1]!.bars).toHaveLength(1)
  })
})

describe('the window', () => {
  const all = { from: 0, to: 1000 }
  it('keeps the day under the hand when it zooms', () => {
    const w = zoomed({ from: 100, to: 500 }, 0.5, 200, all)
    expect((200 - w.from) / (w.to - w.from)).toBeCloseTo(0.25)
  })
  it('never leaves what there is', () => {
    expect(panned({ from: 0, to: 100 }, -5000, all).from).toBeGreaterThan(-20)
    expect(panned({ from: 0, to: 100 }, 5000, all).to).toBeLessThan(1020)
    const w = zoomed({ from: 0, to: 1000 }, 50, 0, all)
    expect(w.to - w.from).toBeLessThanOrEqual(1100)
    expect(zoomed(w, 1e-9, 500, all).to - zoomed(w, 1e-9, 500, all).from).toBeCloseTo(14)
  })
})
