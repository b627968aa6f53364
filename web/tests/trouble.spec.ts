// What the page says when something is wrong: the server is gone, a file was saved with an error, the record is empty.

import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serve, stop } from './up'
import { rewrite } from './views'

const folder = () => process.env['CASUS_FOLDER']!

test.use({ viewport: { width: 1280, height: 860 } })

test('a server that stops is said, what was shown stays, and all goes on by itself when it is back', async ({ page }) => {
  const first = await serve(folder(), ['closed/csto'])
  await page.goto(`${first.url}/#/docket?case=csto`)
  await expect(page.locator('caption').first()).toContainText('findings')
  await stop(first.process)
  const gone = page.getByRole('status').filter({ hasText: 'The server is not heard any more' })
  await expect(gone).toBeVisible()
  await expect(page.locator('caption').first()).toContainText('findings')
  // What is asked meanwhile cannot be answered, and a view that was never opened cannot be fetched.
  await page.getByLabel('told by').selectOption('KGZ')
  await expect(page.getByRole('alert')).toContainText('The server does not answer')
  await page.getByRole('link', { name: 'Network', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('This part of the page could not be loaded')
  expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => v.id)).toEqual([])
  const again = await serve(folder(), ['closed/csto'], new URL(first.url).host)
  try {
    await expect(page.getByText(/actors and \d+ ties/)).toBeVisible()
    await expect(page).toHaveURL(/#\/network\?.*account=KGZ/)
    await expect(gone).toHaveCount(0)
    await expect(page.getByRole('alert')).toHaveCount(0)
  } finally {
    await stop(again.process)
  }
})

test('an answer that failed is asked for again when the server is back', async ({ page }) => {
  const first = await serve(folder(), ['closed/csto'])
  await page.goto(`${first.url}/#/docket?case=csto`)
  await expect(page.locator('caption').first()).toContainText('findings')
  await stop(first.process)
  await expect(page.getByText('The server is not heard any more')).toBeVisible()
  await page.getByLabel('told by').selectOption('KGZ')
  await expect(page.getByRole('alert')).toContainText('The server does not answer')
  const again = await serve(folder(), ['closed/csto'], new URL(first.url).host)
  try {
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.locator('caption').first()).toContainText('findings')
  } finally {
    await stop(again.process)
  }
})

test('a text saved with an error is said in every view, and mended on the bench where its link leads', async ({ page }) => {
  const path = join(folder(), 'cases/nato/nato-1949.casus')
  const before = readFileSync(path, 'utf8')
  const url = process.env['CASUS_URL']!
  try {
    await page.goto(`${url}/#/bench?case=nato&file=nato-1949.casus`)
    await expect(page.locator('.cm-content')).toContainText('charter nato-1949')
    await rewrite(page, 'charter nato-1949', 'chartr nato-1949')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    const said = page.getByRole('status', { name: 'Errors in the files' })
    await expect(said).toContainText('last good state')
    for (const view of ['Docket', 'Network', 'The day', 'Charter']) {
      await page.getByRole('link', { name: view, exact: true }).click()
      await expect(said).toContainText('nato-1949.casus, line')
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    }
    await said.getByRole('link', { name: /nato-1949.casus, line \d+/ }).first().click()
    await expect(page.locator('.cm-content')).toContainText('chartr')
    await rewrite(page, 'chartr nato-1949', 'charter nato-1949')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect(said).toHaveCount(0)
    expect(readFileSync(path, 'utf8')).toBe(before)
  } finally {
    writeFileSync(path, before)
  }
})

test('a record that tells of nothing is said to, in every view, and nothing is waited for', async ({ page }) => {
  const wrong: string[] = []
  page.on('pageerror', (e) => wrong.push(String(e)))
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') wrong.push(m.text())
  })
  const url = process.env['CASUS_CLOSED_URL']!
  const says: Record<string, RegExp> = {
    day: /tells of nothing yet/,
    timeline: /tells of nothing yet/,
    docket: /0 findings/,
    charter: /in force from 1 January 1990/,
    comparison: /This folder has only one text/,
    network: /tells of nothing yet/,
    futures: /declares no outlook/,
    bench: /0 errors/,
    report: /As of no day/,
  }
  for (const [view, words] of Object.entries(says)) {
    await page.goto('about:blank')
    await page.goto(`${url}/#/${view}?case=empty`)
    await expect(page.getByText(words).first()).toBeVisible()
    await expect(page.locator('main [role=status]', { hasText: '…' })).toHaveCount(0)
    expect((await new AxeBuilder({ page }).analyze()).violations.map((v) => `${view}: ${v.id}`)).toEqual([])
  }
  await page.goto(`${url}/#/day?case=empty`)
  await page.getByRole('link', { name: 'Write an entry on the bench' }).click()
  await expect(page.locator('.cm-content')).toContainText('record much')
  // Closed on a day, it has a last day, and there is something to show.
  const path = join(folder(), 'closed/empty/record.casus')
  writeFileSync(path, readFileSync(path, 'utf8') + '  closed 2002-12-31\n')
  await page.goto(`${url}/#/day?case=empty`)
  await expect(page.getByRole('heading', { level: 1, name: '31 December 2002' })).toBeVisible()
  expect(wrong).toEqual([])
})

test('with letters of twice the size nothing is wider than a phone, and the view that is shown stays in its strip', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 })
  for (const view of ['day', 'timeline', 'docket', 'charter', 'comparison', 'network', 'futures', 'bench', 'report']) {
    await page.goto('about:blank')
    await page.goto(`${process.env['CASUS_URL']}/#/${view}?case=nato`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.locator('main [role=status]', { hasText: '…' })).toHaveCount(0)
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'))
    await expect(page.locator('nav [aria-current]')).toBeInViewport({ ratio: 0.9 })
    for (const fold of await page.locator('main button.fold[aria-expanded=false]').all()) if (await fold.isVisible()) await fold.click()
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth), { message: view, timeout: 10_000 }).toBeLessThanOrEqual(360)
  }
})
