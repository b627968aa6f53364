// Light or dark: as the reader's system has it, until the reader says otherwise.

export type Theme = 'auto' | 'light' | 'dark'

const KEY = 'casus-theme'

class Themes {
  chosen = $state<Theme>('auto')
  system = $state(false)

  constructor() {
    const kept = localStorage.getItem(KEY)
    if (kept === 'light' || kept === 'dark') this.chosen = kept
    const media = window.matchMedia('(prefers-color-scheme: dark)')
    this.system = media.matches
    media.addEventListener('change', (e) => {
      this.system = e.matches
      this.apply()
    })
    this.apply()
  }

  get dark(): boolean {
    return this.chosen === 'dark' || (this.chosen === 'auto' && this.system)
  }

  choose(theme: Theme) {
    this.chosen = theme
    if (theme === 'auto') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
    this.apply()
  }

  private apply() {
    document.documentElement.dataset['theme'] = this.dark ? 'dark' : 'light'
  }
}

export const theme = new Themes()
