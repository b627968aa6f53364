// What the server says by itself: which cases there are, and that files changed.

import { ask, Problem, type Cases, type Change, type State } from './api'

/** After how many milliseconds a stream that was given up is asked for again. */
const AGAIN = 3000

class Live {
  cases = $state.raw<Cases | undefined>()
  problem = $state.raw<Problem | undefined>()
  /** Whether the server is heard. */
  heard = $state(true)
  /** Changes with every change of files, so that what depends on them is asked again. */
  stamp = $state(0)
  states = $state.raw<Record<string, State>>({})

  start() {
    void this.load()
    this.listen()
    window.addEventListener('pagehide', () => this.events?.close())
    window.addEventListener('pageshow', (e) => {
      if (!e.persisted) return
      // Taken out of the browser's drawer by the back button: it has heard nothing meanwhile.
      this.heard = false
      this.listen()
    })
  }

  private events: EventSource | undefined

  private listen() {
    const events = new EventSource('/api/v1/events')
    this.events = events
    events.addEventListener('hello', (e) => {
      // After a pause without the server anything may have changed.
      const changes = JSON.parse(e.data) as Change[]
      const states = Object.fromEntries(changes.map((c) => [c.case, c.state]))
      const before = JSON.stringify(this.states)
      this.states = states
      if (!this.heard || (before !== '{}' && before !== JSON.stringify(states))) this.again()
      this.heard = true
    })
    events.addEventListener('change', (e) => {
      const change = JSON.parse(e.data) as Change
      this.states = { ...this.states, [change.case]: change.state }
      this.again()
    })
    events.onerror = () => {
      this.heard = false
      // Some browsers give up where nobody listens at the address; most try again by themselves.
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.listen(), AGAIN)
    }
  }

  private again() {
    this.stamp++
    void this.load()
  }

  private async load() {
    try {
      this.cases = (await ask<Cases>({ path: '/cases' })).data
      this.problem = undefined
    } catch (e) {
      this.problem = e instanceof Problem ? e : new Problem(-1, String(e))
    }
  }
}

export const live = new Live()
