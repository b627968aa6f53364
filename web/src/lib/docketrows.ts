// Findings as lines of the docket: those that say the same of several states share one.

import type { Finding } from './api'

export interface Line {
  key: string
  first: Finding
  findings: Finding[]
  bearers: string[]
}

const same = (f: Finding) => [f.kind, f.late, f.dates.lo, f.dates.hi, f.rule, f.charter, f.toward, f.opened, f.due, f.certainty, f.accounts.join(), f.stands, f.rule === '' ? f.phrase : ''].join('|')

export function lines(findings: readonly Finding[]): Line[] {
  const out = new Map<string, Line>()
  for (const f of findings) {
    const key = same(f)
    const line = out.get(key)
    if (line) {
      line.findings.push(f)
      line.bearers.push(...f.bearer.split(' ').filter((c) => c && !line.bearers.includes(c)))
    } else out.set(key, { key, first: f, findings: [f], bearers: f.bearer.split(' ').filter(Boolean) })
  }
  return [...out.values()]
}

export interface Filter {
  kinds: ReadonlySet<string>
  state: string
  article: string
  certainty: string
  words: string
}

export function matches(f: Finding, filter: Filter): boolean {
  if (filter.kinds.size && !filter.kinds.has(f.kind)) return false
  if (filter.state && !` ${f.bearer} ${f.toward} ${f.phrase} `.split(/[ ,]+/).includes(filter.state)) return false
  if (filter.article && f.article !== filter.article) return false
  if (filter.certainty && f.certainty !== filter.certainty) return false
  return filter.words === '' || `${f.sentence} ${f.phrase} ${f.rule} ${f.charter} ${f.date}`.toLowerCase().includes(filter.words.toLowerCase())
}
