import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/use-format.ts';

/** Below it an estimate is a guess, and said to be one. */
const SURE = 0.5;

interface ExpectedProps {
  at: number | null;
  sureness?: number | null;
}

/** When it should be done; nothing while nobody knows. */
export function Expected({ at, sureness = 1 }: ExpectedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  if (at === null) return null;
  const text = (sureness ?? 0) < SURE ? 'now.perhapsBy' : 'now.doneBy';
  return (
    <Text size="xs" c="dimmed" data-testid="expected">
      {t(text, { time: format.clock(at) })}
    </Text>
  );
}
