import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeWorkflow } from '../../../lib/api-types.ts';
import { useList, useRead } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import styles from './automation.module.css';
import { ScheduleForm } from './schedule-form.tsx';
import { MakeButton, ScheduleList } from './schedule-list.tsx';
import { TriggerForm } from './trigger-form.tsx';
import { NewTriggerButton, TriggerList } from './trigger-list.tsx';
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
      <Triggers workflow={workflow} />
    </Page>
  );
}

interface PartProps {
  title: string;
  text: string;
  action: ReactNode;
  children: ReactNode;
}

function Part({ title, text, action, children }: PartProps) {
  return (
    <section className={styles.section}>
      <Group justify="space-between" mb="md">
        <div>
          <Title order={2} size="h4">
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {text}
          </Text>
        </div>
        {action}
      </Group>
      {children}
    </section>
  );
}

function Schedules({ workflow: { id, name } }: { workflow: WholeWorkflow }) {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [isMaking, setMaking] = useState(false);
  const make = () => setMaking(true);
  const schedules = useList(
    'GET /api/v1/workflows/{id}/schedules',
    { params: { id } },
    { refetchInterval: REFRESH_MS },
  );
  const hasSome = (schedules.data?.length ?? 0) > 0;
  return (
    <Part
      title={t('schedules.title')}
      text={t('schedules.text')}
      action={mayMake && hasSome && <MakeButton onClick={make} />}
    >
      <Loaded of={schedules}>
        {(items) => <ScheduleList schedules={items} workflowId={id} nameOf={() => name} onMake={make} />}
      </Loaded>
      {isMaking && <ScheduleForm workflowId={id} onClose={() => setMaking(false)} />}
    </Part>
  );
}

function Triggers({ workflow: { id, name } }: { workflow: WholeWorkflow }) {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [isMaking, setMaking] = useState(false);
  const make = () => setMaking(true);
  const triggers = useList(
    'GET /api/v1/workflows/{id}/triggers',
    { params: { id } },
    { refetchInterval: REFRESH_MS },
  );
  const hasSome = (triggers.data?.length ?? 0) > 0;
  return (
    <Part
      title={t('triggers.title')}
      text={t('triggers.text')}
      action={mayMake && hasSome && <NewTriggerButton onClick={make} />}
    >
      <Loaded of={triggers}>
        {(items) => <TriggerList triggers={items} workflowId={id} nameOf={() => name} onMake={make} />}
      </Loaded>
      {isMaking && <TriggerForm workflowId={id} onClose={() => setMaking(false)} />}
    </Part>
  );
}
