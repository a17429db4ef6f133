import { type Admit, admitOrFind } from './admission.ts';
import type { Procedure } from './context.ts';
import type { EngineParts } from './engine.ts';
import { OrchestratorError } from './errors.ts';
import { jsonText } from './json.ts';
import { MAX_KEY_LENGTH, MAX_LABEL_LENGTH, MAX_NAME_LENGTH } from './limits.ts';
import { refuseUnmet } from './schedule/resources.ts';
import { checkName } from './session.ts';
import { type Needs, PRIORITY_RANKS, type Urgency } from './urgency.ts';

export interface StartOptions extends Urgency {
  /** Whose run it is; lists are by scope. Default null. */
  scope?: string | null;
  /** A second start of the same procedure with this key gives the first one's run. */
  key?: string;
  /** The run is cancelled with this one. */
  parentId?: string | null;
  /** For people. */
  label?: string | null;
  /** Also where the queue is full: of what itself waits for room in it. */
  always?: boolean;
}

export interface Start<Db> {
  <I, O>(
    db: Db,
    procedure: Procedure<I, O, Db>,
    input: I,
    options?: StartOptions,
  ): Promise<{ runId: string }>;
  (db: Db, procedure: string, input: unknown, options?: StartOptions): Promise<{ runId: string }>;
}

/** `orchestrator.start`: checks everything before it writes, so that what is queued can run. */
export function createStart<Db>(engine: EngineParts<Db>, admit: Admit<Db>): Start<Db> {
  return async (db: Db, procedure: string | { name: string }, input: unknown, options: StartOptions = {}) => {
    const name = typeof procedure === 'string' ? procedure : procedure.name;
    const json = checkInput(engine, name, input);
    if (options.key !== undefined) checkName(options.key, 'start a run with a key', MAX_KEY_LENGTH);
    if (options.scope != null) checkName(options.scope, 'start a run with a scope', MAX_NAME_LENGTH);
    refuseUnmet(options.needs ?? null, engine.scheduling.capacity ?? {}, `start ${name}`);
    // A run that waits for its children holds nothing back, but it would never end without them.
    if (options.parentId == null && !options.always) {
      const known = await admitOrFind(engine.store, admit, db, {
        scope: options.scope ?? null,
        procedure: name,
        key: options.key,
      });
      if (known !== null) return { runId: known };
    }
    const runId = await engine.store.insert(db, {
      id: engine.id(),
      procedure: name,
      scope: options.scope ?? null,
      label: options.label?.slice(0, MAX_LABEL_LENGTH) ?? null,
      key: options.key ?? null,
      parentId: options.parentId ?? null,
      depth: 0,
      ...urgencyOf(options),
      forkedFrom: null,
      input: json,
      createdAt: engine.clock.now(),
    });
    return { runId };
  };
}

/** The columns of an urgency. Throws `name_invalid` for a pool that has too long a name. */
export function urgencyOf({ priority, deadlineAt, pool, needs }: Urgency): UrgencyColumns {
  if (pool) checkName(pool, 'start a run in a pool', MAX_NAME_LENGTH);
  const rank = PRIORITY_RANKS[priority ?? 'normal'];
  return { priority: rank, deadlineAt: deadlineAt ?? null, pool: pool ?? '', needs: needs ?? null };
}

interface UrgencyColumns {
  priority: number;
  deadlineAt: number | null;
  pool: string;
  needs: Needs | null;
}

export function checkInput<Db>(engine: EngineParts<Db>, name: string, input: unknown): string {
  const procedure = engine.procedures.get(name);
  if (!procedure) {
    throw new OrchestratorError(
      'procedure_unknown',
      `Cannot start ${name}: no procedure of this name is registered`,
    );
  }
  const json = jsonText(input, `Cannot start ${name}`);
  try {
    procedure.input.parse(input);
  } catch (cause) {
    const message = `Cannot start ${name}: its input schema refuses the input`;
    throw new OrchestratorError('input_invalid', message, { cause });
  }
  return json;
}
