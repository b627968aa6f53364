// Walks all views in light and dark, on a desk and on a phone: each is drawn,
// fits the screen, asks no other host, and axe finds nothing. With PICTURES=1
// the screenshots of docs/pictures are written anew.

import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { join, resolve } from 'node:path'
import { STATES, STOPS, type Stop } from './views'

const pictures = resolve(import.meta.dirname, '../../docs/pictures')
const url = () => process.env['CASUS_URL']!

async function go(page: Page, stop: Stop) {
  await page.goto(`${url()}/${stop.hash}`)
  await expect(page.getByText(stop.ready).first()).toBeVisible()
  if (stop.drawn) await expect(page.locator(stop.drawn).first()).toBeAttached()
  await expect(page.locator('main [role=status]', { hasText: '…' })).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
  await stop.act?.(page)
}

/** What goes wrong while the page is used, and what it asks of somebody else. */
function heard(page: Page): { foreign: string[]; wrong: string[] } {
  const out = { foreign: [] as string[], wrong: [] as string[] }
  page.on('request', (r) => {
    if (!r.url().startsWith(url()) && !r.url().startsWith('blob:') && !r.url().startsWith('data:')) out.foreign.push(r.url())
  })
  page.on('console', (m) => {
    // That what is not there is answered with 404 is as it should be; the browser writes it down.
    if (m.type() === 'error' && !/status of 404/.test(m.text())) out.wrong.push(m.text())
  })
  page.on('pageerror', (e) => out.wrong.push(String(e)))
  return out
}

async function holds(page: Page, theme: string, width: number) {
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
  expect(await page.evaluate(() => document.documentElement.scrollWidth), 'the page is no wider than the screen').toBeLessThanOrEqual(width)
  const axe = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).analyze()
  expect(axe.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`)).toEqual([])
}

const SIZES = [['desk', 1280, 860], ['phone', 360, 740]] as const

for (const theme of ['light', 'dark'] as const) {
  for (const [size, width, height] of SIZES) {
    test.describe(`${theme}, ${size}`, () => {
      test.use({ colorScheme: theme, viewport: { width, height } })
      for (const stop of STOPS) {
        test(stop.name, async ({ page }) => {
          const { foreign, wrong } = heard(page)
          await go(page, stop)
          await holds(page, theme, width)
          expect(foreign, 'nothing is asked of another host').toEqual([])
          expect(wrong, 'nothing went wrong').toEqual([])
          if (process.env['PICTURES']) await page.screenshot({ path: join(pictures, `${stop.name}-${theme}-${size}.png`), animations: 'disabled' })
        })
      }
    })
  }
}

// The states of the views are looked at by turns: each on one size and in one theme, and each size and theme with some of them.
for (const [i, stop] of STATES.entries()) {
  const theme = i % 2 === 0 ? 'light' : 'dark'
  const [size, width, height] = SIZES[i % 4 < 2 ? 0 : 1]!
  test.describe(`${theme}, ${size}`, () => {
    test.use({ colorScheme: theme, viewport: { width, height } })
    test(stop.name, async ({ page }) => {
      const { foreign, wrong } = heard(page)
      await go(page, stop)
      await holds(page, theme, width)
      expect(foreign, 'nothing is asked of another host').toEqual([])
      expect(wrong, 'nothing went wrong').toEqual([])
    })
  })
}
