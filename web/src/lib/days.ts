// Days are whole numbers since 1970-01-01 everywhere in the page, so that no
// time zone can move one; texts such as 2022-09-14 come in and go out.

const LENGTH = 86_400_000

/** The day of a text such as `2022-09-14`, or null where it is none. */
export function dayOf(text: string | null | undefined): number | null {
  const m = /^(-?\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '')
  if (!m) return null
  const ms = Date.UTC(Number(m[1]), Number(m[2]) - 1, Number(m[3]))
  const day = Math.round(ms / LENGTH)
  return textOf(day) === m[0] ? day : null
}

/** A day as `2022-09-14`. */
export function textOf(day: number): string {
  return new Date(day * LENGTH).toISOString().slice(0, 10)
}

export function dateOf(day: number): Date {
  return new Date(day * LENGTH)
}

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']

/** A day as it is said: 14 September 2022. */
export function said(day: number | string | null | undefined): string {
  const n = typeof day === 'string' ? dayOf(day) : day
  if (n === null || n === undefined) return ''
  const d = dateOf(n)
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]} ${d.getUTCFullYear()}`
}

/** A day in little room: 14 Sep 2022. */
export function brief(day: number | string | null | undefined): string {
  return said(day).replace(/ (\w{3})\w* /, ' $1 ')
}

/** From one day to another, said once where they are the same. */
export function span(lo: string, hi: string): string {
  if (lo === hi || !hi) return brief(lo)
  const [a, b] = [brief(lo), brief(hi)]
  const [, am, ay] = a.split(' ')
  const [, bm, by] = b.split(' ')
  if (am === bm && ay === by) return `${a.split(' ')[0]}–${b}`
  return `${a} to ${b}`
}

/** How many days are left until a last day, in words. */
export function left(from: number, last: number): string {
  const n = last - from
  if (n < 0) return `${-n} ${-n === 1 ? 'day' : 'days'} over`
  if (n === 0) return 'last day'
  return `${n} ${n === 1 ? 'day' : 'days'} left`
}
