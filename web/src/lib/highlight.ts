// The words of the casus language, told apart for colouring: by form alone for
// what form decides, and by lists from the server for what the vocabulary decides.

export type Sort = 'comment' | 'string' | 'number' | 'date' | 'code' | 'keyword' | 'role' | 'act' | 'name' | 'sign' | 'blank'

export interface Token {
  text: string
  sort: Sort
}

const FORMS: [Sort, RegExp][] = [
  ['blank', /\s+/y],
  ['comment', /#.*/y],
  ['string', /"(?:\\.|[^"\\\n])*"?/y],
  ['date', /\d{4}-\d{2}(?:-\d{2})?(?![\w-])/y],
  ['number', /\d[\d.,]*%?(?![a-z])/y],
  ['code', /[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w-])/y],
  ['name', /[\p{L}\d][\p{L}\p{N}]*(?:-[\p{L}\p{N}]+)*/uy],
  ['sign', /\.\.|./uy],
]

const ROLES = new Set(['by', 'on', 'to', 'from', 'with', 'against', 'for', 'at', 'about'])

/** What opens a clause, in any of the files; what else the grammar reserves comes from the server. */
export const CLAUSES = new Set(
  ('vocabulary kind entity entities number act incompatible charter article amends governs uses signed effective parties status reading body measure define repeals ' +
    'open yields basis as counting ban duty power procedure consequence any never where unless also when then each some jointly must within may effect opens moved before decided ' +
    'adopted rejected lapsed refusal while paused until once if or and not no is becomes ceases be count sum of in the last since at least most more less than record source entry ' +
    'published author outlet copies id note claim denied said through account known corrects describes answers retract forecast assessment test under given expect case reads ' +
    'counts outlook excuse breach fulfilment adoption rejection lapse void silence collision opening minimum judged final except quorum decides optional grave formal mutual declares plover nothing').split(' '),
)

export function tokens(text: string, words: { keywords?: ReadonlySet<string>; acts?: ReadonlySet<string> } = {}): Token[] {
  const keywords = words.keywords ?? CLAUSES
  const out: Token[] = []
  let at = 0
  while (at < text.length) {
    for (const [sort, form] of FORMS) {
      form.lastIndex = at
      const m = form.exec(text)
      if (!m || m[0] === '') continue
      let what = sort
      if (sort === 'name') what = words.acts?.has(m[0]) ? 'act' : ROLES.has(m[0]) ? 'role' : keywords.has(m[0]) ? 'keyword' : 'name'
      out.push({ text: m[0], sort: what })
      at = form.lastIndex
      break
    }
  }
  return out
}
