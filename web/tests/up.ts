// Starts the real `casus serve` over a copy of the shipped cases, so that tests
// may change files, and stops it when all tests are done.

import { spawn, type ChildProcess } from 'node:child_process'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { writeEmpty, writeLarge } from './large'

const root = resolve(import.meta.dirname, '../..')

export default async function up(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'casus-page-'))
  cpSync(join(root, 'cases/csto'), join(folder, 'cases/csto'), { recursive: true })
  cpSync(join(root, 'cases/nato'), join(folder, 'cases/nato'), { recursive: true })
  writeLarge(join(folder, 'cases/large'), 10_000)
  const open = await serve(folder, ['--write', 'cases/csto', 'cases/nato', 'cases/large'])
  // A second server that may not write, over a folder of which the tests break a file.
  cpSync(join(root, 'cases/csto'), join(folder, 'closed/csto'), { recursive: true })
  writeEmpty(join(folder, 'closed/empty'))
  const closed = await serve(folder, ['closed/csto', 'closed/empty'])
  // A third over files that have had an error since it began.
  cpSync(join(root, 'cases/sco'), join(folder, 'never/sco'), { recursive: true })
  appendFileSync(join(folder, 'never/sco/case.casus'), '\ncase broken "A case without law"\n  under no-such-charter from 2001-01-01\n')
  const never = await serve(folder, ['never/sco'])
  const first = await (await fetch(open.url)).text()
  if (!first.includes('id="page"')) throw new Error(`casus serve holds no page: build it (make page), then bin/casus\n${first}`)
  process.env['CASUS_URL'] = open.url
  process.env['CASUS_CLOSED_URL'] = closed.url
  process.env['CASUS_NEVER_URL'] = never.url
  process.env['CASUS_FOLDER'] = folder
  return async () => {
    await Promise.all([stop(open.process), stop(closed.process), stop(never.process)])
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Starts `casus serve` in a folder, at an address or at any that is free. */
export async function serve(folder: string, args: string[], addr = '127.0.0.1:0'): Promise<{ url: string; process: ChildProcess }> {
  const binary = process.env['CASUS'] || join(root, 'bin/casus')
  const child = spawn(binary, ['serve', '--addr', addr, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const url = await new Promise<string>((done, fail) => {
    const hear = (chunk: Buffer) => {
      said += String(chunk)
      const m = /http:\/\/[\w.:[\]-]+/.exec(said)
      if (m) done(m[0].replace(/\/$/, ''))
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('exit', (code) => fail(new Error(`casus serve ended with ${code}: ${said}`)))
    setTimeout(() => fail(new Error(`casus serve said no address: ${said}`)), 180_000).unref()
  })
  return { url, process: child }
}

export async function stop(child: ChildProcess) {
  if (child.exitCode !== null) return
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGINT')
  await gone
}
