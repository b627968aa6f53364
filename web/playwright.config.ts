import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Debian's Chromium, or one named by CHROMIUM; nothing is downloaded.
const chromium = process.env['CHROMIUM'] || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!chromium) throw new Error('no Chromium: install it (apt-get install chromium) or name it in CHROMIUM')

export default defineConfig({
  testDir: 'tests',
  timeout: 120_000,
  expect: { timeout: 45_000 },
  workers: 1,
  // A page that is not there at all is known after a few tests; the rest would
  // only wait.
  maxFailures: process.env['CI'] ? 5 : 0,
  fullyParallel: false,
  reporter: [['list']],
  globalSetup: './tests/up.ts',
  use: {
    launchOptions: { executablePath: chromium, args: ['--no-sandbox', '--disable-dev-shm-usage'] },
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'off',
  },
})
