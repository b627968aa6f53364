// The server's answers, by the types that are made from server/openapi.yaml.

import type { components } from './schema'

type Schemas = components['schemas']
export type Cases = Schemas['Cases']
export type CaseHead = Schemas['CaseHead']
export type Case = Schemas['Case']
export type State = Schemas['State']
export type Change = Schemas['Change']
export type Docket = Schemas['Docket']
export type Finding = Schemas['Finding']
export type Proof = Schemas['Proof']
export type Answers = Schemas['Answers']
export type WhyNot = Schemas['WhyNot']
export type Timeline = Schemas['Timeline']
export type Matter = Schemas['Matter']
export type Band = Schemas['Band']
export type DayState = Schemas['Day']
export type Standing = Schemas['Standing']
export type Network = Schemas['Network']
export type Outlook = Schemas['Outlook']
export type Futures = Schemas['Futures']
export type Charter = Schemas['Charter']
export type Article = Schemas['Article']
export type RuleCount = Schemas['RuleCount']
export type Flaw = Schemas['Flaw']
export type Revision = Schemas['Revision']
export type Comparison = Schemas['Comparison']
export type Tallies = Schemas['Tallies']
export type Accounts = Schemas['Accounts']
export type CaseRecord = Schemas['Record']
export type Entry = Schemas['Entry']
export type Source = Schemas['Source']
export type Check = Schemas['Check']
export type Diagnostic = Schemas['Diagnostic']
export type FileText = Schemas['FileText']
export type Words = Schemas['Words']

export type Params = Record<string, string | number | boolean | readonly string[] | null | undefined>

export interface Request {
  path: string
  params?: Params
  /** Posted as JSON where given. */
  body?: unknown
}

export interface Answer<T> {
  data: T
  /** Made from the last files that had no errors, since those on disk have some. */
  lastGood: boolean
}

/** What went wrong, as the server said it, or that it did not answer. */
export class Problem extends Error {
  readonly status: number
  readonly exists: string[]
  readonly diagnostics: Diagnostic[]
  readonly current: FileText | null
  constructor(status: number, detail: string, more: { exists?: string[]; diagnostics?: Diagnostic[]; current?: FileText } = {}) {
    super(detail)
    this.status = status
    this.exists = more.exists ?? []
    this.diagnostics = more.diagnostics ?? []
    this.current = more.current ?? null
  }
}

/** The address of a request: parts of the path escaped, lists as the same name again. */
export function addressOf(request: Request): string {
  const query = new URLSearchParams()
  for (const [k, v] of Object.entries(request.params ?? {})) {
    if (v === null || v === undefined || v === '' || v === false) continue
    if (Array.isArray(v)) for (const one of v) query.append(k, one)
    else query.append(k, String(v))
  }
  const q = query.toString()
  return `/api/v1${request.path}${q ? '?' + q : ''}`
}

/** One part of a path. */
export const part = (text: string) => encodeURIComponent(text)

/** A path of several parts whose slashes stay. */
export const parts = (text: string) => text.split('/').map(encodeURIComponent).join('/')

export async function ask<T>(request: Request, signal?: AbortSignal, method?: string): Promise<Answer<T>> {
  const init: RequestInit = { signal: signal ?? null, headers: { Accept: 'application/json' } }
  if (request.body !== undefined) {
    init.method = method ?? 'POST'
    init.body = JSON.stringify(request.body)
    init.headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  }
  let response: Response
  try {
    response = await fetch(addressOf(request), init)
  } catch (e) {
    if (signal?.aborted) throw e
    throw new Problem(0, 'The server does not answer. Is `casus serve` still running?')
  }
  if (!response.ok) {
    const said = await response.json().catch(() => ({}))
    throw new Problem(response.status, said.detail ?? `The server answered ${response.status}.`, said)
  }
  return { data: (await response.json()) as T, lastGood: response.headers.get('Casus-State') === 'last-good' }
}
