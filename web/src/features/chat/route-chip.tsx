import { Loader, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconRoute } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { foldAnswer } from '../../../../server/src/chat/fold.ts';
import { useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useRunFold } from '../../lib/use-run-fold.ts';
import styles from './message.module.css';
import type { ShownAnswer } from './shown-answer.ts';

interface RouteChipProps {
  answer: ShownAnswer;
  runId: string | null;
}

/** Which path an answer took, and why. */
export function RouteChip({ answer, runId }: RouteChipProps) {
  const { t } = useTranslation();
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const { route, agent } = answer;
  if (!route) return null;
  return (
    <Popover opened={isOpen} onDismiss={close} position="bottom-start" width={320} shadow="md">
      <Popover.Target>
        <UnstyledButton
          className={styles.route}
          onClick={toggle}
          data-testid="route-chip"
          data-route={route}
          data-agent={agent}
          data-reason={answer.reason}
        >
          <IconRoute size={14} />
          {t(`route.${route}`)} · {agent && <AgentName id={agent} />}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>{isOpen && <Why answer={answer} runId={runId} />}</Popover.Dropdown>
    </Popover>
  );
}

/** The name of an agent of the workspace's own; one that is gone for good is known only by its id. */
function AgentName({ id }: { id: string }) {
  const { t, i18n } = useTranslation();
  const say = useAgentText();
  const all = useRead('GET /api/v1/agents', {}, { staleTime: 60_000 }).data?.items;
  const agent = all?.find((one) => one.id === id);
  if (i18n.exists(`agent.${id}.name`)) return t(`agent.${id}.name`);
  return agent ? say.agent(agent).name : id;
}

/** The reason is in the run's log alone: it is read when somebody asks. */
function Why({ answer, runId }: RouteChipProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { state: log, problem } = useRunFold(answer.reason ? null : runId, foldAnswer);
  const reason = answer.reason ?? log?.route?.reason;
  return (
    <Stack gap={6} data-testid="route-why">
      <Text size="sm" fw={600}>
        {t('chat.why')}
      </Text>
      {reason ? (
        <Text size="sm">{i18n.exists(`reason.${reason}`) ? t(`reason.${reason}`) : reason}</Text>
      ) : problem ? (
        <Text size="sm">{t('chat.whyUnknown')}</Text>
      ) : (
        <Loader size="xs" />
      )}
      {answer.model && (
        <Text size="xs" c="dimmed">
          {t('chat.modelUsed', { model: answer.model })}
        </Text>
      )}
      {answer.usage.tokens > 0 && (
        <Text size="xs" c="dimmed">
          {t('chat.usage', {
            tokens: format.number(answer.usage.tokens),
            cost: format.cost(answer.usage.costMicros),
          })}
        </Text>
      )}
    </Stack>
  );
}
