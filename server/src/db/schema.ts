import type { OrchestratorTables } from '@agenticgen/orchestrator';
import type { Generated } from 'kysely';
import type { FileTables } from './file-tables.ts';
import type { KnowledgeTables } from './knowledge-tables.ts';
import type {
  QualityEvaluationsTable,
  QualityExpectationsTable,
  QualityQuestionsTable,
  QualityResultsTable,
  QualitySetsTable,
} from './quality-tables.ts';
import type { KnowledgeSourceItemsTable, KnowledgeSourcesTable } from './source-tables.ts';

/** Rows as both databases give them: ids are UUIDv7 text, times are integer ms, JSON is text. */
export interface UsersTable {
  id: string;
  email: string;
  name: string;
  password_hash: string;
  locale: string | null;
  created_at: number;
  disabled_at: number | null;
}

export interface SessionFamiliesTable {
  id: string;
  user_id: string;
  user_agent: string | null;
  created_at: number;
  used_at: number;
  revoked_at: number | null;
}

export interface RefreshTokensTable {
  hash: string;
  family_id: string;
  issued_at: number;
  expires_at: number;
  used_at: number | null;
}

export interface ApiKeysTable {
  id: string;
  user_id: string;
  workspace_id: string;
  name: string;
  prefix: string;
  hash: string;
  created_at: number;
  used_at: number | null;
  expires_at: number | null;
}

export interface SettingsTable {
  name: string;
  value: string;
}

export interface WorkspacesTable {
  id: string;
  name: string;
  created_at: number;
}

export interface MembershipsTable {
  workspace_id: string;
  user_id: string;
  role: string;
  created_at: number;
}

export interface InvitationsTable {
  id: string;
  workspace_id: string;
  email: string;
  role: string;
  token_hash: string;
  invited_by: string;
  created_at: number;
  expires_at: number;
  accepted_at: number | null;
}

export interface ModelProvidersTable {
  id: string;
  workspace_id: string;
  kind: string;
  name: string;
  base_url: string | null;
  key_cipher: string | null;
  created_at: number;
}

export interface ModelsTable {
  id: string;
  workspace_id: string;
  provider_id: string;
  name: string;
  wire_name: string;
  input_micros_per_million: number;
  output_micros_per_million: number;
  fallback_id: string | null;
  timeout_ms: number;
  sees_images: Generated<number>;
  created_at: number;
}

export interface ModelCallsTable {
  id: string;
  workspace_id: string;
  run_id: string | null;
  model_id: string;
  outcome: string;
  input_tokens: number;
  output_tokens: number;
  cost_micros: number;
  first_token_ms: number | null;
  duration_ms: number;
  started_at: number;
}

export interface ConversationsTable {
  id: string;
  workspace_id: string;
  owner_id: string;
  title: string;
  visibility: string;
  head_id: string | null;
  created_at: number;
  updated_at: number;
}

export interface MessagesTable {
  id: string;
  conversation_id: string;
  parent_id: string | null;
  role: string;
  state: string;
  text: string;
  parts: string;
  citations: string;
  attachments: string;
  agent: string | null;
  route: string | null;
  model: string | null;
  run_id: string | null;
  error_code: string | null;
  created_by: string;
  created_at: number;
}

export interface RunOwnersTable {
  run_id: string;
  workspace_id: string;
  created_by: string;
  shared: string;
}

export interface WorkflowsTable {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  version: number;
  created_by: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
}

export interface WorkflowVersionsTable {
  workflow_id: string;
  version: number;
  hash: string;
  definition: string;
  created_by: string;
  created_at: number;
}

export interface WorkflowRunsTable {
  run_id: string;
  workflow_id: string;
  version: number;
  workspace_id: string;
  origin: string;
  origin_id: string | null;
  created_at: number;
}

export interface ApprovalsTable {
  id: string;
  workspace_id: string;
  created_by: string;
  question: string;
  payload: string;
  payload_hash: string;
  editable: number;
  users: string;
  roles: string;
  votes_needed: number;
  state: string;
  origin: string;
  root_run_id: string | null;
  created_at: number;
  expires_at: number | null;
  escalated_at: number | null;
  decided_at: number | null;
}

export interface ApprovalVotesTable {
  approval_id: string;
  user_id: string;
  vote: string;
  payload_hash: string;
  comment: string | null;
  created_at: number;
}

export interface BudgetsTable {
  id: string;
  workspace_id: string;
  kind: string;
  subject_id: string;
  period: string;
  period_start: number;
  tokens_limit: number | null;
  cost_limit: number | null;
  steps_limit: number | null;
  seconds_limit: number | null;
  tokens_used: number;
  cost_used: number;
  steps_used: number;
  ms_used: number;
  created_by: string;
  updated_at: number;
}

export interface BudgetHoldsTable {
  budget_id: string;
  call_key: string;
  attempt: number;
  tokens: number;
  cost: number;
  steps: number;
  created_at: number;
}

export interface BudgetWaitsTable {
  /** What the call that found no room would have held, of the dimension. */
  needed: number;
  budget_id: string;
  run_id: string;
  root_run_id: string;
  dimension: string;
  created_at: number;
}

export interface AgentsTable {
  id: string;
  workspace_id: string;
  state: string;
  version: number;
  name: string;
  created_by: string;
  created_at: number;
  updated_at: number;
  deleted_at: number | null;
  state_since: number;
}

export interface AgentVersionsTable {
  agent_id: string;
  version: number;
  definition: string;
  created_by: string;
  created_at: number;
}

export interface AgentResultsTable {
  run_id: string;
  workspace_id: string;
  agent_id: string;
  ok: number;
  duration_ms: number;
  tokens: number;
  cost_micros: number;
  created_at: number;
}

export interface ToolDefinitionsTable {
  /** A workspace, or `product` for what is built in. */
  scope: string;
  name: string;
  version: number;
  hash: string;
  definition: string;
  created_at: number;
  approved_by: string | null;
  approved_at: number | null;
}

export interface ToolSettingsTable {
  workspace_id: string;
  name: string;
  settings: string;
  updated_by: string;
  updated_at: number;
}

export interface ToolCallsTable {
  id: string;
  workspace_id: string;
  tool: string;
  version: number;
  run_id: string;
  /** `running`, `ok`, `failed` or `cached`. */
  outcome: string;
  code: string | null;
  duration_ms: number;
  created_at: number;
}

/** Only ever added to, in order, by who holds the row of `audit_heads`. */
export interface AuditEntriesTable {
  /** Without a gap, from 1. */
  sequence: number;
  at: number;
  /** Null for what concerns no workspace, such as signing in. */
  workspace_id: string | null;
  actor_id: string | null;
  action: string;
  subject: string;
  /** `done` or `refused`. */
  outcome: string;
  run_id: string | null;
  details: string;
  /** What is told once only, however often it is told. */
  source: string | null;
  /** Over the entry and the hash before it. */
  hash: string;
}

/** One row, `chain`: the newest entry. */
export interface AuditHeadsTable {
  id: string;
  sequence: number;
  hash: string;
}

export interface SqlConnectionsTable {
  id: string;
  workspace_id: string;
  /** What tools ask for. */
  name: string;
  description: string;
  /** Kind and address, as JSON. */
  place: string;
  password_cipher: string | null;
  created_by: string;
  created_at: number;
  updated_at: number;
}

export interface ToolSourcesTable {
  id: string;
  workspace_id: string;
  /** `openapi` or `mcp`. */
  kind: string;
  /** Begins the names of its tools. */
  name: string;
  config: string;
  secret_cipher: string | null;
  /** `ready` or `failed`. */
  state: string;
  reason: string | null;
  created_by: string;
  created_at: number;
  updated_at: number;
}

export interface SourceToolsTable {
  workspace_id: string;
  name: string;
  source_id: string;
  version: number;
  approved_version: number | null;
  gone_at: number | null;
}

interface MigrationsTable {
  name: string;
  checksum: string;
  applied_at: number;
}

export interface WorkflowTriggersTable {
  id: string;
  workspace_id: string;
  workflow_id: string;
  kind: string;
  /** Sealed. */
  secret: string | null;
  mapping: string | null;
  enabled: number;
  disabled_reason: string | null;
  last_run_id: string | null;
  last_at: number | null;
  created_by: string;
  created_at: number;
}

export interface TriggerDeliveriesTable {
  trigger_id: string;
  /** Hash of a signature, a delivery or an event. */
  delivery: string;
  run_id: string;
  created_at: number;
}

export interface TriggerReceiptsTable {
  id: string;
  trigger_id: string;
  /** `started`, `repeated` or `refused`. */
  outcome: string;
  run_id: string | null;
  code: string | null;
  reason: string | null;
  created_at: number;
}

export interface Schema extends OrchestratorTables, KnowledgeTables, FileTables {
  migrations: MigrationsTable;
  users: UsersTable;
  session_families: SessionFamiliesTable;
  refresh_tokens: RefreshTokensTable;
  api_keys: ApiKeysTable;
  settings: SettingsTable;
  workspaces: WorkspacesTable;
  memberships: MembershipsTable;
  invitations: InvitationsTable;
  model_providers: ModelProvidersTable;
  models: ModelsTable;
  model_calls: ModelCallsTable;
  knowledge_source_items: KnowledgeSourceItemsTable;
  knowledge_sources: KnowledgeSourcesTable;
  quality_evaluations: QualityEvaluationsTable;
  quality_expectations: QualityExpectationsTable;
  quality_questions: QualityQuestionsTable;
  quality_results: QualityResultsTable;
  quality_sets: QualitySetsTable;
  conversations: ConversationsTable;
  messages: MessagesTable;
  run_owners: RunOwnersTable;
  workflows: WorkflowsTable;
  workflow_versions: WorkflowVersionsTable;
  workflow_runs: WorkflowRunsTable;
  workflow_triggers: WorkflowTriggersTable;
  trigger_deliveries: TriggerDeliveriesTable;
  trigger_receipts: TriggerReceiptsTable;
  approvals: ApprovalsTable;
  approval_votes: ApprovalVotesTable;
  agents: AgentsTable;
  agent_versions: AgentVersionsTable;
  agent_results: AgentResultsTable;
  tool_definitions: ToolDefinitionsTable;
  tool_settings: ToolSettingsTable;
  tool_calls: ToolCallsTable;
  tool_sources: ToolSourcesTable;
  source_tools: SourceToolsTable;
  sql_connections: SqlConnectionsTable;
  audit_entries: AuditEntriesTable;
  audit_heads: AuditHeadsTable;
  budgets: BudgetsTable;
  budget_holds: BudgetHoldsTable;
  budget_waits: BudgetWaitsTable;
}
