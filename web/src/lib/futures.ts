// The geometry of futures: fans and curves in small panels that share their axes, and numbers as the command writes them.

import type { Futures } from './api'
import { dateOf, dayOf } from './days'

type Law = Futures['laws'][number]
export type Fan = Law['fans'][number]
export type Estimate = Futures['answers'][number]['by'][number]
export type Kind = Futures['answers'][number]['kind']

/** A panel in the units of its picture. */
export const PANEL = { width: 300, height: 176, left: 40, right: 10, top: 8, bottom: 24 } as const

/** What the axes of a figure's panels span. */
export interface Frame {
  start: number
  end: number
  low: number
  high: number
}

export function xOf(f: Frame, day: number): number {
  return PANEL.left + ((PANEL.width - PANEL.left - PANEL.right) * (day - f.start)) / Math.max(f.end - f.start, 1)
}

export function yOf(f: Frame, value: number): number {
  const share = (Math.min(Math.max(value, f.low), f.high) - f.low) / (f.high - f.low)
  return PANEL.top + (PANEL.height - PANEL.top - PANEL.bottom) * (1 - share)
}

type Value = number | null

/** The points of a row of values: where they are whole, each holds through the step at whose end it was seen. Where there is no value the line is broken. */
function runs(f: Frame, days: readonly number[], values: readonly Value[], stairs: boolean): [number, number][][] {
  const out: [number, number][][] = []
  let current: [number, number][] = []
  values.forEach((v, i) => {
    if (v === null) {
      if (current.length) out.push(current)
      current = []
      return
    }
    const y = yOf(f, v)
    if (stairs) current.push([xOf(f, i ? days[i - 1]! : f.start), y])
    current.push([xOf(f, days[i]!), y])
  })
  if (current.length) out.push(current)
  return out
}

const written = (points: readonly [number, number][]) => points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join(' L')

export function line(f: Frame, days: readonly number[], values: readonly Value[], stairs: boolean): string {
  return runs(f, days, values, stairs)
    .map((r) => `M${written(r)}`)
    .join('')
}

/** The area between two rows of values, which have values on the same days. */
export function area(f: Frame, days: readonly number[], low: readonly Value[], high: readonly Value[], stairs: boolean): string {
  const [below, above] = [runs(f, days, low, stairs), runs(f, days, high, stairs)]
  return above.map((r, i) => `M${written([...r, ...(below[i] ?? []).toReversed()])}Z`).join('')
}

/** The last days of the steps, as numbers. */
export const daysOf = (futures: Futures): number[] => futures.days.map((d) => dayOf(d)!)

/** The axes of a fan, the same for each law. */
export function fanFrame(futures: Futures, at: number): Frame {
  const values = futures.laws.flatMap((l) => l.fans[at]?.over.flatMap((q) => [q.low, q.high, q.mean]) ?? []).filter((v) => v !== null)
  const low = Math.min(0, ...values)
  const high = Math.max(low, ...values)
  const room = (high > low ? high - low : 1) * 0.05 // nothing hides in the frame
  const [start, end] = [dayOf(futures.starts)!, dayOf(futures.ends)!]
  return { start, end, low: low - room / 2, high: (high > low ? high : low + 1) + room }
}

/** The axes of the curves: from 0 to a round share above the highest. */
export function goneFrame(futures: Futures): Frame {
  const most = Math.max(0.05, ...futures.laws.flatMap((l) => l.gone.map((g) => g.chance[g.chance.length - 1] ?? 0)))
  return { start: dayOf(futures.starts)!, end: dayOf(futures.ends)!, low: 0, high: Math.ceil(most * 20 - 1e-9) / 20 }
}

/** Whether all quantiles of a fan are whole numbers under each law. */
export function whole(futures: Futures, at: number): boolean {
  return futures.laws.every((l) => l.fans[at]?.over.every((q) => [q.low, q.quarter, q.median, q.threeQuarters, q.high].every((v) => v === null || Number.isInteger(v))) ?? true)
}

/** Round numbers between two, six at most. */
export function ticks(low: number, high: number): number[] {
  const span = high - low
  const power = 10 ** Math.floor(Math.log10(span))
  const step = power * ([0.2, 0.25, 0.5, 1, 2].find((s) => span / (power * s) <= 5) ?? 2)
  const out: number[] = []
  for (let i = Math.ceil(low / step); i * step <= high + step / 1e6; i++) out.push(Number((i * step).toPrecision(12)))
  return out
}

/** The first days of years within a frame, six at most. */
export function years(f: Frame): { year: number; day: number }[] {
  const out: { year: number; day: number }[] = []
  for (let y = dateOf(f.start).getUTCFullYear() + 1; ; y++) {
    const day = Date.UTC(y, 0, 1) / 86_400_000
    if (day > f.end) break
    out.push({ year: y, day })
  }
  const every = Math.max(1, Math.ceil(out.length / 6))
  return out.filter((_, i) => i % every === 0)
}

/** The steps that a table over time shows: evenly spread, the last among them. */
export function shownSteps(steps: number, several = 6): number[] {
  const n = Math.min(several, steps)
  return Array.from({ length: n }, (_, i) => Math.floor(((i + 1) * steps) / n) - 1)
}

const NONE = '–'

/** A number to as many places as its error leaves of use. */
export function places(value: Value, error: Value, kind: Kind): string {
  if (value === null) return NONE
  const scale = kind === 'chance' ? 100 : 1
  const [v, e] = [value * scale, (error ?? 0) * scale]
  const n = e > 0 ? Math.min(Math.max(1 - Math.floor(Math.log10(e)), 1), 4) : Number.isInteger(v) ? 1 : 4
  return v.toFixed(n) + (scale === 100 ? ' %' : '')
}

const minus = (text: string) => text.replace(/^-/, '−')

/** Between what a number lies with 95 %. */
export function interval(e: { low: Value; high: Value; error: Value }, kind: Kind): string {
  if (e.low === null || e.high === null) return NONE
  const error = e.error || (e.high - e.low) / 4
  return `${minus(places(e.low, error, kind))} to ${minus(places(e.high, error, kind))}`
}

/** A difference with its sign. */
export function signed(value: Value, error: Value, kind: Kind): string {
  const text = places(value, error, kind)
  return text === NONE || text.startsWith('-') ? minus(text) : `+${text}`
}

/** A number in three digits. */
export const short = (v: Value) => (v === null ? NONE : minus(String(Number(v.toPrecision(3)))))
