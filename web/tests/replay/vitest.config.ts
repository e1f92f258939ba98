import { defineConfig } from 'vitest/config';

/** Replays histories that were recorded at the real server (`tests/desk/test_stale_and_fresh.py`). */
export default defineConfig({ root: import.meta.dirname, test: { include: ['*.replay.ts'], environment: 'node' } });
