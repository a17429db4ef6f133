import { Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useList, useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { diffAgents, type Field } from './agent-diff.ts';
import styles from './agents.module.css';

/** What a later version changed, field by field: what was, and what is. */
export function VersionDiff({ from, to }: { from: Agent; to: Agent }) {
  const { t } = useTranslation();
  const labelOf = useLabels();
  const sayValue = useValueText();
  const changes = diffAgents(from, to);
  if (changes.length === 0) return <Text size="sm">{t('editor.noDiff')}</Text>;
  return (
    <Stack gap="sm" data-testid="version-diff">
      {changes.map(({ field, before, after }) => (
        <div key={field}>
          <Text size="xs" fw={600} mb={4}>
            {labelOf(field)}
          </Text>
          <del className={styles.before}>{sayValue(field, before)}</del>
          <ins className={styles.after}>{sayValue(field, after)}</ins>
        </div>
      ))}
    </Stack>
  );
}

function useLabels(): (field: Field) => string {
  const { t } = useTranslation();
  const labels: Record<Field, string> = {
    name: t('common.name'),
    description: t('common.description'),
    instructions: t('agents.instructions'),
    capabilities: t('agents.capabilities'),
    tools: t('agents.tools'),
    approvals: t('agents.approvals'),
    agents: t('agents.others'),
    knowledge: t('agents.knowledge'),
    modelId: t('agents.model'),
    memoryMessages: t('agents.memory'),
    limits: t('agents.limits'),
  };
  return (field) => labels[field];
}

/** Values in words: ids as the names of what they stand for. */
function useValueText(): (field: Field, value: Agent[Field]) => string {
  const { t } = useTranslation();
  const say = useAgentText();
  const agents = useRead('GET /api/v1/agents', {}).data?.items ?? [];
  const bases = useList('GET /api/v1/knowledge/bases', {}).data ?? [];
  const models = useList('GET /api/v1/models', {}).data ?? [];
  const named = (field: Field, id: string) => {
    if (field === 'tools' || field === 'approvals') return say.tool(id);
    if (field === 'knowledge') return bases.find((base) => base.id === id)?.name ?? t('agents.goneBase');
    const agent = field === 'agents' && agents.find((one) => one.id === id);
    return agent ? say.agent(agent).name : id;
  };
  return (field, value) => {
    if (value === null) return field === 'knowledge' ? t('agents.knowledgeAll') : t('agents.modelDefault');
    if (field === 'modelId') return models.find(({ id }) => id === value)?.name ?? String(value);
    if (Array.isArray(value)) return value.map((id) => named(field, id)).join(', ') || t('value.empty');
    if (typeof value === 'object') {
      const { modelCalls, toolCalls, seconds } = value as Agent['limits'];
      return `${t('agents.modelCalls')}: ${modelCalls} · ${t('agents.toolCalls')}: ${toolCalls} · ${t('agents.seconds')}: ${seconds}`;
    }
    return String(value) || t('value.empty');
  };
}
