import { Button, Radio, Stack, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useList, useRead, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Loaded, LoadingRows } from '../../ui/states.tsx';
import { VersionDiff } from './version-diff.tsx';

const TOUCHED = [
  'GET /api/v1/agents',
  'GET /api/v1/agents/{id}',
  'GET /api/v1/agents/{id}/versions',
] as const;

/** Earlier versions, what differs between one and the current one, and the way back to it. */
export function AgentVersions({ agent, mayEdit }: { agent: Agent; mayEdit: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const versions = useRead('GET /api/v1/agents/{id}/versions', { params: { id: agent.id } });
  const members = useList('GET /api/v1/members', {});
  const [chosen, setChosen] = useState<number | null>(null);
  const nameOf = (userId: string) => members.data?.find((member) => member.userId === userId)?.name ?? '';
  return (
    <Loaded of={versions} loading={<LoadingRows rows={2} />}>
      {({ items }) => (
        <Stack gap="md">
          <Radio.Group
            value={String(chosen ?? agent.version)}
            onChange={(value) => setChosen(Number(value))}
            aria-label={t('agents.versions')}
          >
            <Stack gap="xs">
              {items.map(({ version, createdAt, createdBy }) => (
                <Radio
                  key={version}
                  value={String(version)}
                  label={
                    version === agent.version
                      ? t('agents.currentVersion', { version })
                      : t('agents.version', { version })
                  }
                  description={[nameOf(createdBy), format.time(createdAt)].filter(Boolean).join(' · ')}
                  data-testid={`version-${version}`}
                />
              ))}
            </Stack>
          </Radio.Group>
          {chosen !== null && chosen !== agent.version && (
            <Earlier agent={agent} version={chosen} mayEdit={mayEdit} onDone={() => setChosen(null)} />
          )}
        </Stack>
      )}
    </Loaded>
  );
}

interface EarlierProps {
  agent: Agent;
  version: number;
  mayEdit: boolean;
  onDone: () => void;
}

function Earlier({ agent, version, mayEdit, onDone }: EarlierProps) {
  const { t } = useTranslation();
  const found = useRead('GET /api/v1/agents/{id}', { params: { id: agent.id }, query: { version } });
  const restore = useWrite('PUT /api/v1/agents/{id}/version', TOUCHED);
  const given = { params: { id: agent.id }, body: { version, baseVersion: agent.version } };
  return (
    <section>
      <Text size="sm" fw={600} mb="xs">
        {t('agents.diff', { from: version, to: agent.version })}
      </Text>
      <Loaded of={found} loading={<LoadingRows rows={2} />}>
        {(earlier) => <VersionDiff from={earlier} to={agent} />}
      </Loaded>
      <FormProblem error={restore.error} />
      {mayEdit && (
        <Button
          mt="sm"
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          loading={restore.isPending}
          onClick={() => restore.mutate(given, { onSuccess: onDone })}
          data-testid="version-restore"
        >
          {t('agents.makeCurrent', { version })}
        </Button>
      )}
    </section>
  );
}
