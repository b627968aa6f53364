import { describe, expect, it } from 'vitest'
import { actGroup, ACTS, counted, FINDINGS, listed, saidChange, sentence } from './words'

describe('signs', () => {
  it('differ in shape, so that none rests on its colour', () => {
    const all = [...Object.values(FINDINGS), ...Object.values(ACTS)].map((l) => `${l.shape} ${l.hollow}`)
    expect(new Set(all).size).toBe(all.length)
  })
})

it('what stands by itself is a sentence', () => {
  expect(sentence('there is no act requst-help')).toBe('There is no act requst-help.')
  expect(sentence('did you mean request-help?')).toBe('Did you mean request-help?')
})

describe('acts', () => {
  it('are grouped by their category, else by their name, else by their marks', () => {
    expect(actGroup('shell', 'ASSAULT')).toBe('force')
    expect(actGroup('exercise', 'MOBILIZE')).toBe('exercise')
    expect(actGroup('send-relief')).toBe('help')
    expect(actGroup('zzz', '', true)).toBe('treaty')
    expect(actGroup('zzz', '', false, true)).toBe('force')
    expect(actGroup('zzz')).toBe('other')
  })
})

describe('words', () => {
  it('are counted and listed', () => {
    expect(counted(1, 'breach', 'breaches')).toBe('1 breach')
    expect(counted(10000, 'entry', 'entries')).toBe('10,000 entries')
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
    expect(listed([])).toBe('')
  })
  it('say a change of several states at once', () => {
    const title = (c: string) => ({ KGZ: 'Kyrgyzstan', TJK: 'Tajikistan' })[c] ?? c
    expect(saidChange('KGZ TJK no longer out-of-step', title)).toBe('Kyrgyzstan and Tajikistan: no longer out of step')
    expect(saidChange('nobody', title)).toBe('nobody')
  })
})
