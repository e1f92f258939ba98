import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The staff desk: React and antd. antd writes its styles into the page, so /desk/ needs `style-src 'unsafe-inline'`. */
export default defineConfig({
  root: here('.'),
  base: '/',
  publicDir: false,
  build: {
    outDir: here('../dist/desk'),
    emptyOutDir: true,
    assetsDir: 'assets/desk',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // React and antd: kept by the browser for as long as they stay the same.
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // antd marks its files for React's server components, which the desk does not use.
      onLog: (level, log, report) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && report(level, log),
    },
    target: ['es2022', 'chrome100', 'safari15.4', 'firefox102'],
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
});
