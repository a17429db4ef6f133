import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { RetentionLimits } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { defineErrors } from './problem/index.ts';
import { type SandboxConfig, sandboxKeys, sandboxOf, sandboxProblem } from './sandbox-config.ts';
import { type Scheduling, schedulingKeys, schedulingOf } from './scheduling-config.ts';
import { type SearchConfig, searchKeys, searchOf, searchProblem } from './search-config.ts';

const configErrors = defineErrors({
  config_invalid: {
    status: 500,
    message: (problems: string) => `Cannot read configuration:\n${problems}`,
    fix: 'Correct the environment variables above; docs: README, section Configuration',
  },
});

/** Keys of the cluster form. They are refused rather than ignored, so that nobody believes in what is not there. */
const NOT_YET = ['REDIS_URL', 'STORAGE_URL', 'DATABASE_REPLICA_URLS'] as const;

/** `sandbox` and `search` are split off already; the others live in one process. */
const ROLES = ['all', 'sandbox', 'search'] as const;

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const days = (usual: number) => z.coerce.number().min(0).max(36_500).default(usual);

const schema = z
  .object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(9000).describe('Port of page, API and sockets'),
    ROLES: z
      .enum(ROLES)
      .default('all')
      .describe(
        'all; sandbox: this process only runs code for others, without a database or secrets; search: it only keeps and searches what is known',
      ),
    HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on; 0.0.0.0 for all'),
    ORCHESTRATOR_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe('Port of the gRPC service orchestrator, usually 8080; without it there is none'),
    DATA_DIR: z.string().min(1).default('data').describe('Folder of everything that is kept'),
    DATABASE_URL: z
      .string()
      .regex(/^(sqlite:|mysql:\/\/)/, 'starts with neither sqlite: nor mysql://')
      .optional()
      .describe('sqlite:<path> or mysql://user:password@host/database; by default in DATA_DIR'),
    SECRET_KEY_FILE: z
      .string()
      .min(1)
      .optional()
      .describe('64 hexadecimal characters; made at the first start'),
    AGENTICGEN_ADMIN_EMAIL: z.email().optional().describe('Makes the owner account at the first start'),
    AGENTICGEN_ADMIN_PASSWORD: z.string().min(10).max(200).optional().describe('Its password'),
    ...sandboxKeys,
    ...searchKeys,
    WEB_SEARCH_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('A SearXNG, or what speaks its JSON, by which agents search the web; without it they do not'),
    SQL_FILES: z
      .string()
      .min(1)
      .optional()
      .describe('Folder of SQLite databases that agents may query; by default "databases" in DATA_DIR'),
    MCP_PROGRAMS: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Folder of MCP servers that administrators may start in the sandbox, readable for everybody; without it none are started',
      ),
    EGRESS_HOSTS: z
      .string()
      .default('')
      .transform((text) =>
        text
          .split(',')
          .map((host) => host.trim())
          .filter((host) => host !== ''),
      )
      .describe(
        'Hosts of the own network that connected tools and databases may be at, as host or host:port with commas between; else only the public internet',
      ),
    RUNS_KEPT_DAYS: days(180).describe('Ended runs are removed after so many days; 0 keeps them'),
    RUNS_KEPT_PER_WORKSPACE: z.coerce
      .number()
      .int()
      .min(0)
      .default(100_000)
      .describe('So many runs of a workspace are kept, the newest; 0 keeps all'),
    RUN_TEXT_JOINED_DAYS: days(1).describe(
      'The pieces of text of ended runs are joined after so many days; 0 leaves them',
    ),
    ...schedulingKeys,
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('How much is logged'),
    LOG_FILE: z
      .string()
      .min(1)
      .optional()
      .describe('Where log lines go; by default DATA_DIR/logs/server.log'),
    WEB_DIR: z.string().min(1).optional().describe('The built web app, where it is not beside the server'),
  })
  .superRefine((env, context) => {
    const missing = sandboxProblem(env);
    if (missing) context.addIssue({ code: 'custom', path: ['SANDBOX_TOKEN'], message: missing });
    const lacking = searchProblem(env);
    if (lacking) context.addIssue({ code: 'custom', path: ['SEARCH_TOKEN'], message: lacking });
    const one = env.AGENTICGEN_ADMIN_EMAIL === undefined;
    if (one !== (env.AGENTICGEN_ADMIN_PASSWORD === undefined)) {
      const message = 'AGENTICGEN_ADMIN_EMAIL and AGENTICGEN_ADMIN_PASSWORD go together';
      context.addIssue({ code: 'custom', path: ['AGENTICGEN_ADMIN_EMAIL'], message });
    }
  });

const DAY_MS = 86_400_000;

export interface Config {
  role: (typeof ROLES)[number];
  /** Null: without a bound. */
  retention: Readonly<RetentionLimits>;
  scheduling: Readonly<Scheduling>;
  port: number;
  /** Null: no gRPC service. */
  orchestratorPort: number | null;
  host: string;
  sandbox: SandboxConfig;
  search: SearchConfig;
  /** Hosts of the own network that connected tools may reach. */
  egressHosts: readonly string[];
  /** Folder of MCP servers that may be started; null: none. */
  mcpPrograms: string | null;
  /** Folder of SQLite databases that may be registered. */
  sqlFiles: string;
  /** Where a SearXNG is; null: none. */
  webSearchUrl: string | null;
  dataFolder: string;
  databaseUrl: string;
  secretKeyFile: string;
  owner: { email: string; password: string } | null;
  logLevel: (typeof LOG_LEVELS)[number];
  logFile: string;
  webFolder: string;
  version: string;
}

/** Name, meaning and default of each key, for `agenticgen config check` and the docs. */
export function configKeys(): { name: string; description: string; default: unknown }[] {
  return Object.entries(schema.shape).map(([name, field]) => ({
    name,
    description: field.description ?? '',
    default: field instanceof z.ZodDefault ? field.def.defaultValue : undefined,
  }));
}

function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Else agents would read the product's own database. */
const HOLDS_DATA = '  SQL_FILES: the folder must not hold DATA_DIR or the database of DATABASE_URL';
const holds = (folder: string, path: string) => !relative(folder, path).startsWith('..');

function problemsOf(error: z.ZodError | undefined, env: NodeJS.ProcessEnv): string[] {
  const invalid = (error?.issues ?? []).map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  const unsupported = NOT_YET.filter((key) => env[key]).map(
    (key) => `  ${key}: this version does not support it yet`,
  );
  return [...invalid, ...unsupported];
}

/** Reads the environment once. Throws `config_invalid` with every problem, a line each; no value is shown. */
export function readConfig(env: NodeJS.ProcessEnv): Readonly<Config> {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(filled);
  const problems = problemsOf(parsed.error, env);
  if (!parsed.success || problems.length > 0) throw configErrors.config_invalid(problems.join('\n'));
  const { data } = parsed;
  const dataFolder = resolve(data.DATA_DIR);
  const email = data.AGENTICGEN_ADMIN_EMAIL?.toLowerCase();
  const password = data.AGENTICGEN_ADMIN_PASSWORD;
  const databases = resolve(data.SQL_FILES ?? join(dataFolder, 'databases'));
  const databaseUrl = data.DATABASE_URL ?? `sqlite:${join(dataFolder, 'agenticgen.db')}`;
  const own = databaseUrl.startsWith('sqlite:') ? [databaseUrl.slice('sqlite:'.length)] : [];
  if ([dataFolder, ...own].some((path) => holds(databases, resolve(path))))
    throw configErrors.config_invalid(HOLDS_DATA);
  return Object.freeze({
    role: data.ROLES,
    port: data.PORT,
    orchestratorPort: data.ORCHESTRATOR_PORT ?? null,
    host: data.HOST,
    sandbox: sandboxOf(data, dataFolder),
    search: searchOf(data),
    egressHosts: data.EGRESS_HOSTS,
    sqlFiles: databases,
    webSearchUrl: data.WEB_SEARCH_URL ?? null,
    mcpPrograms: data.MCP_PROGRAMS ? resolve(data.MCP_PROGRAMS) : null,
    dataFolder,
    databaseUrl,
    secretKeyFile: data.SECRET_KEY_FILE ?? join(dataFolder, 'secret.key'),
    owner: email && password ? { email, password } : null,
    retention: Object.freeze({
      keepMs: data.RUNS_KEPT_DAYS * DAY_MS || null,
      keepPerScope: data.RUNS_KEPT_PER_WORKSPACE || null,
      compactMs: data.RUN_TEXT_JOINED_DAYS * DAY_MS || null,
    }),
    scheduling: Object.freeze(schedulingOf(data)),
    logLevel: data.LOG_LEVEL,
    logFile: data.LOG_FILE ?? join(dataFolder, 'logs', 'server.log'),
    webFolder: data.WEB_DIR ?? resolve(import.meta.dirname, '../../web/dist'),
    version: version(),
  });
}
