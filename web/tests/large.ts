// A case of many entries, drawn by a fixed rule, for measuring.

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const STATES = ['ARM', 'BLR', 'KAZ', 'KGZ', 'RUS', 'TJK', 'UZB', 'AZE', 'GEO', 'TKM', 'MDA', 'UKR']
const ACTS = ['attack', 'call', 'help', 'talk', 'refuse', 'visit']

/** The words and the law of the case, and a record of which nothing is known. */
export function writeEmpty(folder: string) {
  writeLarge(folder, 0)
  writeFileSync(join(folder, 'case.casus'), `case empty "Nothing yet"\n  under pact from 1990-01-01\n  reads much\n`)
  writeFileSync(join(folder, 'record.casus'), `record much "Nothing yet"\n  uses words\n`)
}

export function writeLarge(folder: string, entries: number) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'vocabulary.casus'), `vocabulary words "The words of a large case"
  kind actor
  kind state is actor
  kind league is actor institution
  entities iso-3166 are state
  entity LEA is league "The League"
  act attack by state on state grave plover ASSAULT
  act call by state to any plover REQUEST
  act help by state to state plover AID
  act talk by state with state mutual plover CONSULT
  act refuse by state to state plover REJECT
  act visit by state to state plover CONSULT
`)
  writeFileSync(join(folder, 'pact.casus'), `charter pact "A pact for measuring"
  governs LEA
  uses words
  effective 1990-01-01
  parties ${STATES.slice(0, 8).join(' ')}
article 1 "No force"
  ban peace
    any party p
    never attack by p on q
    where q is party
article 2 "Help"
  duty help
    when call by p to LEA
    where p is party
    some party x except p
    must help by x to p
    within 30 days
`)
  writeFileSync(join(folder, 'case.casus'), `case large "Ten thousand entries"\n  under pact from 1990-01-01\n  reads much\n`)
  let seed = 20_240_101
  const next = (n: number) => (seed = (seed * 48_271) % 2_147_483_647) % n
  const lines: string[] = []
  const first = Date.UTC(1990, 0, 2)
  for (let i = 0; i < entries; i++) {
    const day = new Date(first + Math.floor((i * 12_600) / entries) * 86_400_000).toISOString().slice(0, 10)
    const a = STATES[next(STATES.length)]!
    let b = STATES[next(STATES.length)]!
    while (b === a) b = STATES[next(STATES.length)]!
    const act = ACTS[next(ACTS.length)]!
    const role = act === 'attack' ? 'on' : act === 'talk' ? 'with' : 'to'
    const to = act === 'call' ? (next(12) === 0 ? 'LEA' : b) : b
    lines.push(`${day}  ${act} by ${a} ${role} ${to}  "Entry ${i + 1}"  source s`)
  }
  writeFileSync(join(folder, 'record.casus'), `record much "Ten thousand entries"\n  uses words\n  source s "A source"\n${lines.map((l) => '  ' + l).join('\n')}\n`)
}
