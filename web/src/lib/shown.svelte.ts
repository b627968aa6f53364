// What is shown: the case of the address, told by an account, under a text,
// read in a way, as of a day; and the names that belong to it.

import { address } from './place.svelte'
import { part, type Case, type Params, type Request } from './api'
import { asked, type Asked } from './asked.svelte'
import { live } from './live.svelte'

export class Shown {
  private readonly question: Asked<Case>

  constructor() {
    this.question = asked<Case>(() => (this.name && this.exists ? { path: `/cases/${part(this.name)}` } : null))
  }

  /** Name of the case: that of the address, else the first. */
  get name(): string {
    return address.part('case') || live.cases?.cases[0]?.name || ''
  }
  get exists(): boolean {
    return live.cases?.cases.some((c) => c.name === this.name) ?? false
  }
  get case(): Case | undefined {
    const c = this.question.data
    return c?.name === this.name ? c : undefined
  }
  get problem() {
    return this.question.problem
  }
  get charters(): string[] {
    return split(address.part('charter'))
  }
  get readings(): string[] {
    return split(address.part('reading'))
  }
  get account(): string {
    return address.part('account')
  }
  get date(): string {
    return address.part('date')
  }

  /** Entities by code. */
  readonly entities = $derived.by(() => new Map((this.case?.entities ?? []).map((e) => [e.code, e])))

  /** What a code is called, as a label. */
  title(code: string): string {
    return (this.entities.get(code)?.name ?? code).replace(/^the /, '')
  }

  /** What a code is called within a sentence, with its article. */
  said(code: string): string {
    return this.entities.get(code)?.name ?? code
  }

  /** What the docket of this view is asked with. */
  params(more: Params = {}): Params {
    return { charter: this.charters, account: this.account, reading: this.readings, ...more }
  }

  /** A request about the case. */
  of(path: string, params: Params = {}): Request | null {
    return this.case ? { path: `/cases/${part(this.name)}${path}`, params } : null
  }
}

function split(text: string): string[] {
  return text.split(',').filter((t) => t !== '')
}

let only: Shown | undefined

/** The one view there is; first called while the page is set up. */
export function shown(): Shown {
  return (only ??= new Shown())
}
