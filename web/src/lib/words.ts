// How findings and acts are named and drawn. A shape and a word go with each
// colour, so that nothing rests on colour alone.

export interface Look {
  /** Said to readers, in the singular. */
  word: string
  plural: string
  /** Name of the custom property that colours it. */
  colour: string
  /** Path round 0,0 within ±6. */
  shape: string
  /** Drawn as an outline. */
  hollow?: boolean
  /** What it means, in one sentence. */
  says: string
}

const disc = 'M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0Z'
const square = 'M-4.5-4.5h9v9h-9Z'
const diamond = 'M0-6L6 0L0 6L-6 0Z'
const up = 'M0-5.5L5.8 4.5H-5.8Z'
const down = 'M0 5.5L5.8-4.5H-5.8Z'
const cross = 'M-5-3.2L-3.2-5L0-1.8L3.2-5L5-3.2L1.8 0L5 3.2L3.2 5L0 1.8L-3.2 5L-5 3.2L-1.8 0Z'
const plus = 'M-1.7-5.2h3.4v3.5h3.5v3.4h-3.5v3.5h-3.4v-3.5h-3.5v-3.4h3.5Z'
const bar = 'M-5.5-1.8h11v3.6h-11Z'
const star = 'M0-6.2L1.7-2.2L6-1.9L2.7.9L3.8 5.2L0 2.8L-3.8 5.2L-2.7.9L-6-1.9L-1.7-2.2Z'
const bubble = 'M-5.5-5h11v7.5h-5l-3.5 3.2v-3.2h-2.5Z'
const leaf = 'M-3.6-5.8h7.2v11.6h-7.2Z'
const glass = 'M-5-5.2H5L1 0L5 5.2H-5L-1 0Z'
const hexagon = 'M-3-5.2h6L6 0L3 5.2H-3L-6 0Z'
const pentagon = 'M0-6L5.7-1.9L3.5 4.9H-3.5L-5.7-1.9Z'
const halves = 'M-6-5L-.8 0L-6 5ZM6-5L.8 0L6 5Z'

const look = (word: string, plural: string, colour: string, shape: string, says: string, hollow = false): Look => ({ word, plural, colour: `--${colour}`, shape, says, hollow })

/** The kinds of finding, in the order in which they are listed. */
export const FINDINGS: Record<string, Look> = {
  breach: look('breach', 'breaches', 'breach', cross, 'What was owed was not done, or what is forbidden was done.'),
  unanswered: look('unanswered', 'unanswered', 'breach', cross, 'A judge or body was asked and did not answer in time.', true),
  fulfilment: look('fulfilment', 'fulfilments', 'fulfilment', disc, 'What was owed was done.'),
  excuse: look('excuse', 'excuses', 'excuse', plus, 'What was owed was forgiven.', true),
  adoption: look('adoption', 'adoptions', 'adoption', square, 'A body decided for it.'),
  rejection: look('rejection', 'rejections', 'rejection', square, 'A body decided against it.', true),
  lapse: look('lapse', 'lapses', 'lapse', bar, 'Time ran out, and nothing was owed or decided any more.'),
  status: look('change of status', 'changes of status', 'status', star, 'A state gained or lost a status, such as membership.'),
  void: look('void act', 'void acts', 'void', down, 'Somebody acted without having the power to.', true),
  silence: look('silence', 'silences', 'silence', diamond, 'Something grave happened and no rule has an answer.', true),
  collision: look('collision', 'collisions', 'collision', halves, 'Two rules asked for what cannot both be done.'),
  opening: look('opening', 'openings', 'opening', pentagon, 'A duty or a procedure began.', true),
}

export function finding(kind: string): Look {
  return FINDINGS[kind] ?? look(kind, kind, 'other', disc, '')
}

/** The groups of acts, by which the timeline and the network draw them. */
export const ACTS: Record<string, Look> = {
  force: look('force', 'force', 'force', down, 'Attacks, clashes, threats and coercion.'),
  help: look('help', 'help', 'help', plus, 'Help, supplies and support.'),
  ask: look('asking', 'asking', 'ask', up, 'Requests and proposals.'),
  talk: look('talks', 'talks', 'talk', bubble, 'Consultations, meetings, visits and statements of support.'),
  treaty: look('treaty act', 'treaty acts', 'treaty', leaf, 'Signing, joining, deciding, leaving.'),
  exercise: look('troops and exercises', 'troops and exercises', 'help', hexagon, 'Exercises, deployments and mobilisation.', true),
  against: look('refusal or reproach', 'refusals and reproaches', 'against', glass, 'Refusals, accusations, sanctions and protests.'),
  other: look('other', 'other', 'other', disc, 'Everything else.', true),
}

const CATEGORY: Record<string, string> = {
  ASSAULT: 'force',
  COERCE: 'force',
  THREATEN: 'force',
  AID: 'help',
  SUPPORT: 'help',
  COOPERATE: 'help',
  CONCEDE: 'help',
  REQUEST: 'ask',
  CONSULT: 'talk',
  RETREAT: 'talk',
  INVESTIGATE: 'talk',
  AGREE: 'treaty',
  MOBILIZE: 'exercise',
  REJECT: 'against',
  ACCUSE: 'against',
  SANCTION: 'against',
  PROTEST: 'against',
}

/** Where a vocabulary gives no category, the name of the act and its marks tell as much as can be told. */
const NAMES: [RegExp, string][] = [
  [/attack|clash|shell|invade|invasion|raid|bomb|strike|occup|threat|coerc|force|incursion/, 'force'],
  [/exercise|drill|manoeuv|deploy|mobil|troops|station|host|base/, 'exercise'],
  [/help|aid|supply|support|assist|relief|send/, 'help'],
  [/request|ask|call|propose|appeal|urge|invoke/, 'ask'],
  [/refus|reject|declin|accus|condemn|sanction|protest|deny|denounce|suspend|expel|warn/, 'against'],
  [/sign|ratif|acced|join|adopt|resolve|decid|withdraw|leave|conclude|approve|admit|prolong/, 'treaty'],
  [/consult|talk|meet|notify|mediate|visit|confer|report|inform|negotiate|ceasefire/, 'talk'],
]

/** The group of an act by its category in the event ontology PLOVER, else by its name, else by its marks. */
export function actGroup(act: string, category = '', formal = false, grave = false): string {
  const known = CATEGORY[category.toUpperCase()]
  if (/exercise|drill|manoeuv/.test(act)) return 'exercise'
  if (known) return known
  for (const [pattern, group] of NAMES) if (pattern.test(act)) return group
  if (formal) return 'treaty'
  return grave ? 'force' : 'other'
}

export const CERTAINTY: Record<string, { word: string; says: string }> = {
  robust: { word: 'robust', says: 'Found in every account, however what is in doubt is settled.' },
  account: { word: 'by account', says: 'Found in some accounts and not in others.' },
  undecided: { word: 'undecided', says: 'Hangs on a day, a number or a claim that is in doubt.' },
}

/** `1 breach`, `3 breaches`. */
export function counted(n: number, one: string, many = one + 's'): string {
  return `${n.toLocaleString('en-GB')} ${n === 1 ? one : many}`
}

/** A list as it is said: a, b and c. */
export function listed(items: readonly string[], last = 'and'): string {
  if (items.length < 2) return items[0] ?? ''
  return `${items.slice(0, -1).join(', ')} ${last} ${items[items.length - 1]}`
}

/** A word of the language as it is said: `help-given` becomes help given. */
export function spoken(name: string): string {
  return name.replace(/-/g, ' ')
}

/** The first letter large, for headings and cells. */
export function large(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** A text as a sentence of its own: the first letter large, and a full stop where it has no end yet. */
export function sentence(text: string): string {
  const t = large(text.trim())
  return /[.?!]$/.test(t) ? t : `${t}.`
}

/** A change of status of several states at once: `KGZ TJK no longer observed` becomes Kyrgyzstan and Tajikistan: no longer observed. */
export function saidChange(change: string, title: (code: string) => string): string {
  const m = /^((?:[A-Z][A-Z0-9-]* )+)(.*)$/.exec(change)
  if (!m) return spoken(change)
  return `${listed(m[1]!.trim().split(' ').map(title))}: ${spoken(m[2]!.replace(/\b[A-Z][A-Z0-9]+\b/g, title))}`
}
