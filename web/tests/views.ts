// The views as the tests walk them: where each is, and what must be on it before it counts as shown.

import { expect, type Page } from '@playwright/test'

export interface Stop {
  name: string
  hash: string
  /** Text of which some must be seen. */
  ready: RegExp
  /** A picture that must be drawn. */
  drawn?: string
  /** What a reader does once it is there, before it is looked at. */
  act?: (page: Page) => Promise<void>
}

/** Puts other words in the place of some in the editor of the bench, as a hand would. */
export async function rewrite(page: Page, from: string, to: string) {
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+f')
  await page.locator('.cm-search [name=search]').pressSequentially(from)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await page.keyboard.type(to)
  await expect(page.locator('.cm-content')).toContainText(to)
}

/** The nine views. Pictures of them are in docs/pictures. */
export const STOPS: Stop[] = [
  { name: 'day', hash: '#/day?case=csto&date=2022-10-05', ready: /Who stands where/, drawn: 'svg .state.full' },
  { name: 'timeline', hash: '#/timeline?case=csto&from=2020-01-01&to=2024-12-31', ready: /The whole history has/, drawn: 'svg .dot' },
  { name: 'docket', hash: '#/docket?case=csto&finding=csto-2002/help/RUS-ARM/2022-09-13/breach', ready: /was bound to help Armenia/ },
  { name: 'charter', hash: '#/charter?case=csto&text=csto-2010', ready: /What it came to/ },
  { name: 'comparison', hash: '#/comparison?case=csto', ready: /Every finding that differs/ },
  { name: 'network', hash: '#/network?case=csto&from=2020-01-01&until=2022-12-31', ready: /actors and/, drawn: 'button.cell' },
  {
    name: 'futures',
    hash: '#/futures?case=csto&outlook=five-years&runs=200&seed=1',
    ready: /Who has left, by when/,
    drawn: 'svg path.median',
    async act(page) {
      // On the phone what is said before the first figure fills the screen.
      if (page.viewportSize()!.width < 600) await page.locator('figure').first().evaluate((f) => f.scrollIntoView())
    },
  },
  {
    name: 'bench',
    hash: '#/bench?case=csto&file=csto-2002.casus&line=20',
    ready: /What it changes/,
    drawn: '.cm-content',
    async act(page) {
      await rewrite(page, 'immediately = 30 days', 'immediately = 2 days')
      await expect(page.locator('.docket tbody tr').first()).toBeVisible()
      await expect(page.locator('.docket')).not.toContainText('Asking again')
      // What could stand there instead is not wanted.
      await page.keyboard.press('Escape')
      await expect(page.locator('.cm-tooltip')).toHaveCount(0)
      await page.evaluate(() => window.scrollTo(0, 0))
    },
  },
  { name: 'report', hash: '#/report?case=csto', ready: /Where the text is silent/ },
]

/** What the views look like when something is opened, chosen, missing or wrong. */
export const STATES: Stop[] = [
  { name: 'an entry beside the timeline', hash: '#/timeline?case=csto&from=2022-09-01&to=2022-11-15&sel=csto-2002/help/RUS-ARM/2022-09-13/breach', ready: /Why/, drawn: '.bar.selected' },
  { name: 'a finding that is not there', hash: '#/timeline?case=csto&from=2022-09-01&to=2022-11-15&sel=no/such/finding', ready: /There is no such thing/ },
  { name: 'the table of the timeline', hash: '#/timeline?case=csto&from=2022-01-01&to=2022-03-01', ready: /The same as a table/, act: (page) => page.getByText('The same as a table').click() },
  { name: 'why not', hash: '#/docket?case=csto&ask=1&not=help&notwho=RUS,KGZ&notto=2012-12-18', ready: /did not come to owe help/ },
  { name: 'a docket in which nothing is found', hash: '#/docket?case=csto&q=nothingofthisname', ready: /Nothing is found by these filters/ },
  { name: 'two texts side by side', hash: '#/charter?case=csto&text=csto-2010&with=imankulov-2022', ready: /What is the same is left out/ },
  { name: 'crises by reading', hash: '#/comparison?case=csto&by=reading&name=immediately', ready: /Crisis by crisis/ },
  { name: 'crises by account', hash: '#/comparison?case=csto&by=account', ready: /Where the sides differ/ },
  { name: 'an actor of the network', hash: '#/network?case=csto&from=2020-01-01&until=2022-12-31&as=lines&state=ARM', ready: /actors and/, drawn: '.node.chosen' },
  { name: 'what one did to another, in the matrix', hash: '#/network?case=csto&state=KGZ&tie=KGZ TJK', ready: /Kyrgyzstan used force against Tajikistan: \d+ events/, drawn: 'button.cell.open' },
  { name: 'few ties, drawn as lines', hash: '#/network?case=nato', ready: /actors and/, drawn: 'svg .node' },
  { name: 'another alliance, and a state of it', hash: '#/day?case=nato&date=2003-02-20&state=TUR', ready: /Who stands where/, drawn: 'svg .state.chosen' },
  { name: 'ten thousand entries', hash: '#/day?case=large', ready: /Who stands where/, drawn: 'svg .state.full' },
  { name: 'the network of ten thousand entries', hash: '#/network?case=large&as=lines', ready: /actors and/, drawn: 'svg .node' },
  { name: 'no such view', hash: '#/nowhere?case=csto', ready: /There is no view/ },
  { name: 'no such case', hash: '#/day?case=atlantis', ready: /There is no case/ },
  { name: 'an outlook that is not there', hash: '#/futures?case=csto&outlook=six-years', ready: /There is no outlook six-years/i },
  { name: 'tables of futures', hash: '#/futures?case=csto&outlook=as-before&runs=20&seed=2', ready: /Who has left, by when/, act: async (page) => { for (const t of await page.locator('details.table > summary').all()) await t.click() } },
]
