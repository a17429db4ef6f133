import { Badge, Text, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Receipt, Trigger } from '../../../lib/api-types.ts';
import { usePages } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { MISFIT, readMisfit } from '../../../ui/input/misfit.ts';
import { PagedRows } from '../../../ui/paged-rows.tsx';
import { Row, RowLink } from '../../../ui/rows.tsx';

const REFRESH_MS = 5_000;
const COLORS: Record<Receipt['outcome'], string> = {
  started: 'spruce',
  repeated: 'gray',
  postponed: 'yellow',
  refused: 'red',
};

/** What came to a trigger and what became of it. */
export function Receipts({ trigger }: { trigger: Trigger }) {
  const { t } = useTranslation();
  const receipts = usePages(
    'GET /api/v1/workflows/{id}/triggers/{triggerId}/receipts',
    { params: { id: trigger.workflowId, triggerId: trigger.id }, query: { limit: 20 } },
    { refetchInterval: REFRESH_MS },
  );
  const empty = (
    <Text size="sm" c="dimmed">
      {t('triggers.noReceipts')}
    </Text>
  );
  return (
    <section data-testid="receipts">
      <Title order={3} size="h6" mb="xs">
        {t('triggers.receipts')}
      </Title>
      <PagedRows of={receipts} empty={empty} places={2}>
        {(receipt) => <ReceiptRow key={receipt.id} receipt={receipt} />}
      </PagedRows>
    </section>
  );
}

/** The field that did not fit and why, in the server's words. */
function misfitText(reason: string): string {
  const { field, why } = readMisfit(reason);
  return field ? `${field}: ${why}` : why;
}

function ReceiptRow({ receipt: { outcome, at, runId, code, reason } }: { receipt: Receipt }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useCodeText();
  const main = (
    <>
      <Text size="sm" component="div">
        {format.time(at)}
      </Text>
      {reason !== null && (
        <Text size="xs" c="dimmed" component="div">
          {code === MISFIT ? t('inputForm.misfit', { why: misfitText(reason) }) : say(code ?? '', reason)}
        </Text>
      )}
    </>
  );
  const badge = (
    <Badge variant="light" color={COLORS[outcome]} radius="sm" tt="none" data-testid="receipt-outcome">
      {t(`receipt.${outcome}`)}
    </Badge>
  );
  if (runId !== null) {
    return (
      <RowLink to={`/workflows/runs/${runId}`} main={main} testId="receipt">
        {badge}
      </RowLink>
    );
  }
  return (
    <Row testId="receipt">
      <span style={{ flex: 1, minWidth: 0 }}>{main}</span>
      {badge}
      <IconChevronRight size={16} visibility="hidden" aria-hidden />
    </Row>
  );
}
