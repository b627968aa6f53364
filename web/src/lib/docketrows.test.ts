import { describe, expect, it } from 'vitest'
import type { Finding } from './api'
import { lines, matches } from './docketrows'

const f = (bearer: string, more: Partial<Finding> = {}): Finding => ({
  id: `x/${bearer}`, date: '2022-10-14', dates: { lo: '2022-10-14', hi: '2022-10-14' }, kind: 'breach', late: false, charter: 'c', article: '4', rule: 'help', bearer, toward: 'ARM', opened: null, due: null,
  stands: true, accounts: ['common ground'], certainty: 'robust', hangsOn: [], phrase: `breach of help by ${bearer} to ARM`, sentence: `${bearer} did not help`, because: [], sources: [], ...more,
})
const none = { kinds: new Set<string>(), state: '', article: '', certainty: '', words: '' }

describe('lines of the docket', () => {
  it('join what is the same of several states', () => {
    const l = lines([f('BLR'), f('KAZ'), f('RUS', { toward: 'KGZ' })])
    expect(l.map((x) => x.bearers)).toEqual([['BLR', 'KAZ'], ['RUS']])
  })
  it('keep apart what differs in day, certainty or account', () => {
    expect(lines([f('A'), f('B', { certainty: 'account' }), f('C', { dates: { lo: '2022-10-15', hi: '2022-10-15' } }), f('D', { accounts: ['ARM'] })])).toHaveLength(4)
  })
  it('keep apart silences about different acts, which have no rule', () => {
    expect(lines([f('', { kind: 'silence', rule: '', phrase: 'silence about a' }), f('', { kind: 'silence', rule: '', phrase: 'silence about b' })])).toHaveLength(2)
  })
})

describe('a filter', () => {
  it('finds a state in any role and no part of a code', () => {
    expect(matches(f('BLR'), { ...none, state: 'ARM' })).toBe(true)
    expect(matches(f('BLR'), { ...none, state: 'AR' })).toBe(false)
  })
  it('takes all its parts together', () => {
    expect(matches(f('BLR'), { ...none, kinds: new Set(['breach']), article: '4', certainty: 'robust', words: 'DID NOT' })).toBe(true)
    expect(matches(f('BLR'), { ...none, kinds: new Set(['lapse']) })).toBe(false)
  })
})
