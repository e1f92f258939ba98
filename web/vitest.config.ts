import { defineConfig, mergeConfig } from 'vitest/config';
import desk from './desk/vite.config.ts';
import widget from './widget/vite.config.ts';

const root = import.meta.dirname;
const project = (name: string, include: string) => ({ root, test: { name, root, include: [include], environment: 'happy-dom', environmentOptions: { happyDOM: { url: 'http://shop.test/' } } } });

/** Each front end's tests with its own build settings: the customer page is preact, the desk is React. */
export default defineConfig({
  test: {
    projects: [
      mergeConfig(widget, project('widget', 'tests/unit/**/*.test.{ts,tsx}')),
      mergeConfig(desk, project('desk', 'desk/tests/unit/**/*.test.{ts,tsx}')),
    ],
  },
});
