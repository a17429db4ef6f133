import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useList } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';

const RAISERS = ['super_admin', 'admin'];
const MAX_NAMED = 3;

/** Whom to ask where one may not raise a budget oneself. */
export function Raisers() {
  const { t } = useTranslation();
  const { language } = useFormat();
  const members = useList('GET /api/v1/members', {});
  const names = members.data?.filter(({ role }) => RAISERS.includes(role)).map(({ name }) => name) ?? [];
  if (names.length === 0) return null;
  const list = new Intl.ListFormat(language, { type: 'disjunction' }).format(names.slice(0, MAX_NAMED));
  return (
    <Text size="xs" c="dimmed" data-testid="budget-raisers">
      {t('budgets.raisers', { names: list })}
    </Text>
  );
}
