import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['./src/testing/browser-stubs.ts'],
    css: false,
    // jsdom lays nothing out, so the kit finds no element that could take the focus, and prints the page.
    onConsoleLog: (log) => !log.includes('use-focus-trap'),
  },
});
