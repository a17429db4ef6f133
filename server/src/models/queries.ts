import type { Database } from '../db/index.ts';

export function findProvider(db: Database, id: string) {
  return db.selectFrom('model_providers').selectAll().where('id', '=', id).executeTakeFirst();
}

export type ProviderRow = NonNullable<Awaited<ReturnType<typeof findProvider>>>;

export function pageOfProviders(
  db: Database,
  workspaceId: string,
  after: string | undefined,
  limit: number,
): Promise<ProviderRow[]> {
  const query = db.selectFrom('model_providers').selectAll().where('workspace_id', '=', workspaceId);
  return (after ? query.where('id', '>', after) : query).orderBy('id').limit(limit).execute();
}

function models(db: Database, workspaceId: string) {
  return db
    .selectFrom('models')
    .innerJoin('model_providers', 'model_providers.id', 'models.provider_id')
    .selectAll('models')
    .select([
      'model_providers.kind',
      'model_providers.name as provider_name',
      'model_providers.base_url',
      'model_providers.key_cipher',
    ])
    .where('models.workspace_id', '=', workspaceId);
}

export function findModel(db: Database, workspaceId: string, id: string) {
  return models(db, workspaceId).where('models.id', '=', id).executeTakeFirst();
}

export type ModelRow = NonNullable<Awaited<ReturnType<typeof findModel>>>;

export function findModelNamed(
  db: Database,
  workspaceId: string,
  name: string,
): Promise<ModelRow | undefined> {
  return models(db, workspaceId).where('models.name', '=', name).executeTakeFirst();
}

/** What a million tokens cost that a model of a provider reads, in millionths; 0 where the workspace does not say. */
export async function inputPriceOf(
  db: Database,
  workspaceId: string,
  providerId: string,
  wireName: string,
): Promise<number> {
  const { micros } = await db
    .selectFrom('models')
    .select((eb) => eb.fn.max('input_micros_per_million').as('micros'))
    .where('workspace_id', '=', workspaceId)
    .where('provider_id', '=', providerId)
    .where('wire_name', '=', wireName)
    .executeTakeFirstOrThrow();
  return Number(micros ?? 0);
}

export function pageOfModels(
  db: Database,
  workspaceId: string,
  after: string | undefined,
  limit: number,
): Promise<ModelRow[]> {
  const query = models(db, workspaceId);
  return (after ? query.where('models.id', '>', after) : query).orderBy('models.id').limit(limit).execute();
}

/** The default of a workspace is kept in `settings`; none means the offline model. */
const defaultKey = (workspaceId: string) => `default-model:${workspaceId}`;

export async function defaultModelId(db: Database, workspaceId: string): Promise<string | undefined> {
  const name = defaultKey(workspaceId);
  const row = await db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

export function defaultSetting(workspaceId: string, modelId: string) {
  return { name: defaultKey(workspaceId), value: modelId };
}

export async function usageSince(db: Database, workspaceId: string, since: number) {
  const rows = await db
    .selectFrom('model_calls')
    .select((eb) => [
      'model_id',
      eb.fn.countAll<number | string>().as('calls'),
      eb.fn.sum<number | string>(eb.case().when('outcome', '=', 'ok').then(0).else(1).end()).as('failures'),
      eb.fn.sum<number | string>('input_tokens').as('input'),
      eb.fn.sum<number | string>('output_tokens').as('output'),
      eb.fn.sum<number | string>('cost_micros').as('cost'),
    ])
    .where('workspace_id', '=', workspaceId)
    .where('started_at', '>=', since)
    .groupBy('model_id')
    .orderBy('model_id')
    .execute();
  return rows.map((row) => ({
    modelId: row.model_id,
    calls: Number(row.calls),
    failures: Number(row.failures),
    inputTokens: Number(row.input),
    outputTokens: Number(row.output),
    costMicros: Number(row.cost),
  }));
}

export interface RunUsage {
  inputTokens: number;
  outputTokens: number;
  costMicros: number;
}

export async function usageOfRuns(db: Database, runIds: readonly string[]): Promise<Map<string, RunUsage>> {
  if (runIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('model_calls')
    .select((eb) => [
      'run_id',
      eb.fn.sum<number | string>('input_tokens').as('input'),
      eb.fn.sum<number | string>('output_tokens').as('output'),
      eb.fn.sum<number | string>('cost_micros').as('cost'),
    ])
    .where('run_id', 'in', runIds)
    .groupBy('run_id')
    .execute();
  return new Map(
    rows.map(({ run_id, input, output, cost }) => [
      run_id ?? '',
      { inputTokens: Number(input), outputTokens: Number(output), costMicros: Number(cost) },
    ]),
  );
}
