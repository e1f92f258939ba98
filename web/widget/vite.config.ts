import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The customer page: React's API, Preact's size. The desk builds the same shared components with React itself. */
export default defineConfig({
  root: here('.'),
  base: '/',
  publicDir: false,
  resolve: {
    alias: {
      'react/jsx-runtime': 'preact/jsx-runtime',
      'react/jsx-dev-runtime': 'preact/jsx-runtime',
      'react-dom/client': 'preact/compat/client',
      react: 'preact/compat',
    },
  },
  build: {
    outDir: here('../dist/widget'),
    emptyOutDir: true,
    assetsDir: 'assets/widget',
    rolldownOptions: { input: [here('index.html'), here('qr.html')] },
    // A strict CSP: nothing inline, neither scripts nor data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ['es2019', 'chrome87', 'safari14'],
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8000' } },
});
