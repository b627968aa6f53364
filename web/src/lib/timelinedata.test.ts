import { describe, expect, it } from 'vitest'
import { readable } from './timelinedata'

describe('a phrase', () => {
  it('is said with names in place of codes, whose own hyphens stay', () => {
    const title = (c: string) => ({ RUS: 'Russia', ARM: 'Armenia', 'CSTO-SG': 'Secretary-General' })[c] ?? c
    expect(readable('help-given by RUS to ARM', title)).toBe('Help given by Russia to Armenia')
    expect(readable('send-mission by CSTO-SG', title)).toBe('Send mission by Secretary-General')
  })
})
