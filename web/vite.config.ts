import tailwindcss from '@tailwindcss/vite';
import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { catalogueParts } from './catalogue-parts.ts';
import { gzipAssets } from './gzip-assets.ts';
import { pdfAssets } from './pdf-assets.ts';

const API = 'http://127.0.0.1:9000';

/** Parts of the kit that forms and tables use, and the first page does not. */
const FORMS =
  'Checkbox|Code|Combobox|MultiSelect|NumberInput|Pill|PillsInput|Radio|SegmentedControl|Select|SimpleGrid|Spoiler|Switch|Table|Tabs|TagsInput';

/** What most pages use stands in one file: many small ones compress worse, and each page lists them all. */
const SHARED = {
  name: 'shared',
  test: new RegExp(
    `(?:node_modules/@(?:mantine(?!/core/esm/components/(?:${FORMS})/|/(?:form|dates))|tabler|tanstack)|web/src/(?:lib|ui))/`,
  ),
  minShareCount: 10,
};

export default defineConfig({
  plugins: [
    tanstackRouter({
      target: 'react',
      autoCodeSplitting: true,
      routesDirectory: './src/app/routes',
      generatedRouteTree: './src/app/routeTree.gen.ts',
      quoteStyle: 'single',
      semicolons: true,
    }),
    catalogueParts(),
    react(),
    tailwindcss(),
    pdfAssets(),
    gzipAssets(),
  ],
  // Browsers that know light-dark() themselves: its emulation does not work with the kit's colour scheme.
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    chunkSizeWarningLimit: 1000,
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [SHARED] } } },
  },
  server: { proxy: { '/api': API, '/v1': API } },
});
