import { describe, expect, it } from 'vitest'
import { brief, dayOf, left, said, span, textOf } from './days'

describe('days', () => {
  it('come in and go out as the same text', () => {
    for (const t of ['1947-09-02', '1970-01-01', '2000-02-29', '2022-09-14']) expect(textOf(dayOf(t)!)).toBe(t)
  })
  it('are whole days apart, whatever the clock did', () => {
    expect(dayOf('2022-03-28')! - dayOf('2022-03-27')!).toBe(1)
  })
  it('refuse what is no day', () => {
    for (const t of ['2022-02-30', '2022-13-01', '2022', '', 'x', null]) expect(dayOf(t)).toBeNull()
  })
  it('are said', () => {
    expect(said('2022-09-14')).toBe('14 September 2022')
    expect(brief('2022-05-04')).toBe('4 May 2022')
  })
  it('make spans without saying twice what is the same', () => {
    expect(span('2022-09-14', '2022-09-14')).toBe('14 Sep 2022')
    expect(span('2022-09-14', '2022-09-17')).toBe('14–17 Sep 2022')
    expect(span('2022-09-14', '2023-09-17')).toBe('14 Sep 2022 to 17 Sep 2023')
  })
  it('are counted down', () => {
    expect(left(10, 12)).toBe('2 days left')
    expect(left(12, 12)).toBe('last day')
    expect(left(13, 12)).toBe('1 day over')
  })
})
