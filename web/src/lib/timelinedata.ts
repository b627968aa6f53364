// From the server's timeline to marks, bars and bands that can be drawn.

import type { Timeline } from './api'
import { dayOf } from './days'
import { saidStatus } from './standing'
import type { Bar, Mark } from './timeline'
import { actGroup, finding, large, spoken } from './words'

export interface DrawnMark extends Mark {
  finding: boolean
}

/** Replaces codes by names and hyphens by blanks. */
export function readable(phrase: string, title: (code: string) => string): string {
  return large(phrase.replace(/\b[A-Z][A-Z0-9]+(-[A-Z0-9]+)*\b/g, (c) => title(c).replace(/-/g, '\u2011')).replace(/-/g, ' ').replace(/\u2011/g, '-'))
}

export function content(t: Timeline, folder: string, title: (code: string) => string, law: (family: string) => string): { marks: DrawnMark[]; bars: Bar[] } {
  const short = (entry: string) => (entry.startsWith(`${folder}/`) ? entry.slice(folder.length + 1) : entry)
  const marks: DrawnMark[] = t.marks.map((m) => ({
    id: `entry:${short(m.entry)}`,
    lo: dayOf(m.date.lo)!,
    hi: dayOf(m.end) ?? dayOf(m.date.hi) ?? dayOf(m.date.lo)!,
    lanes: m.states,
    group: actGroup(m.act, m.category, false, m.grave),
    label: `${m.title || readable(m.phrase, title)}${m.claim ? ' (a claim)' : ''}${m.accounts.length ? ` (told by ${m.accounts.map(title).join(', ')})` : ''}`,
    finding: false,
  }))
  for (const f of t.findings)
    marks.push({
      id: f.id,
      lo: dayOf(f.date.lo)!,
      hi: dayOf(f.date.hi) ?? dayOf(f.date.lo)!,
      lanes: f.states,
      group: f.kind,
      label: f.sentence || readable(f.phrase, title),
      finding: true,
    })
  const bars: Bar[] = []
  for (const m of t.matters) {
    const end = m.outcomes[m.outcomes.length - 1]
    const from = dayOf(m.opened.lo)!
    const to = end ? dayOf(end.date.lo) : null
    const what = end ? `${end.late ? 'late ' : ''}${finding(end.kind).word}` : m.awaits ? `waiting for ${title(m.awaits)}` : 'open'
    for (const lane of m.bearer.length ? m.bearer : m.about)
      bars.push({ id: end?.id ?? m.id, lane, from, to, group: end?.kind ?? 'opening', label: `${readable(m.phrase, title)}: ${what}`, sort: m.kind })
  }
  for (const l of t.lanes)
    for (const b of l.bands)
      bars.push({ id: b.begins ?? '', lane: l.code, from: dayOf(b.from)!, to: dayOf(b.until), group: b.status, label: `${title(l.code)}: ${saidStatus(b, title, law)}`, sort: 'status' })
  return { marks, bars: bars.map((b) => ({ ...b, label: large(spokenOnce(b.label)) })) }
}

const spokenOnce = (label: string) => (label.includes(' ') ? label : spoken(label))
