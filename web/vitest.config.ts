import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { catalogueParts } from './catalogue-parts.ts';

export default defineConfig({
  plugins: [catalogueParts(), react()],
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/testing/browser-stubs.ts'],
    css: false,
    testTimeout: 60_000,
    // Files share the page and what they import: four fifths of the time went into making both anew for each.
    isolate: false,
    unstubGlobals: true,
    restoreMocks: true,
    // jsdom lays nothing out, so the kit finds no element that could take the focus, and prints the page.
    onConsoleLog: (log) => !log.includes('use-focus-trap'),
  },
});
