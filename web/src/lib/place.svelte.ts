// The one address of the page, as state.

import { changed, parse, write, type Place } from './address'

const START = 'day'

class Address {
  place = $state.raw<Place>({ view: START, query: {} })

  constructor() {
    this.read()
    window.addEventListener('hashchange', () => this.read())
    window.addEventListener('popstate', () => this.read())
  }

  private read() {
    const p = parse(window.location.hash)
    if (p.view === '') p.view = START
    if (write(p) !== write(this.place)) this.place = p
  }

  get view() {
    return this.place.view
  }

  part(key: string): string {
    return this.place.query[key] ?? ''
  }

  /** A link to a view that keeps what is common and changes what is given. */
  link(view: string, changes: Record<string, string | null | undefined> = {}): string {
    return write(changed(this.place, view, changes))
  }

  /**
   * Changes the address. A step that somebody may want to take back is pushed; one of many on the
   * way somewhere (a slider being drawn) replaces the last.
   */
  set(changes: Record<string, string | null | undefined>, how: 'push' | 'replace' = 'push', view = this.place.view) {
    const next = changed(this.place, view, changes)
    const hash = write(next)
    if (hash === write(this.place)) return
    if (how === 'push') window.history.pushState(null, '', hash)
    else window.history.replaceState(null, '', hash)
    this.place = next
  }
}

export const address = new Address()
