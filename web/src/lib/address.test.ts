import { describe, expect, it } from 'vitest'
import { changed, parse, write } from './address'

describe('an address', () => {
  it('is read back as it was written', () => {
    const place = { view: 'docket', query: { case: 'csto', date: '2022-12-31', sel: 'csto-2002/help/RUS-ARM/2022-09-13/breach', q: 'a & b = c' } }
    expect(parse(write(place))).toEqual(place)
  })
  it('keeps what is selected legible', () => {
    expect(write({ view: 'docket', query: { sel: 'a/b/C-D/2022-09-13/breach' } })).toBe('#/docket?sel=a/b/C-D/2022-09-13/breach')
  })
  it('has one form for one place', () => {
    expect(write({ view: 'day', query: { z: '1', date: 'd', case: 'c' } })).toBe('#/day?case=c&date=d&z=1')
  })
  it('of nothing, or of rubbish, is no fault', () => {
    expect(parse('')).toEqual({ view: '', query: {} })
    expect(parse('#/%E0%A4%A?x')).toEqual({ view: '%E0%A4%A', query: {} })
  })
  it('of another view keeps the case and drops what only the first understood', () => {
    const from = parse('#/timeline?case=csto&account=KGZ&from=2020-01-01')
    expect(write(changed(from, 'docket', { sel: 'x' }))).toBe('#/docket?case=csto&account=KGZ&sel=x')
    expect(write(changed(from, 'timeline', { account: null }))).toBe('#/timeline?case=csto&from=2020-01-01')
  })
})
