// The pictures of the network: places and lines that are the same each time for
// the same ties, and the grid of who acted and to whom.

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force'

import { ACTS, type Look } from './words'

export interface Tie {
  from: string
  to: string
  /** How many events. */
  entries: number
}

export interface KindTie extends Tie {
  kind: string
}

/** How the kinds of tie look and are said, in the order in which they are shown. */
export const KINDS: Record<string, Look & { dash: string; verb: string }> = {
  help: { ...ACTS['help']!, dash: '', verb: 'helped' },
  attack: { ...ACTS['force']!, dash: '7 3', verb: 'used force against' },
  accuse: { ...ACTS['against']!, dash: '2 4', verb: 'accused' },
  meet: { ...ACTS['talk']!, dash: '', verb: 'met' },
  exercise: { ...ACTS['exercise']!, colour: '--adoption', dash: '12 3 2 3', verb: 'exercised with' },
}

/**
 * From so many ties on a window is shown as a matrix unless lines are asked for: lines cross, and from some twenty actors
 * or dense ties on readers find more, and faster, in a matrix (Ghoniem, Fekete and Castagliola, On the readability of graphs
 * using node-link and matrix-based representations, Information Visualization 4, 2005).
 */
export const MANY = 40

/** The address of a tie within the page. */
export const keyOf = (t: KindTie) => `${t.kind} ${t.from} ${t.to}`
/** The address of all that one actor did to another, or with it. */
export const cellOf = (from: string, to: string) => `${from} ${to}`

export interface Grid<T> {
  rows: string[]
  columns: string[]
  /** What one did to another, by cellOf, in the order of kinds; what was done with one another stands in both cells. */
  cells: Map<string, T[]>
}

/** Lays ties out as a matrix: parties first, then who takes part in most. Who never acts has no row, and to whom nothing is done no column. */
export function grid<T extends KindTie>(ties: readonly T[], party: (code: string) => boolean, directed: (kind: string) => boolean): Grid<T> {
  const weights = new Map<string, number>()
  const cells = new Map<string, T[]>()
  const put = (from: string, to: string, t: T) => {
    const k = cellOf(from, to)
    const had = cells.get(k)
    if (had) had.push(t)
    else cells.set(k, [t])
  }
  const kinds = Object.keys(KINDS)
  for (const t of ties.toSorted((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind))) {
    for (const c of [t.from, t.to]) weights.set(c, (weights.get(c) ?? 0) + t.entries)
    put(t.from, t.to, t)
    if (!directed(t.kind) && t.from !== t.to) put(t.to, t.from, t)
  }
  const codes = [...weights.keys()].sort((a, b) => Number(party(b)) - Number(party(a)) || weights.get(b)! - weights.get(a)! || (a < b ? -1 : 1))
  return {
    rows: codes.filter((a) => codes.some((b) => cells.has(cellOf(a, b)))),
    columns: codes.filter((b) => codes.some((a) => cells.has(cellOf(a, b)))),
    cells,
  }
}

/** Where up to five marks stand in a cell of 28 by 28, and how large they may be. */
export function slots(marks: number): { x: number; y: number; scale: number }[] {
  const [l, m, r] = [7.5, 14, 20.5]
  switch (marks) {
    case 1:
      return [{ x: m, y: m, scale: 1.35 }]
    case 2:
      return [{ x: l, y: m, scale: 0.85 }, { x: r, y: m, scale: 0.85 }]
    case 3:
      return [{ x: l, y: l, scale: 0.8 }, { x: r, y: l, scale: 0.8 }, { x: m, y: r, scale: 0.8 }]
    case 4:
      return [l, r].flatMap((y) => [l, r].map((x) => ({ x, y, scale: 0.8 })))
    default:
      return [[5, l], [m, l], [23, l], [9, r], [19, r]].slice(0, marks).map(([x, y]) => ({ x: x!, y: y!, scale: 0.58 }))
  }
}

interface Spot {
  x: number
  y: number
}

/** The middle handle of a line from a to b that is bent to one side. */
export function handle(a: Spot, b: Spot, bend: number): Spot {
  return { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend }
}

/** A point of the line, from 0 at a to 1 at b. */
export function along(a: Spot, c: Spot, b: Spot, t: number): Spot {
  const u = 1 - t
  return { x: u * u * a.x + 2 * u * t * c.x + t * t * b.x, y: u * u * a.y + 2 * u * t * c.y + t * t * b.y }
}

/** How far lines may be bent, the slightest first; to the one side and to the other. */
const BENDS = [0.06, -0.12, 0.2, -0.26, 0.34, -0.4, 0.48, -0.54, 0.62, -0.68]
/** So many are tried to lead a line round a name; more would be a detour that nobody follows. */
const TRIED = 5
const STEPS = 12

/**
 * How each tie is bent, so that two between the same actors never lie on one another and none runs beneath the name of a third
 * where it can be led round it. A name is `half` wide to each side of its place and 14 high.
 */
export function bends(ties: readonly KindTie[], places: readonly Node[], half: (code: string) => number): number[] {
  const at = new Map(places.map((p) => [p.code, p]))
  const taken = new Map<string, Set<number>>()
  return ties.map((t) => {
    const k = t.from < t.to ? cellOf(t.from, t.to) : cellOf(t.to, t.from)
    const used = taken.get(k) ?? new Set()
    taken.set(k, used)
    const [a, b] = [at.get(t.from)!, at.get(t.to)!]
    const way = t.from < t.to ? 1 : -1 // a bend lies on the same side for both directions
    const clear = (bend: number) => {
      const c = handle(a, b, bend * way)
      for (let i = 1; i < STEPS; i++) {
        const p = along(a, c, b, i / STEPS)
        if (places.some((n) => n !== a && n !== b && Math.abs(n.x - p.x) < half(n.code) + 4 && Math.abs(n.y - p.y) < 18)) return false
      }
      return true
    }
    const free = BENDS.filter((x) => !used.has(x))
    const bend = free.slice(0, TRIED).find(clear) ?? free[0] ?? 0
    used.add(bend)
    return bend * way
  })
}

export interface Node {
  code: string
  x: number
  y: number
  /** Events it takes part in. */
  weight: number
}

/**
 * Places the actors of the ties within a box. The simulation starts from a circle in the order of
 * codes and runs a fixed number of steps, so that the same ties give the same picture.
 */
export function place(all: readonly Tie[], width: number, height: number): Node[] {
  const weights = new Map<string, number>()
  for (const t of all) for (const c of [t.from, t.to]) weights.set(c, (weights.get(c) ?? 0) + t.entries)
  const codes = [...weights.keys()].sort()
  type Point = SimulationNodeDatum & { code: string }
  const points: Point[] = codes.map((code, i) => {
    const a = (2 * Math.PI * i) / codes.length
    return { code, x: width / 2 + Math.cos(a) * width * 0.35, y: height / 2 + Math.sin(a) * height * 0.35 }
  })
  const strength = new Map<string, number>()
  for (const t of all) {
    const k = t.from < t.to ? `${t.from} ${t.to}` : `${t.to} ${t.from}`
    strength.set(k, (strength.get(k) ?? 0) + t.entries)
  }
  const links = [...strength.keys()].sort().map((k) => {
    const [source, target] = k.split(' ') as [string, string]
    return { source, target, n: strength.get(k)! }
  })
  const room = Math.sqrt((width * height) / Math.max(codes.length, 1))
  const sim = forceSimulation(points)
    .force('link', forceLink<Point, (typeof links)[number] & { index?: number }>(links as never).id((p) => (p as Point).code).distance(room * 0.85).strength((l) => Math.min(0.7, 0.06 + 0.05 * Math.log2(1 + (l as unknown as { n: number }).n))))
    .force('charge', forceManyBody().strength(-room * 5))
    .force('collide', forceCollide(Math.min(room * 0.42, 56)))
    .force('x', forceX(width / 2).strength(0.07 * (height / width)))
    .force('y', forceY(height / 2).strength(0.12))
    .force('centre', forceCenter(width / 2, height / 2))
    .stop()
  sim.tick(320)
  return fitted(points.map((p) => ({ code: p.code, x: p.x!, y: p.y!, weight: weights.get(p.code)! })), width, height)
}

/** Stretches the places to the box, with room at the rims for names. */
function fitted(nodes: Node[], width: number, height: number): Node[] {
  if (nodes.length === 0) return nodes
  const rim = { x: Math.min(70, width * 0.15), y: 34 }
  const xs = nodes.map((n) => n.x)
  const ys = nodes.map((n) => n.y)
  const scale = (v: number, lo: number, hi: number, a: number, b: number) => (hi - lo < 1 ? (a + b) / 2 : a + ((v - lo) / (hi - lo)) * (b - a))
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  return nodes.map((n) => ({ ...n, x: round(scale(n.x, x0, x1, rim.x, width - rim.x)), y: round(scale(n.y, y0, y1, rim.y, height - rim.y)) }))
}

const round = (v: number) => Math.round(v * 10) / 10
