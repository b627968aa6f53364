import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// Debian's Chromium, or one named by CHROMIUM; nothing is downloaded.
const chromium = process.env['CHROMIUM'] || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
if (!chromium) throw new Error('no Chromium: install it (apt-get install chromium) or name it in CHROMIUM')

// What Chromium would do by itself besides: ask its makers' hosts, look for updates, start a process for the graphics
// card that is not there. None of it belongs to the page, and all of it takes time from a machine of two cores.
const quiet = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-default-apps']

// A test waits for what it waits for and never for a time; the limits only end what hangs. They are wide, so that a
// machine that is busy with something else is slow and not wrong.
export default defineConfig({
  testDir: 'tests',
  timeout: 300_000,
  expect: { timeout: 90_000 },
  globalTimeout: 45 * 60_000,
  workers: 1,
  // A page that is not there at all is known after a few tests; the rest would only wait.
  maxFailures: 5,
  fullyParallel: false,
  reporter: [['list']],
  globalSetup: './tests/up.ts',
  use: {
    launchOptions: { executablePath: chromium, timeout: 180_000, args: ['--no-sandbox', '--disable-dev-shm-usage', ...quiet] },
    actionTimeout: 90_000,
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'off',
    // Nothing scrolls or fades by the clock: what is looked at stands still.
    contextOptions: { reducedMotion: 'reduce' },
  },
})
