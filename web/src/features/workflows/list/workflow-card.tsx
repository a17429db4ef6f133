import { ActionIcon, Group, Menu, Text, Title } from '@mantine/core';
import { IconCalendarTime, IconDots, IconTimeline, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Workflow } from '../../../lib/api-types.ts';
import { useCan, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useConfirm } from '../../../ui/use-confirm.tsx';
import styles from './list.module.css';

export function WorkflowCard({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const confirm = useConfirm();
  const remove = useWrite('DELETE /api/v1/workflows/{id}', ['GET /api/v1/workflows']);
  const { id, name, description, version, updatedAt } = workflow;
  return (
    <article className={`${styles.card} ${styles.whole}`} data-testid="workflow-card">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap="xs">
        <Title order={2} size="h5" lineClamp={2} miw={0}>
          <Link to="/workflows/$workflowId" params={{ workflowId: id }} className={styles.name}>
            {name}
          </Link>
        </Title>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              className={styles.above ?? ''}
              variant="subtle"
              color="gray"
              aria-label={t('workflows.menu', { name })}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              component={Link}
              to={`/workflows/runs?workflowId=${id}`}
              leftSection={<IconTimeline size={16} />}
            >
              {t('workflows.itsRuns')}
            </Menu.Item>
            <Menu.Item
              component={Link}
              to={`/workflows/${id}/automation`}
              leftSection={<IconCalendarTime size={16} />}
              data-testid="workflow-automation"
            >
              {t('automation.title')}
            </Menu.Item>
            {can('delete', 'Workflow') && (
              <Menu.Item
                color="red.9"
                leftSection={<IconTrash size={16} />}
                onClick={() =>
                  confirm({
                    title: t('workflows.deleteTitle'),
                    text: t('workflows.deleteText', { name }),
                    confirm: t('common.delete'),
                    act: () => remove.mutateAsync({ params: { id } }),
                  })
                }
              >
                {t('common.delete')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Text size="sm" c="dimmed" lineClamp={3} mt={4} flex={1}>
        {description}
      </Text>
      <Group justify="space-between" mt="md">
        <Text size="xs" c="dimmed">
          {t('workflows.version', { version })}
        </Text>
        <Text size="xs" c="dimmed">
          {format.ago(updatedAt)}
        </Text>
      </Group>
    </article>
  );
}
