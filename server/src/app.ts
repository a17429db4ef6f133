import { join } from 'node:path';
import { createCache, memoryStore } from '@agenticgen/cache';
import {
  createOrchestrator,
  createRetention,
  createScheduler,
  createSqlStore,
  migrationsFolder,
} from '@agenticgen/orchestrator';
import { createSandbox, type Driver, isolatedPrograms } from '@agenticgen/sandbox';
import type { Search } from '@agenticgen/search';
import type { Logger } from 'pino';
import {
  accessRoutes,
  authenticate,
  forgetPrincipals,
  isSetupRequired,
  makeOwner,
  newSetupCode,
  type Principal,
  publicAccessRoutes,
} from './access/index.ts';
import {
  agentProvider,
  agentRoutes,
  agentTools,
  askProcedure,
  createAgents,
  type LoopNeeds,
  runAgent,
} from './agents/index.ts';
import { approvalProcedure, approvalRoutes } from './approvals/index.ts';
import { auditRequests, auditRoutes, createAudit, createEgressAudit, EGRESS_EVENT } from './audit/index.ts';
import { budgetRoutes, createBudgets, forgetRunBudgets } from './budgets/index.ts';
import {
  chatRoutes,
  completionProcedure,
  openaiRoutes,
  runsOfOpenAnswers,
  showRun,
  turnProcedure,
} from './chat/index.ts';
import type { Config } from './config.ts';
import { createKeyring, loadSecretKey } from './data-protection/index.ts';
import { type Database, type DatabaseHandle, migrate, openDatabase } from './db/index.ts';
import { embeddingWithin } from './embedding-calls.ts';
import {
  createBlobSweeper,
  createFileStore,
  createPartialUploads,
  fileRoutes,
  folderBlobs,
} from './files/index.ts';
import { createAccessTokens, createAttempts, identityRoutes } from './identity/index.ts';
import {
  createKnowledgeParts,
  embeddingProcedure,
  type IngestionStart,
  knowledgeEditRoutes,
  knowledgeEmbeddingRoutes,
  knowledgeProcedures,
  knowledgeRerankerRoutes,
  knowledgeRoutes,
  knowledgeUploadRoutes,
} from './knowledge/index.ts';
import { createModels, modelRoutes } from './models/index.ts';
import { createObservability, type Observability } from './observability/index.ts';
import { qualityProcedures, qualityRoutes } from './quality/index.ts';
import { rankedBy } from './reranking.ts';
import { findOwner, forgetOwners, runRoutes } from './runs/index.ts';
import type { Runtime } from './runtime/index.ts';
import { sandboxDriver } from './sandbox-driver.ts';
import { searchEngine } from './search-engine.ts';
import { eyesOf } from './seeing.ts';
import { createSite } from './site.ts';
import {
  createSourceSettler,
  knowledgeSourceRoutes,
  type SyncNeeds,
  syncNeeds,
  syncProcedure,
} from './sources/index.ts';
import {
  builtInTools,
  codePolicyRoutes,
  createCodeSessions,
  createDatabases,
  createRepositories,
  createTools,
  executionProcedure,
  forgetToolCalls,
  programsRefused,
  registryRoutes,
  sourceRoutes,
  sqlRoutes,
  systemResolve,
  type Tool,
  type ToolProvider,
  toolRoutes,
  tryProcedure,
} from './tools/index.ts';

import {
  type DeliverNeeds,
  deliveryProcedure,
  forgetWorkflowRuns,
  scheduleFirer,
  type TriggerEvent,
  triggerIn,
  workflowProcedures,
  workflowProvider,
  workflowRoutes,
} from './workflows/index.ts';

const RUN_CONCURRENCY = 600;
/** Runs at a time that a split-off sandbox is asked for: how many it takes at once is its own matter. */
const REMOTE_RUNS = 256;
/** How long a stop waits for entries of the audit log; the next start writes what is missing. */
const AUDIT_GRACE_MS = 2_000;

export interface App {
  fetch(request: Request): Response | Promise<Response>;
  /** What the console prints at the first start; null once there is an owner. */
  setupCode: string | null;
  sandboxState(): Promise<{ level: string; reason?: string; fix?: string }>;
  /** Begins to claim runs. */
  work(): void;
  /** Refuses new requests and ends the streams. */
  beginStop(): void;
  /** Lets runs come to where they can go on after the next start, for a bounded time. */
  park(options: { graceMs: number }): Promise<void>;
  /** Closes the engines and the stores: nothing may ask any more. */
  close(): Promise<void>;
}

async function openStore(config: Config, runtime: Runtime): Promise<DatabaseHandle> {
  const handle = await openDatabase(config.databaseUrl);
  const sources = [
    { name: 'orchestrator', folder: migrationsFolder },
    { name: 'server', folder: new URL('./db/migrations/', import.meta.url) },
  ];
  await migrate(handle, sources, runtime.now);
  return handle;
}

async function ownerOrCode(db: Database, runtime: Runtime, config: Config): Promise<string | null> {
  if (!(await isSetupRequired(db))) return null;
  if (!config.owner) return newSetupCode(runtime);
  const name = config.owner.email.split('@')[0] ?? 'Owner';
  await makeOwner(db, runtime, { ...config.owner, name });
  return null;
}

/** With old runs goes what stands beside them. */
function retentionOf(config: Config, runtime: Runtime, { db, dialect }: DatabaseHandle, told: Observability) {
  return createRetention({
    db,
    dialect,
    clock: runtime,
    owner: runtime.newId(),
    limits: config.retention,
    needed: runsOfOpenAnswers,
    async onRemove(tx, runIds) {
      for (const forget of [forgetRunBudgets, forgetToolCalls, forgetWorkflowRuns, forgetOwners])
        await forget(tx, runIds);
    },
    onTrouble: told.trouble,
  });
}

interface Surroundings {
  config: Config;
  runtime: Runtime;
  log: Logger;
  /** Tools of the program that embeds the product. */
  tools?: readonly Tool[] | undefined;
}

interface Opened extends DatabaseHandle {
  /** How code is isolated. */
  driver: Driver;
  search: Search;
}

/** What the work of the process rests on. */
function createBase(
  { config, runtime, log, tools: added = [] }: Surroundings,
  { db, driver, search }: Opened,
  providers: readonly ToolProvider[],
) {
  const keyring = createKeyring(loadSecretKey(config.secretKeyFile));
  const observability = createObservability({ log });
  const { minLevel, remote } = config.sandbox;
  const sandbox = createSandbox({ driver, minLevel, ...(remote ? { concurrency: REMOTE_RUNS } : {}) });
  const blobs = folderBlobs(join(config.dataFolder, 'blobs'), runtime.newId);
  const files = createFileStore({ runtime, blobs });
  const sweeper = createBlobSweeper({ db, runtime, blobs, onTrouble: observability.trouble });
  const uploads = createPartialUploads(join(config.dataFolder, 'uploads'), runtime);
  const models = createModels({ db, runtime, keyring, onCall: observability.modelCall });
  const budgets = createBudgets({ db, runtime });
  const paying = { models, budgets, runtime };
  const rank = rankedBy(paying);
  const told = { onTrouble: observability.trouble, now: runtime.now };
  const ofKnowledge = createKnowledgeParts({
    ...{ db, files, search, eyes: eyesOf(paying), embed: embeddingWithin(paying), rank, ...told },
  });
  const egress = { resolve: systemResolve, namedHosts: config.egressHosts };
  const databases = createDatabases({ keyring, egress, folder: config.sqlFiles });
  const git = { egress, ...gitParts(config, runtime) };
  const sessions = createCodeSessions({ sandbox, runtime, db, egress });
  const builtIn = [
    ...builtInTools({
      db,
      files,
      sandbox,
      egress,
      runtime,
      databases,
      git,
      webSearchUrl: config.webSearchUrl,
    }),
    ...agentTools(ofKnowledge),
    ...added,
  ];
  const tools = createTools({
    ...{ db, runtime, keyring, files, builtIn, providers },
    version: config.version,
    egressHosts: config.egressHosts,
    programFolder: config.mcpPrograms,
    minLevel,
  });
  const audit = createAudit({ db, runtime, keyring });
  const egressAudit = createEgressAudit({
    ...{ db, audit, runtime, onTrouble: observability.trouble },
    ownerOf: async (runId) => (await findOwner(db, runId))?.created_by ?? null,
  });
  const agents = createAgents({ db, missingTools: config.webSearchUrl === null ? ['web_search'] : [] });
  return {
    db,
    runtime,
    keyring,
    observability,
    sandbox,
    sessions,
    ...{ files, sweeper },
    models,
    ...ofKnowledge,
    ...tools,
    ...{ agents, budgets, egress, git, rank, uploads },
    databases,
    audit,
    egressAudit,
  };
}

function gitParts({ dataFolder, sandbox }: Config, { now }: Runtime) {
  return {
    spawn: isolatedPrograms(),
    repositories: createRepositories(join(dataFolder, 'repositories'), now),
    refused: programsRefused(sandbox.minLevel),
  };
}

/** What triggers of workflows are told. */
function ingested(
  document: { id: string; workspace_id: string; created_by: string; base_id: string; name: string },
  { runId, passages }: { runId: string; passages: number },
): TriggerEvent {
  const { id: documentId, workspace_id: workspaceId, created_by: userId, base_id: baseId, name } = document;
  const fields = { documentId, baseId, name, passages };
  return { type: 'document.ingested', id: runId, workspaceId, userId, fields };
}

/** The engines and slices of one process, wired to each other. */
function createParts(around: Surroundings, handle: Opened) {
  const { config, runtime } = around;
  const providers = [
    agentProvider(() => ({ db, agents, ask })),
    workflowProvider(() => ({ db, workflow: procedures.workflow })),
  ];
  const base = createBase(around, handle, providers);
  const { db, observability, sandbox, sessions, files, models, knowledge } = base;
  const { toolbox, agents, budgets, egress } = base;
  const approval = approvalProcedure();
  const ask = askProcedure(() => ({ ...loopNeeds, db }), runAgent);
  const loopNeeds: LoopNeeds = { agents, approval, ask, budgets, models, toolbox, runtime };
  const turnNeeds = { ...loopNeeds, db, hasKnowledge: knowledge.hasDocuments };
  const procedures = {
    turn: turnProcedure({
      ...turnNeeds,
      onAnswered: (tx, { answerId, conversationId, workspaceId, userId }, text) =>
        trigger(tx, {
          type: 'conversation.answered',
          id: answerId,
          ...{ workspaceId, userId },
          fields: { conversationId, messageId: answerId, text },
        }),
    }),
    completion: completionProcedure(turnNeeds),
    execution: executionProcedure({ sandbox, sessions, db, egress }),
    tryTool: tryProcedure(() => ({ db, toolbox })),
    ...knowledgeProcedures(
      { ...base, onIngested: (tx, document, told) => trigger(tx, ingested(document, told)) },
      () => ingesting(),
    ),
    sync: syncProcedure(() => syncing()),
    ...{ approval, ask, ...qualityProcedures({ ...turnNeeds, knowledge }) },
    embedding: embeddingProcedure({ db, budgets, search: base.search }),
    ...workflowProcedures({ ...turnNeeds, files, sandbox, knowledge, egress }),
    deliver: deliveryProcedure(() => starting()),
  };
  const { caps, capacity, pools, shares } = config.scheduling;
  const orchestrator = createOrchestrator<Database>({
    store: createSqlStore({ db, dialect: handle.dialect }),
    procedures: Object.values(procedures),
    clock: runtime,
    id: runtime.newId,
    concurrency: RUN_CONCURRENCY,
    scheduling: { caps, capacity, weightOf: (workspaceId) => shares[workspaceId] ?? 1 },
    pools,
    exclusive: handle.dialect === 'sqlite',
    onEvent(event, run) {
      observability.runEvent(event, run);
      base.settler.hear(event, run);
      sourceSettler.hear(event, run);
      if (event.type === EGRESS_EVENT) base.egressAudit.tell({ ...event, scope: run.scope });
    },
    onEstimate: observability.estimate,
    onPool: observability.pool,
    onTrouble: observability.trouble,
  });
  const sourceSettler = createSourceSettler(
    db,
    () => ({ runtime, orchestrator, sync: procedures.sync }),
    observability.trouble,
  );
  /** Called by runs, so the orchestrator is there by then. */
  function syncing(): SyncNeeds {
    return syncNeeds({ ...base, ...procedures, orchestrator });
  }
  function starting(): DeliverNeeds {
    return { runtime, orchestrator, workflow: procedures.workflow, deliver: procedures.deliver };
  }
  function ingesting(): IngestionStart {
    return { orchestrator, ingestion: procedures.ingestion };
  }
  function trigger(tx: Database, event: TriggerEvent): Promise<void> {
    return triggerIn(tx, starting(), event);
  }
  const scheduler = createScheduler({
    db,
    dialect: handle.dialect,
    orchestrator,
    clock: runtime,
    fire: scheduleFirer(starting()),
    onTrouble: observability.trouble,
  });
  const retention = retentionOf(config, runtime, handle, observability);
  return { ...base, ...procedures, orchestrator, sourceSettler, scheduler, retention };
}

type Parts = ReturnType<typeof createParts>;

/** Every route of the API, and what guards them. */
function createRoutes(config: Config, parts: Parts, setupCode: string | null, stopping: AbortSignal) {
  const { db, runtime } = parts;
  const principals = createCache<Principal>({ store: memoryStore(), clock: runtime.now });
  const tokens = createAccessTokens(parts.keyring.derive('access-token'), runtime.now);
  const sessions = { runtime, tokens, attempts: createAttempts(runtime.now) };
  const onUserChanged = (userId: string) => void forgetPrincipals(principals, userId);
  const accessNeeds = { db, sessions, version: config.version, setupCode, onUserChanged };
  const routes = [
    publicAccessRoutes(accessNeeds),
    identityRoutes({ ...sessions, db, onUserChanged }),
    accessRoutes(accessNeeds),
    fileRoutes(parts),
    runRoutes({ ...parts, stopping, showRun: (by, owner) => showRun(parts, by, owner) }),
    modelRoutes(parts),
    toolRoutes({ ...parts, stopping }),
    registryRoutes(parts),
    codePolicyRoutes(parts),
    sourceRoutes(parts),
    sqlRoutes(parts),
    knowledgeRoutes(parts),
    knowledgeEditRoutes(parts),
    knowledgeSourceRoutes(parts),
    qualityRoutes(parts),
    knowledgeUploadRoutes(parts),
    knowledgeEmbeddingRoutes(parts),
    knowledgeRerankerRoutes(parts),
    agentRoutes(parts),
    approvalRoutes(parts),
    budgetRoutes(parts),
    workflowRoutes({ ...parts, capacity: config.scheduling.capacity }),
    auditRoutes(parts),
    chatRoutes(parts),
    openaiRoutes({ ...parts, stopping }),
  ];
  return {
    routes,
    audit: auditRequests(parts),
    authenticate: authenticate({ db, runtime, tokens, cache: principals }),
  };
}

/** Puts everything together, in plain code. The only place that knows all parts. */
export async function createApp(config: Config, given: Omit<Surroundings, 'config'>): Promise<App> {
  const { runtime, log } = given;
  const stopping = new AbortController();
  const handle = await openStore(config, runtime);
  const setupCode = await ownerOrCode(handle.db, runtime, config);
  const parts = createParts(
    { config, ...given },
    {
      ...handle,
      driver: await sandboxDriver(config.sandbox),
      search: await searchEngine(config),
    },
  );
  const { orchestrator, observability, sandbox, search, scheduler, retention, egressAudit } = parts;
  await parts.toolbox.prepare();
  const site = createSite({
    webFolder: config.webFolder,
    version: config.version,
    edge: {
      newId: runtime.newId,
      log,
      observe: observability.request,
      isStopping: () => stopping.signal.aborted,
    },
    exposition: observability.exposition,
    isReady: () => handle.ping(),
    ...createRoutes(config, parts, setupCode, stopping.signal),
  });
  return {
    fetch: site.fetch,
    setupCode,
    sandboxState: () => sandbox.probe(),
    work() {
      orchestrator.work();
      scheduler.work();
      retention.work();
      parts.sweeper.work();
      parts.settler.catchUp();
      parts.sourceSettler.catchUp();
      egressAudit
        .catchUp()
        .catch((error) => observability.trouble({ act: 'write missed entries of the audit log', error }));
    },
    beginStop: () => stopping.abort(),
    async park(options) {
      await Promise.all([scheduler.stop(), retention.stop(), parts.sweeper.stop()]);
      await orchestrator.stop(options);
    },
    async close() {
      await Promise.all([sandbox.close(), search.close(), parts.connections.close(), parts.parsers.close()]);
      await Promise.all([parts.settler.rest(), parts.sourceSettler.rest()]);
      await egressAudit.settle({ graceMs: AUDIT_GRACE_MS });
      await handle.close();
    },
  };
}
