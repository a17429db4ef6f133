import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Principal } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { areaOf, createFileStore, type FileStore, folderBlobs } from '../files/index.ts';
import type { ToolContext } from '../tools/index.ts';
import { sqliteForTest } from './databases.ts';
import { insertMember, insertWorkspace } from './people.ts';
import { testRuntime } from './runtime.ts';

/** One conversation's worth of what a tool works with: a database, files in a folder, a member. */
export interface ToolBench extends AsyncDisposable {
  db: Database;
  files: FileStore;
  area: string;
  principal: Principal;
  context(signal?: AbortSignal): ToolContext;
  save(name: string, bytes: string | Uint8Array): Promise<void>;
  textOf(name: string): Promise<string | undefined>;
}

export async function toolBench(): Promise<ToolBench> {
  const runtime = testRuntime();
  const handle = await sqliteForTest();
  const { db } = handle;
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-tools-'));
  const files = createFileStore({ runtime, blobs: folderBlobs(folder, runtime.newId) });
  const workspaceId = await insertWorkspace(db, runtime);
  const principal = await insertMember(db, runtime, workspaceId, 'developer');
  const area = areaOf.conversation(runtime.newId());
  return {
    db,
    files,
    area,
    principal,
    context: (signal = new AbortController().signal) => ({
      principal,
      area,
      runId: 'run',
      callId: 'call',
      firstCitation: 1,
      signal,
    }),
    async save(name, bytes) {
      const content = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
      await files.save(db, { workspaceId, area, name, bytes: content, createdBy: principal.userId });
    },
    async textOf(name) {
      const row = await files.find(db, area, name);
      return row && (await files.read(row)).toString('utf8');
    },
    async [Symbol.asyncDispose]() {
      await handle.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
