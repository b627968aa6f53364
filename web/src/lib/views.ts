// The nine views. Each is loaded when it is first shown.

import type { Component } from 'svelte'

export interface View {
  name: string
  title: string
  says: string
  load: () => Promise<{ default: Component }>
}

export const VIEWS: View[] = [
  { name: 'day', title: 'The day', says: 'Where everybody stood on one day: who is a party, who owes what to whom, what happened lately.', load: () => import('../views/Day.svelte') },
  { name: 'timeline', title: 'Timeline', says: 'The whole history, a lane for each state: what happened, what was owed, what came of it.', load: () => import('../views/Timeline.svelte') },
  { name: 'docket', title: 'Docket', says: 'Every finding with its reasons; and why there is none.', load: () => import('../views/Docket.svelte') },
  { name: 'charter', title: 'Charter', says: 'The text article by article, what its rules came to, and where it is weak.', load: () => import('../views/Charter.svelte') },
  { name: 'comparison', title: 'Comparison', says: 'The same history under other texts, other readings, other accounts.', load: () => import('../views/Comparison.svelte') },
  { name: 'network', title: 'Network', says: 'Who helped, attacked, accused, met and exercised with whom.', load: () => import('../views/Network.svelte') },
  { name: 'futures', title: 'Futures', says: 'An outlook’s assumptions run forward: who leaves by when, under this law and under each reform.', load: () => import('../views/Futures.svelte') },
  { name: 'bench', title: 'Bench', says: 'Change a clause and see what the docket makes of it.', load: () => import('../views/Bench.svelte') },
  { name: 'report', title: 'Report', says: 'Everything on paper.', load: () => import('../views/Report.svelte') },
]
