import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeWorkflow } from '../../../lib/api-types.ts';
import { useList, useRead } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import styles from './automation.module.css';
import { ScheduleForm } from './schedule-form.tsx';
import { MakeButton, ScheduleList } from './schedule-list.tsx';
import { useMayAutomate } from './use-automation-rights.ts';

const REFRESH_MS = 5_000;

/** What starts one workflow by itself. */
export function AutomationPage({ id }: { id: string }) {
  const workflow = useRead('GET /api/v1/workflows/{id}', { params: { id } });
  return <Loaded of={workflow}>{(found) => <OfWorkflow workflow={found} />}</Loaded>;
}

function OfWorkflow({ workflow }: { workflow: WholeWorkflow }) {
  const { t } = useTranslation();
  const above = (
    <Anchor component={Link} to={`/workflows/${workflow.id}`} size="sm" c="dimmed">
      {workflow.name}
    </Anchor>
  );
  return (
    <Page title={t('automation.title')} description={t('automation.description')} above={above} width={860}>
      <Schedules workflow={workflow} />
    </Page>
  );
}

function Schedules({ workflow: { id, name } }: { workflow: WholeWorkflow }) {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [isMaking, setMaking] = useState(false);
  const schedules = useList(
    'GET /api/v1/workflows/{id}/schedules',
    { params: { id } },
    { refetchInterval: REFRESH_MS },
  );
  const hasSome = (schedules.data?.length ?? 0) > 0;
  return (
    <section className={styles.section}>
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2} size="h4">
            {t('schedules.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('schedules.text')}
          </Text>
        </div>
        {mayMake && hasSome && <MakeButton onClick={() => setMaking(true)} />}
      </Group>
      <Loaded of={schedules}>
        {(items) => (
          <ScheduleList
            schedules={items}
            workflowId={id}
            nameOf={() => name}
            onMake={() => setMaking(true)}
          />
        )}
      </Loaded>
      {isMaking && <ScheduleForm workflowId={id} onClose={() => setMaking(false)} />}
    </section>
  );
}
