// The editor of the bench: CodeMirror with the words of the language. It is a
// part of its own, so that nobody loads it who does not open the bench.

import { autocompletion, completionKeymap, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { bracketMatching, HighlightStyle, indentUnit, StreamLanguage, syntaxHighlighting } from '@codemirror/language'
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic as Shown } from '@codemirror/lint'
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search'
import { EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import type { Diagnostic, Words } from '../lib/api'
import { sentence } from '../lib/words'
import { CLAUSES, tokens, type Sort } from '../lib/highlight'

const TAGS: Partial<Record<Sort, string>> = { comment: 'comment', string: 'string', number: 'number', date: 'number', code: 'atom', keyword: 'keyword', role: 'operator', act: 'typeName' }

function language(words: Words | undefined) {
  const keywords = new Set([...CLAUSES, ...(words?.keywords ?? [])])
  const acts = new Set(words?.acts.map((a) => a.name) ?? [])
  return StreamLanguage.define<object>({
    name: 'casus',
    startState: () => ({}),
    token(stream) {
      if (stream.eatSpace()) return null
      const [first] = tokens(stream.string.slice(stream.pos), { keywords, acts })
      if (!first) {
        stream.next()
        return null
      }
      stream.pos += first.text.length
      return TAGS[first.sort] ?? null
    },
    languageData: { commentTokens: { line: '#' }, wordChars: '-' },
  })
}

const colours = HighlightStyle.define([
  { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
  { tag: tags.string, color: 'var(--talk)' },
  { tag: [tags.number, tags.atom], color: 'var(--accent)' },
  { tag: tags.keyword, fontWeight: '700' },
  { tag: tags.operator, color: 'var(--quiet)' },
  { tag: tags.typeName, color: 'var(--treaty)' },
])

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--strong-line)', height: '100%', fontSize: '0.88rem' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--wash)', color: 'var(--quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in oklab, var(--accent) 8%, transparent)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'color-mix(in oklab, var(--accent) 26%, transparent)' },
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--strong-line)' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--accent)', color: 'var(--on-accent)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.8' },
  '.cm-panels': { backgroundColor: 'var(--wash)', color: 'var(--ink)' },
  '.cm-panels .cm-button, .cm-panels .cm-textfield': { font: '0.86rem var(--sans)', background: 'var(--panel)', color: 'var(--ink)', border: '1px solid var(--strong-line)', borderRadius: '4px', padding: '0.1rem 0.5rem' },
  '.cm-panels label, .cm-panels [name=close]': { font: '0.86rem var(--sans)', color: 'var(--ink)' },
  '.cm-diagnostic': { fontFamily: 'var(--sans)' },
})

/** What can be completed: the words of the language, of the vocabulary, of the texts and of the sources. */
export function options(words: Words): Completion[] {
  const named = (list: Words['acts'], type: string, detail: string): Completion[] => list.map((w) => ({ label: w.name, type, detail: w.title || detail }))
  return [
    ...words.keywords.map((label): Completion => ({ label, type: 'keyword' })),
    ...words.roles.map((label): Completion => ({ label, type: 'keyword', detail: 'role' })),
    ...named(words.acts, 'function', 'act'),
    ...named(words.entities, 'constant', 'entity'),
    ...named(words.kinds, 'class', 'kind'),
    ...named(words.numbers, 'property', 'number'),
    ...named(words.statuses, 'enum', 'status'),
    ...named(words.readings, 'variable', 'reading'),
    ...named(words.rules, 'method', 'rule'),
    ...named(words.charters, 'namespace', 'charter'),
    ...named(words.sources, 'text', 'source'),
  ]
}

export interface Editor {
  view: EditorView
  show(text: string): void
  mark(diagnostics: readonly Diagnostic[]): void
  goto(line: number): void
  destroy(): void
}

export function edit(parent: HTMLElement, text: string, words: Words | undefined, readOnly: boolean, changed: (text: string) => void): Editor {
  const all = words ? options(words) : []
  const complete = (context: CompletionContext): CompletionResult | null => {
    const word = context.matchBefore(/\p{L}[\p{L}\d-]*/u)
    if (!word && !context.explicit) return null
    const line = context.state.doc.lineAt(context.pos)
    const before = line.text.slice(0, context.pos - line.from)
    if (before.includes('#') || (before.match(/"/g)?.length ?? 0) % 2 === 1) return null
    return { from: word ? word.from : context.pos, options: all, validFor: /^[\p{L}\d-]*$/u }
  }
  // Within a shadow root the editor's styles are sheets of their own and no text in the page, which the
  // Content-Security-Policy would refuse.
  const root = parent.shadowRoot ?? parent.attachShadow({ mode: 'open' })
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        indentUnit.of('  '),
        autocompletion({ override: [complete], icons: false }),
        language(words),
        syntaxHighlighting(colours),
        look,
        EditorView.lineWrapping,
        EditorState.readOnly.of(readOnly),
        EditorView.contentAttributes.of({ 'aria-label': 'Text of the file', tabindex: '0' }),
        // Tab leaves the editor, as everywhere else on the page; indenting is done with blanks.
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap]),
        EditorView.updateListener.of((u) => {
          if (u.docChanged) changed(u.state.doc.toString())
        }),
      ],
    }),
  })
  /** A place of line and column, from 1, within the text as it is now. */
  const place = (line: number, column: number): number => {
    const l = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines))
    return Math.min(l.from + Math.max(column - 1, 0), l.to)
  }
  return {
    view,
    show(next) {
      if (next !== view.state.doc.toString()) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } })
    },
    mark(diagnostics) {
      const shown = diagnostics
        .filter((d) => d.line)
        .map((d): Shown => {
          const from = place(d.line!, d.column ?? 1)
          const to = Math.max(place(d.endLine ?? d.line!, d.endColumn ?? (d.column ?? 1) + 1), from)
          const message = [d.summary, d.expected ? `expected: ${d.expected}` : '', d.hint ?? ''].filter(Boolean).map(sentence).join(' ')
          return { from, to, severity: d.severity === 'note' ? 'info' : d.severity, message, source: d.code }
        })
      view.dispatch(setDiagnostics(view.state, shown))
    },
    goto(line) {
      const at = place(line, 1)
      view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) })
    },
    destroy() {
      view.destroy()
    },
  }
}
