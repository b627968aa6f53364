import { describe, expect, it } from 'vitest'
import { renamed } from './newcharter'

describe('a charter kept under another name', () => {
  it('is the same text with another name', () => {
    const text = '# charter of old\ncharter pact amends base "The charter pact"\n  parties AVA\n'
    expect(renamed(text, 'mine-2024')).toEqual({ was: 'pact', text: '# charter of old\ncharter mine-2024 amends base "The charter pact"\n  parties AVA\n' })
  })
  it('is none without a charter, or with a name that is none', () => {
    expect(renamed('record r\n', 'mine')).toBeNull()
    expect(renamed('charter pact', 'My Charter')).toBeNull()
    expect(renamed('charter pact', '../x')).toBeNull()
  })
})
