// Texts that are being written and not saved: they outlive a change of view, and
// a reload of the page within the same window.

const KEY = 'casus-drafts'

interface Draft {
  text: string
  /** Revision of the text it began with. */
  revision: string
}

class Drafts {
  all = $state.raw<Record<string, Draft>>({})

  constructor() {
    try {
      this.all = JSON.parse(sessionStorage.getItem(KEY) ?? '{}')
    } catch {
      // What cannot be read is no draft.
    }
  }

  of(caseName: string, path: string): Draft | undefined {
    return this.all[`${caseName} ${path}`]
  }

  /** Drafts of a case by path. */
  files(caseName: string): Record<string, string> {
    const out: Record<string, string> = {}
    for (const [k, d] of Object.entries(this.all)) if (k.startsWith(caseName + ' ')) out[k.slice(caseName.length + 1)] = d.text
    return out
  }

  keep(caseName: string, path: string, draft: Draft | null) {
    const next = { ...this.all }
    if (draft) next[`${caseName} ${path}`] = draft
    else delete next[`${caseName} ${path}`]
    this.all = next
    try {
      sessionStorage.setItem(KEY, JSON.stringify(next))
    } catch {
      // Too large for the store: the draft lives as long as the page.
    }
  }
}

export const drafts = new Drafts()
