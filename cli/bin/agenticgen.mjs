#!/usr/bin/env node
/** The command line, whatever Node runs this file: it hands over to Node 26 and src/main.ts. */
import { fileURLToPath } from 'node:url';
import { nodeBinary, nodeEnv } from '../../tools/start/lib/node.mjs';
import { root } from '../../tools/start/lib/root.mjs';
import { become } from '../../tools/start/lib/run.mjs';
import { setUp } from '../../tools/start/lib/say.mjs';

const node = await setUp(async () => nodeBinary(root));
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
await become(node, [main, ...process.argv.slice(2)], nodeEnv(root));
