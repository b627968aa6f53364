// Answers as state: asked again when the request changes or the files on disk
// have changed; what was last answered stays until the next answer is there.

import { ask, addressOf, Problem, type Answer, type Request } from './api'
import { live } from './live.svelte'

export interface Asked<T> {
  readonly data: T | undefined
  readonly problem: Problem | undefined
  readonly waiting: boolean
  readonly lastGood: boolean
}

const KEPT = 60
const kept = new Map<string, Answer<unknown>>()

class Question<T> implements Asked<T> {
  data = $state.raw<T | undefined>()
  problem = $state.raw<Problem | undefined>()
  waiting = $state(false)
  lastGood = $state(false)
}

/** Asks what `want` returns, and nothing where it returns null. Called while a component is set up. */
export function asked<T>(want: () => Request | null, pause = 0): Asked<T> {
  const q = new Question<T>()
  $effect(() => {
    const request = want()
    const stamp = live.stamp
    if (!request) {
      q.data = undefined
      q.problem = undefined
      q.waiting = false
      return
    }
    const key = `${stamp} ${addressOf(request)} ${request.body === undefined ? '' : JSON.stringify(request.body)}`
    const known = kept.get(key) as Answer<T> | undefined
    if (known) {
      q.data = known.data
      q.lastGood = known.lastGood
      q.problem = undefined
      q.waiting = false
      return
    }
    const stop = new AbortController()
    q.waiting = true
    const timer = setTimeout(async () => {
      try {
        const answer = await ask<T>(request, stop.signal)
        if (stop.signal.aborted) return
        if (kept.size >= KEPT) kept.delete(kept.keys().next().value!)
        kept.set(key, answer)
        q.data = answer.data
        q.lastGood = answer.lastGood
        q.problem = undefined
      } catch (e) {
        if (stop.signal.aborted) return
        q.problem = e instanceof Problem ? e : new Problem(-1, String(e))
        q.data = undefined
      }
      q.waiting = false
    }, pause)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  })
  return q
}
