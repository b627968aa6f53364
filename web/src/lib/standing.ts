// How a state stands on a day, as the map and the table say it.

import type { Band, Standing } from './api'
import { spoken } from './words'

/** `full`: a party and nothing else; `marked`: a party with another status besides; `beside`: another status only. */
export type Stand = 'full' | 'marked' | 'beside' | 'none'

export function stand(s: Pick<Standing, 'statuses'> | undefined): Stand {
  const held = (s?.statuses ?? []).filter((b) => b.with === '')
  const party = held.some((b) => b.status === 'party')
  if (party) return held.some((b) => b.status !== 'party') ? 'marked' : 'full'
  return held.length ? 'beside' : 'none'
}

export const STANDS: Record<Stand, string> = {
  full: 'Party',
  marked: 'Party, with another status besides',
  beside: 'Another status only',
  none: 'No status',
}

/**
 * A status as it is said: party, frozen (as it declared), pledged with X, perhaps observer. Where a case holds
 * several laws beside one another, `law` says by which of them.
 */
export function saidStatus(b: Band, title: (code: string) => string, law: (family: string) => string): string {
  const words = [b.certain ? '' : 'perhaps', spoken(b.status), b.with ? `with ${title(b.with)}` : '', b.family ? law(b.family) : '(as it declared)']
  return words.filter(Boolean).join(' ')
}
