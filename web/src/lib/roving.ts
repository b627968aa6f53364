// Marks of a picture as one stop of the tab key: the arrow keys go from mark to
// mark, to the nearest one that lies that way.

const WAYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export interface Point {
  x: number
  y: number
}

/**
 * Which of the points is next from one of them in a direction; -1 where there is none. A way aside counts as so much more
 * than one ahead as `aside` says.
 */
export function nearest(points: readonly Point[], from: number, way: [number, number], aside = 2.5): number {
  const a = points[from]
  if (!a) return -1
  let best = -1
  let least = Infinity
  points.forEach((b, i) => {
    if (i === from) return
    const along = (b.x - a.x) * way[0] + (b.y - a.y) * way[1]
    const across = Math.abs((b.x - a.x) * way[1]) + Math.abs((b.y - a.y) * way[0])
    if (along <= 0.5) return
    const cost = along + across * aside
    if (cost < least) {
      least = cost
      best = i
    }
  })
  return best
}

/** In a grid the arrow keys stay in the row or the column as long as there is a mark in it. */
const STRICT = 1000

export function roving(picture: SVGElement | HTMLElement, { marks: selector, grid = false }: { marks: string; grid?: boolean }) {
  const node = picture as HTMLElement // of both only what they share is used
  const marks = () => [...node.querySelectorAll<SVGElement | HTMLElement>(selector)]
  /** Keeps exactly one mark in the order of tabs. */
  const settle = () => {
    const all = marks()
    const active = all.find((m) => m === document.activeElement) ?? all.find((m) => m.getAttribute('tabindex') === '0') ?? all[0]
    for (const m of all) {
      const want = m === active ? '0' : '-1'
      if (m.getAttribute('tabindex') !== want) m.setAttribute('tabindex', want)
    }
  }
  const watcher = new MutationObserver(settle)
  watcher.observe(node, { childList: true, subtree: true })
  settle()

  const key = (e: KeyboardEvent) => {
    const all = marks()
    const at = all.indexOf(document.activeElement as SVGElement | HTMLElement)
    if (at < 0 || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return
    let to = -1
    const way = WAYS[e.key]
    if (way) {
      const middles = all.map((m) => {
        const r = m.getBoundingClientRect()
        return { x: r.x + r.width / 2, y: r.y + r.height / 2 }
      })
      to = nearest(middles, at, way, grid ? STRICT : undefined)
    } else if (e.key === 'Home') to = 0
    else if (e.key === 'End') to = all.length - 1
    else return
    e.preventDefault()
    e.stopPropagation()
    if (to < 0) return
    all[at]!.setAttribute('tabindex', '-1')
    all[to]!.setAttribute('tabindex', '0')
    all[to]!.focus({ preventScroll: false })
  }
  node.addEventListener('keydown', key)
  node.addEventListener('focusin', settle)
  return {
    destroy() {
      watcher.disconnect()
      node.removeEventListener('keydown', key)
      node.removeEventListener('focusin', settle)
    },
  }
}
