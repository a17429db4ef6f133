import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCache, memoryStore } from '@agenticgen/cache';
import type { Database } from '../db/index.ts';
import { createFileStore, type FileStore, folderBlobs } from '../files/index.ts';
import type { Runtime } from '../runtime/index.ts';
import {
  createToolbox,
  type Tool,
  type Toolbox,
  type ToolProvider,
  type ToolResult,
} from '../tools/index.ts';

export interface TestToolbox {
  toolbox: Toolbox;
  files: FileStore;
  /** Removes what its files left. */
  remove(): void;
}

/** A toolbox of these tools on a real database; its files lie in a folder of their own. */
export function testToolbox(
  db: Database,
  runtime: Runtime,
  builtIn: readonly Tool[],
  providers: readonly ToolProvider[] = [],
): TestToolbox {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-toolbox-'));
  const files = createFileStore({ runtime, blobs: folderBlobs(folder, runtime.newId) });
  const cache = createCache<ToolResult>({ store: memoryStore(), clock: runtime.now });
  const toolbox = createToolbox({ db, runtime, files, cache, builtIn, providers });
  return { toolbox, files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
