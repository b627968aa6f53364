import { describe, expect, it } from 'vitest'
import type { Futures } from './api'
import { area, fanFrame, goneFrame, interval, line, places, shownSteps, signed, short, ticks, whole, xOf, yOf, years, PANEL } from './futures'

const quantiles = (date: string, low: number | null, median: number | null, high: number | null) => ({ date, low, quarter: low, median, threeQuarters: high, high, mean: median, within: [] })
const futures: Futures = {
  outlook: 'o', title: '', starts: '2020-01-01', ends: '2021-12-31', steps: 2, step: '1 year', runs: 10, seed: '1', broken: '', parameters: [], answers: [],
  days: ['2020-12-31', '2021-12-31'],
  laws: [
    { name: 'a', title: '', gone: [{ who: 'first', chance: [0, 0.31], error: [0, 0], low: [0, 0], high: [0, 0], halfBy: null }], fans: [{ name: 'parties', words: '', over: [quantiles('2020-12-31', 4, 5, 6), quantiles('2021-12-31', 3, 5, 6)] }] },
  ],
}
const days = [Date.UTC(2020, 11, 31) / 86_400_000, Date.UTC(2021, 11, 31) / 86_400_000]

describe('the frame of a figure', () => {
  it('holds all values with room, and 0', () => {
    const f = fanFrame(futures, 0)
    expect(f.low).toBeCloseTo(-0.15)
    expect(f.high).toBeCloseTo(6.3)
    expect(xOf(f, f.start)).toBe(PANEL.left)
    expect(xOf(f, f.end)).toBe(PANEL.width - PANEL.right)
    expect(yOf(f, 99)).toBe(PANEL.top)
  })
  it('of curves ends at a round share', () => expect(goneFrame(futures).high).toBeCloseTo(0.35))
})

describe('lines', () => {
  const f = { start: days[0]! - 365, end: days[1]!, low: 0, high: 10 }
  it('of whole numbers are stairs', () => expect(line(f, days, [5, 4], true).split('L')).toHaveLength(4))
  it('of others are straight', () => expect(line(f, days, [5, 4], false).split('L')).toHaveLength(2))
  it('are broken where there is no value', () => expect(line(f, days, [5, null], false)).not.toContain('L'))
  it('close areas', () => expect(area(f, days, [1, 2], [5, 6], false)).toMatch(/^M([\d.]+ [\d.]+ ?L?){4}Z$/))
  it('know whole numbers', () => expect(whole(futures, 0)).toBe(true))
})

describe('axes', () => {
  it('have round ticks', () => {
    expect(ticks(0, 0.35)).toEqual([0, 0.1, 0.2, 0.3])
    expect(ticks(-0.15, 6.3)).toEqual([0, 2, 4, 6])
    expect(ticks(0, 1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
  })
  it('have years', () => expect(years({ start: days[0]! - 366, end: days[1]!, low: 0, high: 1 }).map((y) => y.year)).toEqual([2020, 2021]))
  it('show six steps, the last among them', () => expect(shownSteps(60)).toEqual([9, 19, 29, 39, 49, 59]))
  it('show what there is of fewer', () => expect(shownSteps(2)).toEqual([0, 1]))
})

describe('numbers', () => {
  it('have the places that their error leaves', () => {
    expect(places(5.755, 0.032, 'number')).toBe('5.755')
    expect(places(0.31, 0.03, 'chance')).toBe('31.0 %')
    expect(places(null, null, 'number')).toBe('–')
  })
  it('have signs', () => {
    expect(signed(-0.23, 0.03, 'number')).toBe('−0.230')
    expect(signed(0.02, 0.01, 'chance')).toBe('+2.0 %')
  })
  it('have intervals', () => expect(interval({ low: -0.29, high: -0.16, error: 0.03 }, 'number')).toBe('−0.290 to −0.160'))
  it('are short', () => expect(short(2.34567)).toBe('2.35'))
})
