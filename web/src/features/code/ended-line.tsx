import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WholeExecution } from '../../lib/api-types.ts';
import { useFormat } from '../../lib/use-format.ts';

/** How code ended: well, with an exit code, by a limit, or by somebody. */
export function EndedLine({ of, hasOutput }: { of: WholeExecution; hasOutput: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, exitCode, killedBy, result } = of;
  const isWell = state === 'done' && exitCode === 0;
  const isSilent = isWell && !hasOutput && result?.files.length === 0 && result.figures.length === 0;
  const said = () => {
    if (state === 'cancelled' || killedBy === 'cancelled') return t('code.stopped');
    if (killedBy) return t(`killedBy.${killedBy}`);
    if (state === 'failed') return t('code.notRun');
    return isWell ? t('code.ended') : t('code.exitCode', { exitCode });
  };
  return (
    <Group gap="xs" data-testid="ended" data-state={state} data-killed-by={killedBy}>
      <Badge variant="light" color={isWell ? 'spruce' : killedBy ? 'orange' : 'red'} radius="sm" tt="none">
        {said()}
      </Badge>
      {result && (
        <Text size="xs" c="dimmed">
          {format.duration(result.durationMs)}
        </Text>
      )}
      {isSilent && (
        <Text size="xs" c="dimmed">
          {t('code.silent')}
        </Text>
      )}
    </Group>
  );
}
