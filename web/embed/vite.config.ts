import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The loader: one classic script without parts, at an address that never changes. */
export default defineConfig({
  root: here('.'),
  publicDir: false,
  build: {
    outDir: here('../dist/embed'),
    emptyOutDir: true,
    target: ['es2019', 'chrome87', 'safari14'],
    lib: { entry: here('loader.ts'), formats: ['iife'], name: 'ChexiaofuLoader', fileName: () => 'embed.js' },
  },
});
