import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin } from 'vite'

/** Writes each text of the build pressed beside it, so that the server need not press it when it is first asked. */
function pressed(): Plugin {
  let folder = ''
  return {
    name: 'pressed',
    apply: 'build',
    configResolved: (config) => void (folder = join(config.root, config.build.outDir)),
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const path = join(folder, name)
        if (!/\.(html|js|css|json|svg)$/.test(name) || statSync(path).size < 1024) continue
        const plain = readFileSync(path)
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }))
      }
    },
  }
}

// The page is served by `casus serve` from within the binary, so every path is
// relative to it and nothing is fetched from another host. While the page is
// being worked on, Vite serves it and passes the API on to a running server.
export default defineConfig({
  plugins: [svelte(), pressed()],
  build: {
    outDir: 'dist',
    target: 'es2022',
    // An inlined asset would need `data:` in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: { proxy: { '/api': process.env['CASUS_URL'] ?? 'http://127.0.0.1:7070' } },
})
