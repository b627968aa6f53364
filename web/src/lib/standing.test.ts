import { describe, expect, it } from 'vitest'
import type { Band } from './api'
import { saidStatus, stand } from './standing'

const band = (status: string, more: Partial<Band> = {}): Band => ({ code: 'A', family: 'f', status, with: '', from: '', until: null, certain: true, begins: null, ends: null, ...more })

describe('standing', () => {
  it('tells a party from one with another status, and from one that has only that', () => {
    expect(stand({ statuses: [band('party')] })).toBe('full')
    expect(stand({ statuses: [band('party'), band('frozen', { family: '' })] })).toBe('marked')
    expect(stand({ statuses: [band('observer')] })).toBe('beside')
    expect(stand({ statuses: [band('pledged', { with: 'B' })] })).toBe('none')
    expect(stand(undefined)).toBe('none')
  })
  it('is said with its doubt and with who declared it', () => {
    expect(saidStatus(band('frozen', { family: '' }), (c) => c, () => '')).toBe('frozen (as it declared)')
    expect(saidStatus(band('no-vote', { certain: false }), (c) => c, () => '')).toBe('perhaps no vote')
    expect(saidStatus(band('pledged', { with: 'B' }), () => 'Boreal', () => '')).toBe('pledged with Boreal')
    // Of several laws beside one another it says by which.
    expect(saidStatus(band('party'), (c) => c, (f) => `(${f})`)).toMatch(/^party \(.+\)$/)
  })
})
