import { Anchor, Badge, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../lib/api-types.ts';
import { useList, usePages } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { Row } from '../../ui/rows.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { detailsText } from './audit-details.ts';
import { Section } from './section.tsx';

const KINDS = ['session', 'member', 'key', 'tool', 'knowledge', 'approval', 'egress'] as const;
const OUTCOMES = ['done', 'refused'] as const;

interface Filter {
  kind: (typeof KINDS)[number] | null;
  outcome: (typeof OUTCOMES)[number] | null;
  actor: string | null;
}
const ALL: Filter = { kind: null, outcome: null, actor: null };

/** Who did what: the log that nothing is taken from. */
export function AuditSection() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(ALL);
  const { kind, outcome, actor } = filter;
  const query = {
    ...(kind ? { kind } : {}),
    ...(outcome ? { outcome } : {}),
    ...(actor ? { actor } : {}),
  };
  const pages = usePages('GET /api/v1/audit', { query });
  const isNarrowed = kind !== null || outcome !== null || actor !== null;
  const empty = (
    <EmptyState
      icon={IconListCheck}
      title={t(isNarrowed ? 'audit.noneFit' : 'audit.empty')}
      text={t(isNarrowed ? 'audit.noneFitText' : 'audit.emptyText')}
    />
  );
  return (
    <Section title={t('settings.audit')} text={t('audit.text')}>
      <Stack gap="md">
        <Filters filter={filter} onChange={setFilter} />
        <PagedRows of={pages} empty={empty}>
          {(entry) => <EntryRow key={entry.sequence} entry={entry} />}
        </PagedRows>
      </Stack>
    </Section>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (filter: Filter) => void }) {
  const { t } = useTranslation();
  const members = useList('GET /api/v1/members', {}).data ?? [];
  const choose = (key: keyof Filter, label: string, data: { value: string; label: string }[]) => (
    <Select
      aria-label={label}
      placeholder={label}
      clearable
      clearButtonProps={{ 'aria-label': t('audit.clear', { what: label }) }}
      value={filter[key]}
      onChange={(value) => onChange({ ...filter, [key]: value })}
      data={data}
      data-testid={`audit-${key}`}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
      {choose(
        'kind',
        t('audit.kind'),
        KINDS.map((value) => ({ value, label: t(`audit.kinds.${value}`) })),
      )}
      {choose(
        'outcome',
        t('audit.outcome'),
        OUTCOMES.map((value) => ({ value, label: t(`audit.outcomes.${value}`) })),
      )}
      {choose(
        'actor',
        t('audit.actor'),
        members.map(({ userId, name }) => ({ value: userId, label: name })),
      )}
    </SimpleGrid>
  );
}

function EntryRow({ entry }: { entry: AuditEntry }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const { sequence, at, actor, action, subject, outcome, runId, details } = entry;
  const key = `audit.actions.${action.replace('.', '-')}`;
  const more = detailsText(details);
  return (
    <Row testId="audit-entry">
      <Stack gap={4} miw={0} flex={1}>
        <Group gap={8}>
          <Text size="sm" fw={600}>
            {i18n.exists(key) ? t(key) : action}
          </Text>
          {outcome === 'refused' && (
            <Badge size="sm" color="red" variant="light" tt="none">
              {t('audit.outcomes.refused')}
            </Badge>
          )}
        </Group>
        {subject !== '' && (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {subject}
          </Text>
        )}
        {more !== '' && (
          <Text size="xs" c="dimmed" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
            {more}
          </Text>
        )}
        <Group gap={8}>
          <Text size="xs" c="dimmed">
            {t('audit.by', {
              sequence,
              name: actor?.name || t('audit.nobody'),
              time: format.time(at),
            })}
          </Text>
          {runId !== null && (
            <Anchor component={Link} to={`/runs/${runId}`} size="xs">
              {t('audit.log')}
            </Anchor>
          )}
        </Group>
      </Stack>
    </Row>
  );
}
