// The geometry of the timeline: which lane a mark lies in, how bars are packed,
// which marks that would lie on one another are drawn as one. It knows days and
// pixels, and nothing of the page.

export interface Mark {
  id: string
  /** First and last day. */
  lo: number
  hi: number
  lanes: readonly string[]
  /** Group of acts or kind of finding. */
  group: string
  label: string
}

export interface Bar {
  id: string
  lane: string
  from: number
  /** Last day; null where it is still open. */
  to: number | null
  /** How it ended. */
  group: string
  label: string
  /** 'duty' and 'procedure' are packed into rows, 'status' lies at the foot. */
  sort: 'duty' | 'procedure' | 'status'
}

/** Marks that lie within one cell of a lane and are of one group. */
export interface Dot {
  key: string
  lane: number
  cell: number
  /** Where it is drawn: a day, perhaps with a fraction. */
  day: number
  row: number
  group: string
  marks: Mark[]
}

export interface PackedBar extends Bar {
  row: number
}

export interface Lane {
  code: string
  top: number
  height: number
  bars: PackedBar[]
  bands: PackedBar[]
  /** Dots by cell, ascending. */
  dots: Dot[]
  /** Rows of dots, of bars and of bands. */
  rows: number
  barRows: number
  bandRows: number
  marks: Mark[]
}

/** Wide enough for a mark and a number of two digits. */
export const CELL = 26
export const ROW = 15
export const BAR = 9
export const BAND = 6
const PAD = 7
const MOST_ROWS = 3

/** Packs bars into rows so that none overlaps another; first come, first row. */
export function pack<T extends { from: number; to: number | null }>(bars: readonly T[], apart: number): (T & { row: number })[] {
  const ends: number[] = []
  const order = bars.map((b, i) => ({ b, i })).sort((x, y) => x.b.from - y.b.from || (y.b.to ?? Infinity) - (x.b.to ?? Infinity) || x.i - y.i)
  return order.map(({ b }) => {
    const end = (b.to ?? Infinity) + apart
    let row = ends.findIndex((e) => e < b.from)
    if (row < 0) row = ends.length
    ends[row] = end
    return { ...b, row }
  })
}

/**
 * Lays marks of one lane into cells of a fixed grid of days. The grid hangs on day 0 and not on the
 * window, so that panning never regroups what is seen.
 */
export function dots(lane: number, marks: readonly Mark[], daysPerCell: number): Dot[] {
  const cells = new Map<string, Dot>()
  for (const m of marks) {
    const cell = Math.floor(m.lo / daysPerCell)
    const key = `${cell}/${m.group}`
    let dot = cells.get(key)
    if (!dot) {
      dot = { key, lane, cell, day: m.lo, row: 0, group: m.group, marks: [] }
      cells.set(key, dot)
    }
    dot.marks.push(m)
  }
  const all = [...cells.values()].sort((a, b) => a.cell - b.cell || b.marks.length - a.marks.length || (a.group < b.group ? -1 : 1))
  let last = NaN
  let row = 0
  for (const d of all) {
    row = d.cell === last ? row + 1 : 0
    last = d.cell
    d.row = row
    // A single mark stands on its day, as far as its cell has room; several stand left in the cell, before their number.
    const middle = (d.cell + 0.5) * daysPerCell
    d.day = d.marks.length === 1 ? Math.min(Math.max(d.marks[0]!.lo + 0.5, middle - daysPerCell / 6), middle + daysPerCell / 6) : middle - daysPerCell / 5
  }
  return all.filter((d) => d.row < MOST_ROWS || foldInto(all, d))
}

/** What has no row left is counted with the last dot of its cell that has one. */
function foldInto(all: readonly Dot[], d: Dot): boolean {
  const host = all.find((o) => o.cell === d.cell && o.row === MOST_ROWS - 1)
  if (host) host.marks.push(...d.marks)
  return false
}

/** Lays out all lanes, one below the other. */
export function lanes(codes: readonly string[], marks: readonly Mark[], bars: readonly Bar[], pxPerDay: number): Lane[] {
  const daysPerCell = CELL / pxPerDay
  const ofMarks = group(marks, (m) => m.lanes)
  const ofBars = group(bars, (b) => [b.lane])
  let top = 0
  return codes.map((code, i) => {
    const mine = ofMarks.get(code) ?? []
    const d = dots(i, mine, daysPerCell)
    const own = ofBars.get(code) ?? []
    const packed = pack(own.filter((b) => b.sort !== 'status'), 2 / pxPerDay)
    const bands = pack(own.filter((b) => b.sort === 'status'), 0)
    const rows = Math.max(1, ...d.map((x) => x.row + 1))
    const barRows = Math.max(0, ...packed.map((x) => x.row + 1))
    const bandRows = Math.max(0, ...bands.map((x) => x.row + 1))
    const height = Math.max(30, PAD + rows * ROW + barRows * BAR + bandRows * BAND + PAD)
    const lane: Lane = { code, top, height, bars: packed, bands, dots: d, rows, barRows, bandRows, marks: mine }
    top += height
    return lane
  })
}

function group<T>(items: readonly T[], of: (item: T) => readonly string[]): Map<string, T[]> {
  const out = new Map<string, T[]>()
  for (const item of items)
    for (const code of of(item)) {
      const list = out.get(code)
      if (list) list.push(item)
      else out.set(code, [item])
    }
  return out
}

/** Dots between two days, by halving the list. */
export function within(all: readonly Dot[], from: number, to: number): readonly Dot[] {
  return all.slice(first(all, from), first(all, to))
}

function first(all: readonly Dot[], day: number): number {
  let lo = 0
  let hi = all.length
  while (lo < hi) {
    const mid = (lo + hi) >> 1
    if (all[mid]!.day < day) lo = mid + 1
    else hi = mid
  }
  return lo
}

export const dotTop = (lane: Lane, row: number) => lane.top + PAD + row * ROW + ROW / 2
export const barTop = (lane: Lane, row: number) => lane.top + PAD + lane.rows * ROW + row * BAR + 2
export const bandTop = (lane: Lane, row: number) => lane.top + PAD + lane.rows * ROW + lane.barRows * BAR + row * BAND + 2

export interface Window {
  from: number
  to: number
}

/** A window that holds whole days, with room at the rims for the marks of the first and the last. */
export function aired(first: number, last: number): Window {
  const air = (last + 1 - first) * 0.012
  return { from: first - air, to: last + 1 + air }
}

/** Zooms about a day, held between a fortnight and all there is with some air. */
export function zoomed(w: Window, factor: number, about: number, all: Window): Window {
  const width = Math.min(Math.max((w.to - w.from) * factor, 14), (all.to - all.from) * 1.1)
  const share = (about - w.from) / (w.to - w.from)
  return held({ from: about - width * share, to: about + width * (1 - share) }, all)
}

/** Moves by a number of days, and never so far that nothing is seen. */
export function panned(w: Window, days: number, all: Window): Window {
  return held({ from: w.from + days, to: w.to + days }, all)
}

function held(w: Window, all: Window): Window {
  const width = w.to - w.from
  const air = Math.max(width * 0.05, 3)
  let from = w.from
  if (width >= all.to - all.from) from = all.from - (width - (all.to - all.from)) / 2
  else from = Math.min(Math.max(from, all.from - air), all.to + air - width)
  return { from, to: from + width }
}
