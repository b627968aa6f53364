import { describe, expect, it } from 'vitest'
import { tokens } from './highlight'

const sorts = (text: string, words = {}) => tokens(text, words).filter((t) => t.sort !== 'blank').map((t) => `${t.text}:${t.sort}`)

describe('words of the language', () => {
  it('are told apart by their form', () => {
    expect(sorts('2022-09-14 shell by AZE on ARM killed 12 # so "it" goes')).toEqual([
      '2022-09-14:date', 'shell:name', 'by:role', 'AZE:code', 'on:role', 'ARM:code', 'killed:name', '12:number', '# so "it" goes:comment',
    ])
    expect(sorts('duty help "Owed \\" by all"')).toEqual(['duty:keyword', 'help:name', '"Owed \\" by all":string'])
    expect(sorts('CSTO-CSC within 30 days')).toEqual(['CSTO-CSC:code', 'within:keyword', '30:number', 'days:name'])
  })
  it('know the acts of the vocabulary', () => {
    expect(sorts('help-given by x', { acts: new Set(['help-given']) })[0]).toBe('help-given:act')
  })
  it('give back every character, whatever is written', () => {
    for (const text of ['', '"open\nnext', 'é ünï 中文 \u0000 ..=+ 12..a9 A-b', '\t\r\n x']) expect(tokens(text).map((t) => t.text).join('')).toBe(text)
  })
})
