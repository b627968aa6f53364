// What is shown: the case of the address, told by an account, under a text,
// read in a way, as of a day; and the names that belong to it.

import { address } from './place.svelte'
import { part, type Case, type Params, type Request } from './api'
import { asked, type Asked } from './asked.svelte'
import { live } from './live.svelte'

export class Shown {
  private question = $state.raw<Asked<Case>>()

  constructor() {
    this.question = asked<Case>(() => (this.name && this.exists ? { path: `/cases/${part(this.name)}` } : null))
  }

  // All of it is derived, so that a change of the address which leaves a part as it was goes no further.
  /** Name of the case: that of the address, else the first. */
  readonly name = $derived(address.part('case') || live.cases?.cases[0]?.name || '')
  readonly exists = $derived(live.cases?.cases.some((c) => c.name === this.name) ?? false)
  private readonly charterText = $derived(address.part('charter'))
  private readonly readingText = $derived(address.part('reading'))
  readonly charters = $derived(split(this.charterText))
  readonly readings = $derived(split(this.readingText))
  readonly account = $derived(address.part('account'))
  readonly date = $derived(address.part('date'))

  private readonly current = $derived(this.question?.data?.name === this.name ? this.question.data : undefined)

  get case(): Case | undefined {
    return this.current
  }
  get problem() {
    return this.question?.problem
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

  /** A law as it is said after a status: nothing where there is only one. */
  law(family: string): string {
    return (this.case?.families.length ?? 0) > 1 ? `(${family})` : ''
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
