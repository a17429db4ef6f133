import type * as access from '../../../server/src/access/contract.ts';
import type * as agents from '../../../server/src/agents/contract.ts';
import type * as approvals from '../../../server/src/approvals/contract.ts';
import type * as audit from '../../../server/src/audit/contract.ts';
import type * as budgets from '../../../server/src/budgets/contract.ts';
import type * as chat from '../../../server/src/chat/contract.ts';
import type * as files from '../../../server/src/files/contract.ts';
import type * as identity from '../../../server/src/identity/contract.ts';
import type * as answers from '../../../server/src/knowledge/answers-contract.ts';
import type * as knowledge from '../../../server/src/knowledge/contract.ts';
import type * as passageEdits from '../../../server/src/knowledge/edits-contract.ts';
import type * as embedding from '../../../server/src/knowledge/embedding/contract.ts';
import type * as explanations from '../../../server/src/knowledge/explain-contract.ts';
import type * as reranking from '../../../server/src/knowledge/reranking/contract.ts';
import type * as models from '../../../server/src/models/contract.ts';
import type * as quality from '../../../server/src/quality/contract.ts';
import type * as runs from '../../../server/src/runs/contract.ts';
import type * as sources from '../../../server/src/sources/contract.ts';
import type * as codePolicy from '../../../server/src/tools/code-policy-contract.ts';
import type * as codeSessions from '../../../server/src/tools/code-sessions-contract.ts';
import type * as tools from '../../../server/src/tools/contract.ts';
import type * as executions from '../../../server/src/tools/executions-contract.ts';
import type * as toolRegistry from '../../../server/src/tools/registry-contract.ts';
import type * as toolSources from '../../../server/src/tools/sources-contract.ts';
import type * as sql from '../../../server/src/tools/sql/contract.ts';
import type * as workflows from '../../../server/src/workflows/contract.ts';
import type * as schedules from '../../../server/src/workflows/schedules-contract.ts';
import type * as state from '../../../server/src/workflows/state-contract.ts';
import type * as triggers from '../../../server/src/workflows/triggers-contract.ts';

interface RouteShape {
  method: string;
  path: string;
  responses: object;
}

type KeyOf<R> = R extends RouteShape ? `${Uppercase<R['method']>} ${R['path']}` : never;
/** The routes of a contract under their names. */
type RoutesIn<M> = { [N in keyof M as KeyOf<M[N]>]: M[N] };

interface Routes
  extends RoutesIn<typeof access>,
    RoutesIn<typeof agents>,
    RoutesIn<typeof approvals>,
    RoutesIn<typeof audit>,
    RoutesIn<typeof budgets>,
    RoutesIn<typeof chat>,
    RoutesIn<typeof codeSessions>,
    RoutesIn<typeof embedding>,
    RoutesIn<typeof reranking>,
    RoutesIn<typeof executions>,
    RoutesIn<typeof sql>,
    RoutesIn<typeof files>,
    RoutesIn<typeof identity>,
    RoutesIn<typeof knowledge>,
    RoutesIn<typeof passageEdits>,
    RoutesIn<typeof explanations>,
    RoutesIn<typeof models>,
    RoutesIn<typeof quality>,
    RoutesIn<typeof runs>,
    RoutesIn<typeof schedules>,
    RoutesIn<typeof sources>,
    RoutesIn<typeof state>,
    RoutesIn<typeof tools>,
    RoutesIn<typeof toolRegistry>,
    RoutesIn<typeof codePolicy>,
    RoutesIn<typeof toolSources>,
    RoutesIn<typeof triggers>,
    RoutesIn<typeof workflows> {}

/** 'GET /api/v1/me' and so on: every route of every slice. */
export type RouteKey = keyof Routes;
type RouteOf<K extends RouteKey> = Routes[K];

type InputOf<S> = S extends { _zod: { input: infer I } } ? I : never;
type OutputOf<S> = S extends { _zod: { output: infer O } } ? O : never;
type JsonIn<C> = C extends { content: { 'application/json': { schema: infer S } } } ? S : never;

type ParamsOf<R> = R extends { request: { params: infer S } } ? { params: InputOf<S> } : unknown;
type QueryOf<R> = R extends { request: { query: infer S } } ? { query?: InputOf<S> } : unknown;
type BodyOf<R> = R extends { request: { body: infer B } } ? { body: InputOf<JsonIn<B>> } : unknown;

/** What a call of the route is given. */
export type RouteInput<K extends RouteKey> = ParamsOf<RouteOf<K>> & QueryOf<RouteOf<K>> & BodyOf<RouteOf<K>>;

type Good = 200 | 201 | 202;
type Responses<K extends RouteKey> = RouteOf<K> extends { responses: infer A } ? A : never;
/** What a route answers with when all is well; nothing for 204. */
export type RouteOutput<K extends RouteKey> = {
  [S in keyof Responses<K>]: S extends Good ? OutputOf<JsonIn<Responses<K>[S]>> : never;
}[keyof Responses<K>];

export type BodyInput<K extends RouteKey> = RouteInput<K> extends { body: infer B } ? B : never;
type ItemOf<P> = P extends { items: (infer I)[] } ? I : never;

export type Me = RouteOutput<'GET /api/v1/me'>;
export type Rule = Me['rules'][number];
export type Session = RouteOutput<'POST /api/v1/sessions'>;
export type Member = ItemOf<RouteOutput<'GET /api/v1/members'>>;
export type Invitation = ItemOf<RouteOutput<'GET /api/v1/invitations'>>;
export type ApiKey = ItemOf<RouteOutput<'GET /api/v1/keys'>>;
export type Conversation = chat.ConversationView;
export type Message = chat.MessageView;
export type MessagePart = chat.MessagePart;
export type ToolPart = Extract<MessagePart, { type: 'tool' }>;
export type CodeScan = NonNullable<ToolPart['scan']>;
export type Citation = chat.Citation;
export type Route = chat.Route;
export type StoredFile = files.FileView;
export type Agent = agents.AgentView;
export type Tool = ItemOf<RouteOutput<'GET /api/v1/tools'>>;
export type Base = knowledge.BaseView;
export type KnowledgeDocument = knowledge.DocumentView;
export type DocumentVersion = knowledge.VersionView;
export type KnowledgeGrant = knowledge.GrantView;
export type KnowledgeSource = sources.SourceView;
export type SourceItem = sources.ItemView;
export type ExplainedSearch = explanations.ExplainedView;
export type InspectedPassages = passageEdits.InspectedView;
export type Passage = knowledge.PassageView;
export type Hit = knowledge.HitView;
export type SandboxState = RouteOutput<'GET /api/v1/sandbox'>;
export type WholeExecution = executions.WholeExecution;
export type Run = runs.RunView;
export type RunEvent = runs.RunEventView;
export type Model = models.ModelView;
export type Provider = ItemOf<RouteOutput<'GET /api/v1/model-providers'>>;
export type Approval = approvals.ApprovalView;
export type Workflow = workflows.WorkflowView;
export type WholeWorkflow = workflows.WholeWorkflow;
export type WorkflowRun = workflows.WorkflowRunView;
export type WholeRun = workflows.WholeRun;
export type NodeState = workflows.NodeStateView;
export type Replay = RouteOutput<'POST /api/v1/workflow-runs/{id}/replays'>;
export type Template = ItemOf<RouteOutput<'GET /api/v1/workflow-templates'>>;
export type WorkflowProblem = RouteOutput<'POST /api/v1/workflow-validations'>['problems'][number];
export type Schedule = schedules.ScheduleView;
export type TimingBody = BodyInput<'POST /api/v1/schedule-previews'>['timing'];
export type Priority = (typeof workflows.PRIORITIES)[number];
export type WorkState = state.StateView;
export type OpenTask = state.OpenTaskView;
export type OpenRun = WorkState['runs'][number];
export type OpenAgent = WorkState['agents'][number];
export type OpenPool = WorkState['pools'][number];
export type Trigger = triggers.TriggerView;
export type NewTrigger = triggers.NewTrigger;
export type Receipt = triggers.ReceiptView;
export type Budget = budgets.BudgetView;
export type BudgetWait = budgets.BudgetWaitView;
export type Dimension = budgets.Dimension;
export type Role = access.Role;
export type ToolSettings = BodyInput<'PUT /api/v1/tools/{name}/settings'>;
export type ToolPolicy = RouteOutput<'GET /api/v1/tool-policy'>;
export type CodePolicy = RouteOutput<'GET /api/v1/code-policy'>;
export type AuditEntry = audit.AuditEntryView;
export type ToolSource = toolSources.SourceView;
export type SqlConnection = sql.SqlConnectionView;
export type SqlConnectionInput = sql.SqlConnectionInput;
export type SourceAuth = toolSources.SourceAuth;
export type ApiPreview = RouteOutput<'POST /api/v1/openapi-previews'>;
export type ApiDocument = toolSources.DocumentSource;
export type CheckedClaim = answers.CheckedClaim;
export type QuestionSet = quality.SetView;
export type Question = quality.QuestionView;
export type Evaluation = quality.EvaluationView;
export type EvaluationResult = quality.ResultView;
