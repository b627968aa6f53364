// What a reader does with the page.

import { expect, test } from '@playwright/test'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { rewrite } from './views'

const url = () => process.env['CASUS_URL']!
const closed = () => process.env['CASUS_CLOSED_URL']!
const file = (...path: string[]) => join(process.env['CASUS_FOLDER']!, ...path)

test.use({ viewport: { width: 1280, height: 860 } })

test('the day goes from date to date, and back', async ({ page }) => {
  await page.goto(`${url()}/#/day?case=csto&date=2010-06-30`)
  await expect(page.getByRole('heading', { name: '30 June 2010' })).toBeVisible()
  await expect(page.getByRole('row', { name: /^Uzbekistan Party/ })).toBeVisible()
  await page.getByRole('button', { name: 'Next event' }).click()
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText('30 June 2010')
  await page.goBack()
  await expect(page.getByRole('heading', { name: '30 June 2010' })).toBeVisible()
  // The slider is a slider for the keyboard too.
  await page.getByRole('slider', { name: 'Day' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('heading', { name: '1 July 2010' })).toBeVisible()
})

test('Armenia is owed help in September 2022, with the days left', async ({ page }) => {
  await page.goto(`${url()}/#/day?case=csto&date=2022-10-05`)
  const row = page.getByRole('row', { name: /^Armenia/ })
  await expect(row).toContainText('Help')
  await expect(row).toContainText('8 days left')
})

test('play goes on by itself and stops', async ({ page }) => {
  await page.goto(`${url()}/#/day?case=csto&date=2012-01-01`)
  await page.getByRole('button', { name: 'Play' }).click()
  // How far it is when it is looked at depends on the machine; that it went on twice does not.
  await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(/1 (January|February) 2012/)
  await page.getByRole('button', { name: 'Pause' }).click()
  const now = await page.getByRole('heading', { level: 1 }).textContent()
  await page.waitForTimeout(1200)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(now!)
})

test('the map is walked by arrow keys and says what it shows', async ({ page }) => {
  await page.goto(`${url()}/#/day?case=csto&date=2022-10-05`)
  const marks = page.locator('svg [data-state]')
  await expect(marks.first()).toBeVisible()
  await expect(page.locator('svg [data-state][tabindex="0"]')).toHaveCount(1)
  await page.locator('svg [data-state][tabindex="0"]').focus()
  const before = await page.evaluate(() => document.activeElement!.getAttribute('aria-label'))
  for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp']) await page.keyboard.press(key)
  await page.keyboard.press('End')
  const after = await page.evaluate(() => document.activeElement!.getAttribute('aria-label'))
  expect(after).not.toBe(before)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/state=[A-Z]+/)
})

test('a mark of the timeline is reached by the keyboard and opens its reasons', async ({ page }) => {
  await page.goto(`${url()}/#/timeline?case=csto&from=2022-09-01&to=2022-11-15`)
  await expect(page.locator('g.bar.duty').first()).toBeAttached()
  await page.locator('[data-mark][tabindex="0"]').focus()
  // Down to a bar: what was owed.
  await page.locator('.bar.duty').first().focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/sel=/)
  const panel = page.getByRole('complementary', { name: 'What is selected' })
  await expect(panel.getByRole('heading', { name: 'Why' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await page.goBack()
  await expect(panel).toBeVisible()
})

test('the timeline zooms and pans by keys and buttons, and a link shows what was seen', async ({ page }) => {
  await page.goto(`${url()}/#/timeline?case=csto`)
  await expect(page.locator('.dot').first()).toBeAttached()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await expect(page).toHaveURL(/from=\d{4}-\d\d-\d\d&to=\d{4}/)
  const before = page.url()
  await page.getByRole('button', { name: 'Later', exact: true }).click()
  await expect.poll(() => page.url()).not.toBe(before)
  const heading = await page.locator('figcaption h2').textContent()
  const link = page.url()
  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.locator('figcaption h2')).toHaveText(heading!)
  await page.locator('[data-mark][tabindex="0"]').focus()
  await page.keyboard.press('-')
  await expect(page.locator('figcaption h2')).not.toHaveText(heading!)
})

test('the timeline is filtered, and its table says the same', async ({ page }) => {
  await page.goto(`${url()}/#/timeline?case=csto&from=2022-01-01&to=2022-03-01`)
  await expect(page.locator('.dot').first()).toBeAttached()
  await page.getByText('The same as a table').click()
  const rows = page.locator('details.table tbody tr')
  await expect(rows.first()).toBeVisible()
  const all = await rows.count()
  await page.getByRole('checkbox', { name: 'Force' }).uncheck()
  await expect(page).toHaveURL(/hide=force/)
  await expect.poll(() => rows.count()).toBeLessThan(all)
  await expect(page.locator('details.table tbody td:nth-child(2)', { hasText: 'Force' })).toHaveCount(0)
})

test('a finding unfolds its reasons, with links to article, entries and sources', async ({ page }) => {
  await page.goto(`${url()}/#/docket?case=csto`)
  await page.getByRole('button', { name: /were bound to help Armenia/ }).click()
  const proof = page.locator('tr.detail')
  await expect(proof.getByText(/There was no help-given by/)).toBeVisible()
  await expect(proof.getByRole('link', { name: 'the entry' }).first()).toBeVisible()
  await expect(proof.getByText(/A hard year for the CSTO/).first()).toBeVisible()
  await proof.getByRole('button', { name: 'Kazakhstan' }).click()
  await expect(proof.getByText(/There was no help-given by Kazakhstan/)).toBeVisible()
  await proof.getByRole('link', { name: 'the entry' }).first().click()
  await expect(page.getByRole('complementary', { name: 'What is selected' }).getByText('As it is written')).toBeVisible()
  await proof.getByRole('link', { name: /article 4/ }).first().click()
  await expect(page).toHaveURL(/#\/charter\?.*article=4/)
  await expect(page.locator('[data-article="4"]')).toBeVisible()
})

test('the docket is filtered by kind and state', async ({ page }) => {
  await page.goto(`${url()}/#/docket?case=csto`)
  await page.getByRole('button', { name: /^Breaches/ }).click()
  await expect(page.locator('caption').first()).toContainText('6 findings by these filters')
  await page.getByRole('combobox', { name: 'State', exact: true }).selectOption('BLR')
  await expect(page.locator('caption').first()).toContainText('1 finding by')
  await page.goBack()
  await expect(page.locator('caption').first()).toContainText('6 findings')
})

test('why not is answered', async ({ page }) => {
  await page.goto(`${url()}/#/docket?case=csto`)
  await page.getByRole('button', { name: 'Ask' }).click()
  await page.getByLabel('Rule').selectOption('help')
  await page.getByLabel('State that owes or acts').selectOption('RUS')
  await page.getByLabel('Toward').selectOption('KGZ')
  await page.getByLabel('To', { exact: true }).fill('2012-12-18')
  await page.getByRole('button', { name: 'Why not?' }).click()
  await expect(page.getByText(/did not come to owe help to Kyrgyzstan/)).toBeVisible()
  await expect(page).toHaveURL(/not=help&notto=2012-12-18&notwho=RUS,KGZ/)
})

test('another account tells another docket', async ({ page }) => {
  await page.goto(`${url()}/#/docket?case=csto&q=no-force`)
  await expect(page.locator('caption').first()).toContainText('0 findings')
  await page.getByLabel('told by').selectOption('KGZ')
  await expect(page.locator('caption').first()).toContainText('2 findings')
  await expect(page).toHaveURL(/account=KGZ/)
})

test('a charter shows articles, rules, counts and weaknesses; two lie side by side', async ({ page }) => {
  await page.goto(`${url()}/#/charter?case=csto&text=csto-2010`)
  await expect(page.locator('[data-rule="help"]')).toContainText('5 breaches')
  await expect(page.locator('.flaw').first()).toBeVisible()
  await page.getByLabel('Beside it').selectOption('imankulov-2022')
  await expect(page.getByRole('columnheader', { name: 'imankulov-2022' }).first()).toBeVisible()
  await expect(page.getByText('settle', { exact: true }).first()).toBeVisible()
})

test('crises are compared by text, by reading and by account', async ({ page }) => {
  await page.goto(`${url()}/#/comparison?case=csto&texts=csto-2002,imankulov-2022`)
  await expect(page.getByRole('row', { name: /Clash by Kyrgyzstan with Tajikistan/ }).first()).toContainText('2 fulfilments')
  await page.getByRole('button', { name: 'By reading' }).click()
  await page.getByLabel('What is read').selectOption('mission-is-help')
  await expect(page.getByText(/Breach of help by Russia to Armenia/i).first()).toBeVisible()
  await page.getByRole('button', { name: 'By account' }).click()
  await expect(page.getByRole('heading', { name: 'Where the sides differ' })).toBeVisible()
  await expect(page.getByText(/by the account of/).first()).toBeVisible()
})

test('the network is the same each time', async ({ page }) => {
  const hash = '#/network?case=csto&from=2020-01-01&until=2022-12-31&as=lines'
  const drawn = async () => {
    await page.goto('about:blank')
    await page.goto(`${url()}/${hash}`)
    await expect(page.locator('.node').first()).toBeVisible()
    return page.locator('.node').evaluateAll((all) => all.map((n) => `${n.getAttribute('aria-label')} ${n.getAttribute('transform')}`))
  }
  const first = await drawn()
  expect(await drawn()).toEqual(first)
  expect(first.length).toBeGreaterThan(5)
  await page.locator('.node', { hasText: 'ARM' }).focus()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/state=ARM/)
  await expect(page.locator('details.table tbody tr').first()).toBeVisible()
})

test('many ties are a matrix, which is walked by arrow keys row by row and opens what one did to another', async ({ page }) => {
  await page.goto(`${url()}/#/network?case=csto`)
  const cells = page.locator('button.cell')
  await expect(cells.first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Matrix' })).toHaveAttribute('aria-pressed', 'true')
  // One stop of the tab key, however many marks.
  await expect(page.locator('[data-mark][tabindex="0"]')).toHaveCount(1)
  const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: /^Tajikistan/ }) })
  await row.getByRole('rowheader').getByRole('button').focus()
  await page.keyboard.press('ArrowRight')
  await expect(row.locator('button.cell').first()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/tie=TJK[+ %20]+KGZ/)
  const events = page.locator('section.events')
  await expect(events.getByRole('heading', { name: /^Tajikistan used force against Kyrgyzstan/ })).toBeVisible()
  await expect(events.getByRole('heading', { name: /met/ })).toBeVisible()
  // An actor is chosen at the head of its row; hiding a kind leaves the picture what it is.
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/state=TJK/)
  await expect(page.locator('button.cell.faint').first()).toBeVisible()
  for (const kind of ['Exercise', 'Meet', 'Accuse']) await page.getByRole('checkbox', { name: kind }).uncheck()
  await expect(cells.first()).toBeVisible()
  await page.getByRole('button', { name: 'Lines' }).click()
  await expect(page.locator('.node.chosen')).toHaveCount(1)
  await expect(cells).toHaveCount(0)
})

test('few ties are lines, and the key of the kinds is printed', async ({ page }) => {
  await page.goto(`${url()}/#/network?case=nato`)
  await expect(page.locator('.node').first()).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('label.check', { hasText: 'Attack' })).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'Attack' })).toBeHidden()
})

test('on the bench a clause is changed, the docket changes beside it, and an error is said at its place', async ({ page }) => {
  await page.goto(`${url()}/#/bench?case=csto&file=csto-2002.casus`)
  const text = page.locator('.cm-content')
  await expect(text).toContainText('charter csto-2002')
  const source = readFileSync(file('cases/csto/csto-2002.casus'), 'utf8')
  expect(source).toContain('reading')
  // The default of a reading is another: what hangs on it changes.
  await rewrite(page, 'immediately = 30 days', 'immediately = 2 days or 31 days')
  await expect(page.getByText(/findings? differs?/).first()).toBeVisible()
  await expect(page.locator('.docket tbody tr').first()).toBeVisible()
  await page.keyboard.press('End')
  await page.keyboard.type(' oops = (')
  await expect(page.locator('.cm-lint-marker-error').first()).toBeVisible()
  await expect(page.locator('.docket .notice')).toContainText('error')
  // The draft outlives a look at another view.
  await page.getByRole('link', { name: 'Docket', exact: true }).click()
  await page.goBack()
  await expect(text).toContainText('oops')
  await page.getByRole('button', { name: 'Take the changes back' }).click()
  await expect(text).not.toContainText('oops')
  expect(readFileSync(file('cases/csto/csto-2002.casus'), 'utf8')).toBe(source)
})

test('the editor completes the words of the vocabulary', async ({ page }) => {
  await page.goto(`${url()}/#/bench?case=csto&file=imankulov-2022.casus`)
  const text = page.locator('.cm-content')
  await expect(text).toContainText('charter')
  await text.click()
  await page.keyboard.press('Control+End')
  await page.keyboard.type('\n  request-he')
  await expect(page.locator('.cm-tooltip-autocomplete')).toContainText('request-help')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Take the changes back' }).click()
})

test('a changed text is kept as a new charter where the server writes', async ({ page }) => {
  await page.goto(`${url()}/#/bench?case=csto&file=imankulov-2022.casus`)
  await expect(page.locator('.cm-content')).toContainText('charter imankulov-2022')
  await page.getByLabel('Keep as a new charter').fill('mine-2024')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(page.getByText('mine-2024.casus is saved.')).toBeVisible()
  expect(readFileSync(file('cases/csto/mine-2024.casus'), 'utf8')).toContain('charter mine-2024 amends csto-2011')
  await expect(page.locator('.cm-content')).toContainText('charter mine-2024')
  // Other tests find the case as it was.
  rmSync(file('cases/csto/mine-2024.casus'))
  await page.goto(`${url()}/#/bench?case=csto&file=imankulov-2022.casus`)
  await expect(page.getByRole('option', { name: 'mine-2024.casus', exact: true })).toHaveCount(0)
})

test('saving is only offered where the server writes', async ({ page }) => {
  await page.goto(`${closed()}/#/bench?case=csto`)
  await expect(page.getByText('without --write')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toHaveCount(0)
})

test('a file changed on disk shows at once; one with errors leaves the last good docket, marked', async ({ page }) => {
  const path = file('closed/csto/record-2022.casus')
  const before = readFileSync(path, 'utf8')
  await page.goto(`${closed()}/#/docket?case=csto`)
  await expect(page.getByRole('button', { name: /were bound to help Armenia/ })).toBeVisible()
  try {
    // Without the call for help nothing was owed.
    writeFileSync(path, before.replace('2022-09-13  request-help by ARM to CSTO', '2022-09-13  negotiate by ARM with AZE'))
    await expect(page.getByRole('button', { name: /were bound to help Armenia/ })).toHaveCount(0)
    writeFileSync(path, before.replace('2022-09-13  request-help by ARM to CSTO', '2022-09-13  requst-help by ARM to CSTO'))
    await expect(page.getByText('last good state').first()).toBeVisible()
    await expect(page.getByRole('link', { name: /record-2022.casus, line \d+/ }).first()).toBeVisible()
    await expect(page.getByRole('heading', { name: '2022', exact: true }).or(page.getByRole('rowheader', { name: '2022' })).first()).toBeVisible()
  } finally {
    writeFileSync(path, before)
  }
  await expect(page.getByRole('button', { name: /were bound to help Armenia/ })).toBeVisible()
  await expect(page.getByText('last good state')).toHaveCount(0)
})

test('where there never was a state without errors, they are said at their places in every view', async ({ page }) => {
  for (const view of ['day', 'timeline', 'docket', 'charter', 'comparison', 'network', 'bench', 'report']) {
    await page.goto(`${process.env['CASUS_NEVER_URL']}/#/${view}?case=sco`)
    await expect(page.getByText('There never was a state without errors').first()).toBeVisible()
    await expect(page.getByRole('link', { name: /\.casus, line \d+/ }).first()).toBeVisible()
    // Nothing is waited for that will never come.
    await expect(page.locator('main [role=status]', { hasText: '…' })).toHaveCount(0)
  }
})

test('an unknown link says what exists', async ({ page }) => {
  await page.goto(`${url()}/#/nowhere?case=csto`)
  await expect(page.getByRole('heading', { name: 'There is no view “nowhere”' })).toBeVisible()
  await page.getByRole('main').getByRole('link', { name: 'Docket' }).click()
  await expect(page.getByRole('heading', { name: 'Docket', level: 1 })).toBeVisible()
  await page.goto(`${url()}/#/day?case=atlantis`)
  await expect(page.getByRole('heading', { name: 'There is no case “atlantis” here' })).toBeVisible()
  await page.goto(`${url()}/#/docket?case=csto&finding=no/such/finding`)
  await expect(page.getByRole('heading', { name: 'Docket', level: 1 })).toBeVisible()
  await page.goto(`${url()}/#/timeline?case=csto&sel=no/such/finding`)
  await expect(page.getByRole('complementary', { name: 'What is selected' }).getByRole('alert')).toBeVisible()
})

test('light and dark can be chosen, and are kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(`${url()}/#/day?case=csto`)
  await page.getByLabel('Light or dark').selectOption('dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('the report prints without the frame of the page', async ({ page }) => {
  await page.goto(`${url()}/#/report?case=csto`)
  await expect(page.getByRole('heading', { name: 'Where the text is silent' })).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(page.locator('nav')).toBeHidden()
  await expect(page.getByRole('button', { name: /Print/ })).toBeHidden()
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.length).toBeGreaterThan(20_000)
})

test('another case opens with its own words', async ({ page }) => {
  await page.goto(`${url()}/#/day?case=csto&account=KGZ`)
  await page.getByLabel('Case').selectOption('nato')
  await expect(page).toHaveURL(/#\/day\?case=nato$/)
  await expect(page.getByRole('rowheader', { name: /United States/ }).first()).toBeVisible()
})

test('futures are run as chosen, and the address says how', async ({ page }) => {
  await page.goto(`${url()}/#/futures?case=csto`)
  await expect(page.getByText('200 futures under each of 6 laws, seed 1')).toBeVisible()
  const first = page.getByRole('img', { name: /^The first to leave/ })
  const before = await first.getAttribute('aria-label')
  await page.getByLabel('Futures under each law').fill('30')
  await page.getByLabel('Seed').fill('7')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByText('30 futures under each of 6 laws, seed 7')).toBeVisible()
  await expect(page).toHaveURL(/outlook=five-years&runs=30&seed=7$/)
  await expect(page.getByText('casus outlook cases/csto --outlook five-years --runs 30 --seed 7')).toBeVisible()
  expect(await first.getAttribute('aria-label')).not.toBe(before)
  const saved = page.waitForEvent('download')
  await page.getByRole('link', { name: 'picture as SVG' }).first().click()
  expect(readFileSync(await (await saved).path(), 'utf8')).toContain('<title id="title">Who has left, by when</title>')
  await page.goBack()
  await expect(page.getByText('200 futures under each of 6 laws, seed 1')).toBeVisible()
  // More than are run for who asks, and a folder without an outlook.
  await page.goto(`${url()}/#/futures?case=csto&runs=2001`)
  await expect(page.getByRole('alert')).toContainText('it is a whole number from 1 to 2000')
  await page.goto(`${url()}/#/futures?case=large`)
  await expect(page.getByText('This folder declares no outlook')).toBeVisible()
})

test('futures run until a day, and the command says so', async ({ page }) => {
  await page.goto(`${url()}/#/futures?case=csto&runs=10`)
  await expect(page.getByText('10 futures under each of 6 laws, seed 1')).toBeVisible()
  await page.getByLabel('Until', { exact: true }).fill('2024')
  await page.getByRole('button', { name: 'Run' }).click()
  await expect(page.getByText(/to 14 January 2025 in 27 steps of 1 month/)).toBeVisible()
  await expect(page).toHaveURL(/until=2024/)
  await expect(page.getByText('casus outlook cases/csto --outlook five-years --until 2024 --runs 10 --seed 1')).toBeVisible()
  // Before it begins, and further than is run for who asks.
  await page.goto(`${url()}/#/futures?case=csto&runs=10&until=2020`)
  await expect(page.getByRole('alert')).toContainText('would end before it, on 2020-12-31')
  await page.goto(`${url()}/#/futures?case=csto&runs=10&until=3000`)
  await expect(page.getByRole('alert')).toContainText('the server runs 1200 at most')
})

test('futures that were broken off say how many there are, and that they are not all', async ({ page }) => {
  // What the server answers after its minute, and sooner: its own answer to fewer futures, with what it says then.
  const said = 'broken off after 20 of 2000 futures, since the server runs them for 1m0s at most; casus outlook has no limit'
  await page.route(/\/outlook\?/, async (route) => {
    const answer = await route.fetch({ url: route.request().url().replace('runs=2000', 'runs=20') })
    const body = await answer.json()
    await route.fulfill({ response: answer, json: { ...body, futures: { ...body.futures, broken: said } } })
  })
  await page.goto(`${url()}/#/futures?case=csto&runs=2000`)
  const notice = page.locator('.notice')
  await expect(notice).toHaveText(`Not all of them. ${said.replace('broken', 'Broken')}.`)
  await expect(page.getByText('20 futures under each of 6 laws, seed 1')).toBeVisible()
  // It stands before the first figure, and the figures are drawn of what there is.
  await expect(page.locator('.notice ~ figure').first()).toBeVisible()
  await expect(page.getByText(/^At the end of each step, in 20 futures/).first()).toBeVisible()
  await page.emulateMedia({ media: 'print' })
  await expect(notice).toBeVisible()
})
