// A changed text kept as a charter of its own: the charter gets another name, so
// that the one it was made from stays, and nothing else of the text is touched.

import { tokens } from './highlight'

export interface Renamed {
  text: string
  was: string
}

/** Renames the first charter that a text declares; null where it declares none or the name is no name. */
export function renamed(text: string, name: string): Renamed | null {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return null
  const all = tokens(text)
  const words = all.map((t, i) => ({ ...t, i })).filter((t) => t.sort !== 'blank' && t.sort !== 'comment')
  const at = words.findIndex((t, k) => t.text === 'charter' && t.sort === 'keyword' && /^[a-z0-9]/.test(words[k + 1]?.text ?? ''))
  const was = words[at + 1]
  if (at < 0 || !was) return null
  return { was: was.text, text: all.map((t, i) => (i === was.i ? name : t.text)).join('') }
}
