import { afterEach, describe, expect, it, vi } from 'vitest'
import { addressOf, ask, parts, Problem } from './api'

afterEach(() => vi.unstubAllGlobals())

describe('a request', () => {
  it('says lists as the same name again and leaves out what is empty', () => {
    expect(addressOf({ path: '/cases/csto/docket', params: { charter: ['a', 'b'], account: '', all: true, date: null } })).toBe('/api/v1/cases/csto/docket?charter=a&charter=b&all=true')
  })
  it('keeps the slashes of a finding and escapes the rest', () => {
    expect(parts('csto-2002/help/RUS ARM/2022/breach?')).toBe('csto-2002/help/RUS%20ARM/2022/breach%3F')
  })
})

describe('an answer', () => {
  const answer = (status: number, body: unknown, state = 'current') =>
    vi.stubGlobal('fetch', async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'Casus-State': state } }))

  it('says when it is that of the last good files', async () => {
    answer(200, { a: 1 }, 'last-good')
    expect(await ask({ path: '/x' })).toEqual({ data: { a: 1 }, lastGood: true })
  })
  it('that is a problem carries what the server said', async () => {
    answer(404, { detail: 'There is no case x.', exists: ['csto'] })
    const p = (await ask({ path: '/x' }).catch((e) => e)) as Problem
    expect(p).toBeInstanceOf(Problem)
    expect([p.status, p.message, p.exists]).toEqual([404, 'There is no case x.', ['csto']])
  })
  it('that is no JSON is a problem all the same', async () => {
    answer(502, '<html>')
    const p = (await ask({ path: '/x' }).catch((e) => e)) as Problem
    expect([p.status, p.message]).toEqual([502, 'The server answered 502.'])
  })
  it('that does not come says what to look at', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('failed')
    })
    const p = (await ask({ path: '/x' }).catch((e) => e)) as Problem
    expect(p.message).toContain('casus serve')
  })
})
