// What is shown is written into the address, so that a link shows what was seen
// and the back button takes back the last step: #/timeline?case=csto&date=2022-12-31

export interface Place {
  view: string
  query: Record<string, string>
}

/** What every view understands; the rest of an address belongs to one view. */
export const COMMON = ['case', 'charter', 'account', 'reading', 'date'] as const

export function parse(hash: string): Place {
  const raw = hash.replace(/^#\/?/, '')
  const cut = raw.indexOf('?')
  const path = cut < 0 ? raw : raw.slice(0, cut)
  const query: Record<string, string> = {}
  if (cut >= 0) for (const [k, v] of new URLSearchParams(raw.slice(cut + 1))) if (v !== '') query[k] = v
  let view = path.replace(/\/+$/, '')
  try {
    view = decodeURIComponent(view)
  } catch {
    // A broken escape names no view; the page then says what exists.
  }
  return { view, query }
}

/** The address of a place: the common parts first, the others by name, so that one place has one address. */
export function write(place: Place): string {
  const keys = Object.keys(place.query)
    .filter((k) => place.query[k] !== undefined && place.query[k] !== '')
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const params = keys.map((k) => `${encodeURIComponent(k)}=${encodeURIComponent(place.query[k]!).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%2F/g, '/').replace(/%3D/g, '=')}`)
  return `#/${encodeURIComponent(place.view)}${params.length ? '?' + params.join('&') : ''}`
}

function rank(key: string): number {
  const i = (COMMON as readonly string[]).indexOf(key)
  return i < 0 ? COMMON.length : i
}

/** A place with some of its query changed; null or an empty text takes a part away. */
export function changed(place: Place, view: string, changes: Record<string, string | null | undefined>): Place {
  const query: Record<string, string> = {}
  for (const [k, v] of Object.entries(place.query)) {
    if (view === place.view || (COMMON as readonly string[]).includes(k)) query[k] = v
  }
  for (const [k, v] of Object.entries(changes)) {
    if (v === null || v === undefined || v === '') delete query[k]
    else query[k] = v
  }
  return { view, query }
}
