// Places for the actors of the network that are the same each time for the same
// ties.

import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from 'd3-force'

export interface Tie {
  from: string
  to: string
  /** How many events. */
  entries: number
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
