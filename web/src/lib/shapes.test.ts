import { describe, expect, it } from 'vitest'
import { at } from './shapes'
import { ACTS, FINDINGS } from './words'

describe('a shape', () => {
  it('is moved and scaled', () => {
    expect(at('M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z', 100, 20)).toBe('M95 20a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z')
    expect(at('M0-6L6 0L0 6L-6 0Z', 10, 10, 0.5)).toBe('M10 7L13 10L10 13L7 10Z')
    expect(at('M0-5.5L5.8 4.5H-5.8Z', 1, 2)).toBe('M1 -3.5L6.8 6.5H-4.8Z')
    expect(at('M-1.7-5.2h3.4v3.5Z', 0, 0)).toBe('M-1.7 -5.2h3.4v3.5Z')
  })
  it('of every kind uses only what can be moved', () => {
    for (const l of [...Object.values(FINDINGS), ...Object.values(ACTS)]) expect(l.shape.replace(/[^a-zA-Z]/g, '')).toMatch(/^[MLHVZahvl]+$/)
  })
})
