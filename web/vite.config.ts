import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// The page is served by `casus serve` from within the binary, so every path is
// relative to it and nothing is fetched from another host. While the page is
// being worked on, Vite serves it and passes the API on to a running server.
export default defineConfig({
  plugins: [svelte()],
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
