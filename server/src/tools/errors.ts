import { defineErrors } from '../problem/index.ts';

export const toolErrors = defineErrors({
  schema_too_large: {
    status: 422,
    message: (place: string, why: string) => `Cannot take schema: it is too large at ${place} (${why})`,
  },
  mcp_unreachable: {
    status: 502,
    message: (why: string) => `Cannot reach MCP server: ${why}`,
  },
  mcp_unauthorized: {
    status: 403,
    message: () => 'Cannot use MCP server: it wants to be authorized again by an administrator',
  },
  mcp_program_refused: {
    status: 422,
    message: (why: string) => `Cannot start program of MCP server: ${why}`,
    fix: 'MCP_PROGRAMS names the folder whose programs may be started',
  },
  mcp_too_large: {
    status: 502,
    message: (most: number) => `Cannot read MCP server: it said more than ${most} bytes at once`,
  },
  mcp_too_many_tools: {
    status: 502,
    message: (most: number) => `Cannot read MCP server: it has more than ${most} tools`,
  },
  mcp_tool_changed: {
    status: 409,
    message: (name: string) =>
      `Cannot call ${name}: its server has changed it, an administrator must approve it again`,
  },
  openapi_invalid: {
    status: 422,
    message: (why: string) => `Cannot read OpenAPI document: ${why}`,
  },
  authorization_failed: {
    status: 502,
    message: (why: string) => `Cannot authorize: ${why}`,
    fix: 'Look at the credentials of the tool source',
  },
  source_kind_wrong: {
    status: 400,
    message: (name: string, kind: string) => `Cannot do that with ${name}: it is ${kind}`,
  },
  source_name_taken: {
    status: 409,
    message: (name: string) => `Cannot add tool source: there is one called "${name}"`,
  },
  too_many_sources: {
    status: 409,
    message: (most: number) => `Cannot add tool source: the workspace has ${most}`,
  },
  operation_unknown: {
    status: 422,
    message: (key: string) => `Cannot add operation: the document has no usable "${key.slice(0, 200)}"`,
  },
  base_url_needed: {
    status: 422,
    message: () => 'Cannot add tool source: the document names no server, give its base address',
  },
  version_not_newest: {
    status: 409,
    message: (name: string, newest: number) => `Cannot approve ${name}: its newest version is ${newest}`,
  },
  tool_not_foreign: {
    status: 400,
    message: (name: string) => `Cannot approve ${name}: it is part of AgenticGen`,
  },
  code_session_ended: {
    status: 409,
    message: () => 'Cannot run cell: the session has ended, and its variables with it',
  },
  code_session_unknown: {
    status: 404,
    message: () => 'Cannot close session: you have none of this id open',
  },
  code_session_language: {
    status: 409,
    message: (session: string, code: string) =>
      `Cannot run cell: the session is of ${session}, the code of ${code}`,
  },
  too_many_code_sessions: {
    status: 409,
    message: (most: number) => `Cannot open session: you have ${most} open, close one first`,
  },
  not_an_execution: { status: 404, message: () => 'Cannot find execution: the run is of another kind' },
  tool_not_found: {
    status: 404,
    message: (name: string) => `Cannot find tool: there is none called "${name.slice(0, 64)}"`,
  },
  runs_too_deep: {
    status: 409,
    message: (name: string) => `Cannot begin ${name}: too many runs have begun one another already`,
  },
  tool_not_repeatable: {
    status: 400,
    message: (name: string, effect: string) =>
      `Cannot set up ${name}: its effect is ${effect}, so it is neither tried again nor answered from a cache`,
  },
  tool_timeout: {
    status: 504,
    message: (name: string, timeoutMs: number) =>
      `Cannot finish ${name}: it took longer than ${timeoutMs / 1000} s`,
  },
  tool_rate_limited: {
    status: 429,
    message: (name: string, perMinute: number) =>
      `Cannot call ${name}: the workspace allows ${perMinute} calls a minute`,
  },
  url_refused: {
    status: 400,
    message: (reason: string) => `Cannot fetch address: ${reason}`,
  },
  fetch_failed: {
    status: 502,
    message: (reason: string) => `Cannot fetch address: ${reason}`,
  },
  git_failed: {
    status: 422,
    message: (why: string) => `Cannot read repository: ${why.trim().slice(-600)}`,
  },
  git_too_large: {
    status: 422,
    message: (most: number) =>
      `Cannot read repository: it sends more than ${most} bytes at once; a smaller depth may help`,
  },
  sql_refused: {
    status: 422,
    message: (why: string) => `Cannot run query: ${why}`,
  },
  sql_failed: {
    status: 422,
    message: (why: string) => `Cannot run query: the database says: ${why.slice(0, 1_000)}`,
  },
  database_unreachable: {
    status: 502,
    message: (why: string) => `Cannot reach database: ${why.slice(0, 500)}`,
    fix: 'A database of the own network is reached where EGRESS_HOSTS names its host',
  },
  database_busy: {
    status: 503,
    message: (most: number) => `Cannot ask database: ${most} questions are being answered already`,
  },
  database_file_refused: {
    status: 422,
    message: (name: string, why: string) => `Cannot open database ${name.slice(0, 300)}: ${why}`,
    fix: 'SQL_FILES names the folder of SQLite databases',
  },
  database_unknown: {
    status: 404,
    message: (name: string, there: string) =>
      `Cannot find database${name === '' ? ': name one' : ` "${name.slice(0, 40)}"`}. There are: ${there || 'none'}`,
  },
  database_name_taken: {
    status: 409,
    message: (name: string) => `Cannot register database: there is one called "${name}"`,
  },
  too_many_databases: {
    status: 409,
    message: (most: number) => `Cannot register database: the workspace has ${most}`,
  },
  calculation_failed: {
    status: 422,
    message: (why: string) => `Cannot calculate: ${why.slice(0, 300)}`,
  },
  time_invalid: {
    status: 422,
    message: (why: string) => `Cannot tell time: ${why.slice(0, 200)}`,
  },
  diff_too_large: {
    status: 422,
    message: () => 'Cannot compare files: they differ too much to compare in time',
  },
  patch_misfit: {
    status: 422,
    message: (name: string) =>
      `Cannot patch file: the patch does not fit "${name.slice(0, 200)}" as it is now`,
  },
  header_refused: {
    status: 400,
    message: (name: string) => `Cannot send request: the header ${name} is the connection's own`,
  },
  file_unknown: {
    status: 404,
    message: (name: string) => `Cannot read file: the conversation has none called "${name.slice(0, 200)}"`,
  },
  file_not_text: {
    status: 400,
    message: (name: string) => `Cannot read file: "${name.slice(0, 200)}" is not text; run_code can open it`,
  },
  code_refused: {
    status: 422,
    message: (finding: string) => `Cannot run code: the workspace's policy does not allow it (${finding})`,
    fix: 'An administrator sets what is refused: PUT /api/v1/code-policy',
  },
  code_not_accepted: {
    status: 422,
    message: (finding: string) =>
      `Cannot run code: its findings have to be accepted first (${finding}); send acceptFindings`,
  },
  sandbox_missing: {
    status: 503,
    message: (reason: string) =>
      `Cannot run code: this machine has no sandbox (${reason}), and nothing runs without one`,
  },
  sandbox_busy: {
    status: 503,
    message: (message: string) => message,
  },
  execution_failed: {
    status: 503,
    message: (message: string) => message,
  },
  program_failed: {
    status: 422,
    message: (output: string) => `Cannot finish program: ${output.slice(-400)}`,
  },
});
