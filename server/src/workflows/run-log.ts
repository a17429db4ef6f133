import { MAX_READ, type Orchestrator, type RunEvent } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';

/** Events of one run that a page reads: a definition has at most 500 nodes, a map 1,000 items. */
const MAX_EVENTS = 50_000;

/** The whole log of a run. */
export async function logOf(orchestrator: Orchestrator<Database>, runId: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  while (events.length < MAX_EVENTS) {
    const after = events.at(-1)?.sequence ?? 0;
    const page = await orchestrator.read(runId, { after, limit: MAX_READ });
    events.push(...page);
    if (page.length < MAX_READ) break;
  }
  return events;
}
