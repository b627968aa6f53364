// Walks all views in light and dark, on a desk and on a phone: each is drawn,
// fits the screen, asks no other host, and axe finds nothing. With PICTURES=1
// the screenshots of docs/pictures are written anew.

import AxeBuilder from '@axe-core/playwright'
import { expect, test, type Page } from '@playwright/test'
import { join, resolve } from 'node:path'
import { STOPS, type Stop } from './views'

const pictures = resolve(import.meta.dirname, '../../docs/pictures')
const url = () => process.env['CASUS_URL']!

export async function go(page: Page, stop: Stop) {
  await page.goto(`${url()}/${stop.hash}`)
  await expect(page.getByText(stop.ready).first()).toBeVisible()
  if (stop.drawn) await expect(page.locator(stop.drawn).first()).toBeAttached()
  await expect(page.locator('main [role=status]', { hasText: '…' })).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
}

for (const theme of ['light', 'dark'] as const) {
  for (const [size, width, height] of [['desk', 1280, 860], ['phone', 360, 740]] as const) {
    test.describe(`${theme}, ${size}`, () => {
      test.use({ colorScheme: theme, viewport: { width, height } })
      for (const stop of STOPS) {
        test(stop.name, async ({ page }) => {
          const foreign: string[] = []
          const wrong: string[] = []
          page.on('request', (r) => {
            if (!r.url().startsWith(url()) && !r.url().startsWith('blob:') && !r.url().startsWith('data:')) foreign.push(r.url())
          })
          page.on('console', (m) => {
            if (m.type() === 'error') wrong.push(m.text())
          })
          page.on('pageerror', (e) => wrong.push(String(e)))
          await go(page, stop)
          await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
          expect(await page.evaluate(() => document.documentElement.scrollWidth), 'the page is no wider than the screen').toBeLessThanOrEqual(width)
          // The lanes of the report are those of the timeline, which is walked by itself.
          const axe = await new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).exclude(stop.name === "report" ? ".frame" : ".nothing-of-this-name").analyze()
          expect(axe.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`)).toEqual([])
          expect(foreign, 'nothing is asked of another host').toEqual([])
          expect(wrong, 'nothing went wrong').toEqual([])
          if (process.env['PICTURES']) {
            await page.screenshot({ path: join(pictures, `${stop.name}-${theme}-${size}.png`), animations: 'disabled' })
          }
        })
      }
    })
  }
}
