import { Button, Drawer, Group, Radio, Stack, Text, Title } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../../lib/client.tsx';
import { useList, useRead } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import { useTellProblem } from '../../../ui/use-confirm.tsx';
import type { Draft } from '../flow/draft.ts';
import styles from './editor.module.css';

interface VersionsDrawerProps {
  id: string;
  current: number;
  mayEdit: boolean;
  onRestore: (draft: Draft) => void;
  onClose: () => void;
}

/** Earlier versions, what differs between one and the newest, and the way back to it. */
export function VersionsDrawer({ id, current, mayEdit, onRestore, onClose }: VersionsDrawerProps) {
  const { t } = useTranslation();
  const api = useApi();
  const tell = useTellProblem();
  const format = useFormat();
  const versions = useList('GET /api/v1/workflows/{id}/versions', { params: { id } });
  const members = useList('GET /api/v1/members', {});
  const [chosen, setChosen] = useState<number | null>(null);
  const nameOf = (userId: string) => members.data?.find((member) => member.userId === userId)?.name ?? '';
  const restore = async (version: number) => {
    const found = await api.call('GET /api/v1/workflows/{id}', { params: { id }, query: { version } });
    onRestore(found.definition as unknown as Draft);
    onClose();
  };
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={420}
      title={t('editor.versions')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Loaded of={versions} loading={<LoadingRows />}>
        {(items) => (
          <Stack gap="lg">
            <Radio.Group
              value={String(chosen ?? current)}
              onChange={(value) => setChosen(Number(value))}
              aria-label={t('editor.versions')}
            >
              <Stack gap="xs">
                {items.map(({ version, createdAt, createdBy }) => (
                  <Radio
                    key={version}
                    value={String(version)}
                    label={t('workflows.version', { version })}
                    description={[nameOf(createdBy), format.time(createdAt)].filter(Boolean).join(' · ')}
                    data-testid={`version-${version}`}
                  />
                ))}
              </Stack>
            </Radio.Group>
            {chosen !== null && chosen !== current && (
              <>
                <Diff id={id} from={chosen} to={current} />
                {mayEdit && (
                  <Button
                    variant="default"
                    leftSection={<IconArrowBackUp size={16} />}
                    onClick={() => void restore(chosen).catch(tell)}
                    data-testid="version-restore"
                  >
                    {t('editor.restore', { version: chosen })}
                  </Button>
                )}
              </>
            )}
          </Stack>
        )}
      </Loaded>
    </Drawer>
  );
}

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;
const COLORS = { added: 'green.9', removed: 'red.9', changed: 'dimmed' } as const;

function Diff({ id, from, to }: { id: string; from: number; to: number }) {
  const { t } = useTranslation();
  const diff = useRead('GET /api/v1/workflows/{id}/diff', { params: { id }, query: { from, to } });
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('editor.diff', { from, to })}
      </Title>
      <Loaded of={diff} loading={<LoadingRows rows={2} />}>
        {({ nodes, keys }) => (
          <div className={styles.diff} data-testid="version-diff">
            {nodes.length + keys.length === 0 && <Text size="sm">{t('editor.noDiff')}</Text>}
            {nodes.map((node) => (
              <Group key={node.id} gap={8} wrap="nowrap" align="baseline">
                <Text ff="monospace" fw={700} c={COLORS[node.change]}>
                  {SIGNS[node.change]}
                </Text>
                <Text size="sm">
                  <b>{node.id}</b> {t(`change.${node.change}`)}
                  {node.keys.length > 0 && `: ${node.keys.join(', ')}`}
                </Text>
              </Group>
            ))}
            {keys.length > 0 && <Text size="sm">{t('editor.diffKeys', { keys: keys.join(', ') })}</Text>}
          </div>
        )}
      </Loaded>
    </section>
  );
}
