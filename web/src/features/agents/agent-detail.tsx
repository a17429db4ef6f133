import { Group, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { useFormat } from '../../lib/use-format.ts';
import styles from './agents.module.css';
import { EffectBadge } from './tool-select.tsx';
import { useChoices } from './use-choices.ts';

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <Text size="sm" fw={600} mb={6}>
        {title}
      </Text>
      {children}
    </section>
  );
}

/** What an agent is: its means, its limits and what it is told. */
export function AgentDetail({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  const say = useAgentText();
  const choices = useChoices(undefined, { tools: [...agent.tools], knowledge: agent.knowledge ?? [] });
  const labels = (known: readonly { value: string; label: string }[], ids: readonly string[]) =>
    ids.map((id) => known.find(({ value }) => value === id)?.label ?? id).join(', ');
  return (
    <>
      <Part title={t('agents.tools')}>
        <Stack gap={8}>
          {agent.tools.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('agents.noTools')}
            </Text>
          )}
          {agent.tools.map((name) => {
            const choice = choices.tools.find(({ value }) => value === name);
            return (
              <div key={name}>
                <Group gap={8}>
                  <Text size="sm" fw={550}>
                    {say.tool(name)}
                  </Text>
                  {choice && <EffectBadge effect={choice.effect} />}
                  {agent.approvals.includes(name) && (
                    <Text size="xs" c="dimmed">
                      {t('agents.asksFirst')}
                    </Text>
                  )}
                </Group>
                <Text size="xs" c="dimmed">
                  {choice?.text}
                </Text>
              </div>
            );
          })}
        </Stack>
      </Part>
      <Part title={t('agents.knowledge')}>
        <Text size="sm">
          {agent.knowledge
            ? labels(choices.bases, agent.knowledge) || t('agents.knowledgeNone')
            : t('agents.knowledgeAll')}
        </Text>
      </Part>
      {agent.agents.length > 0 && (
        <Part title={t('agents.others')}>
          <Text size="sm">{labels(choices.agents, agent.agents)}</Text>
        </Part>
      )}
      <Part title={t('agents.model')}>
        <Text size="sm">
          {agent.modelId ? labels(choices.models, [agent.modelId]) : t('agents.modelDefault')}
        </Text>
      </Part>
      <Limits agent={agent} />
      <Part title={t('agents.instructions')}>
        <pre className={styles.instructions}>{agent.instructions}</pre>
      </Part>
    </>
  );
}

function Limits({ agent: { limits, memoryMessages } }: { agent: Agent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = [
    [t('agents.modelCalls'), format.number(limits.modelCalls)],
    [t('agents.toolCalls'), format.number(limits.toolCalls)],
    [t('agents.time'), format.duration(limits.seconds * 1_000)],
    [t('agents.memory'), format.number(memoryMessages)],
  ] as const;
  return (
    <Part title={t('agents.limits')}>
      <Table variant="vertical" withTableBorder>
        <Table.Tbody>
          {rows.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w="60%">{name}</Table.Th>
              <Table.Td>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Part>
  );
}
