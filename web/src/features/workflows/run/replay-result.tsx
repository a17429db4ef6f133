import { Alert, Stack, Text } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Replay, WholeRun } from '../../../lib/api-types.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { Loaded, LoadingRows } from '../../../ui/states.tsx';
import type { Draft } from '../flow/draft.ts';
import { ReplayedNodes } from './replayed-nodes.tsx';
import { SideBySide } from './side-by-side.tsx';
import { type ReplayTarget, useReplay } from './use-replay.ts';

interface ReplayResultProps {
  run: WholeRun;
  target: ReplayTarget;
  /** The definition that the target stands for. */
  after: Draft;
  /** What can be done then. */
  children?: ReactNode;
}

/** What another definition would have made of a run. */
export function ReplayResult({ run, target, after, children }: ReplayResultProps) {
  const replay = useReplay(run.id, target);
  return (
    <Loaded of={replay} loading={<LoadingRows rows={4} />}>
      {(replayed) => (
        <Stack>
          <Verdict replayed={replayed} />
          <ReplayedNodes replayed={replayed} before={run.definition as unknown as Draft} after={after} />
          <Outputs run={run} replayed={replayed} />
          {children}
        </Stack>
      )}
    </Loaded>
  );
}

/** The answer in one sentence. */
function Verdict({ replayed }: { replayed: Replay }) {
  const { t } = useTranslation();
  const say = useCodeText();
  const others = replayed.nodes.filter(({ outcome }) => outcome !== 'same').length;
  if (replayed.error) {
    return (
      <Alert color="red" variant="light" title={t('replay.fails')}>
        {say(replayed.error.code, replayed.error.message)}
      </Alert>
    );
  }
  const isSame = others === 0;
  return (
    <Alert
      color={isSame ? 'spruce' : 'yellow'}
      variant="light"
      icon={<IconShieldCheck size={18} />}
      data-testid="replay-verdict"
    >
      {isSame ? t('replay.same') : t('replay.differs', { count: others })}
    </Alert>
  );
}

function Outputs({ run, replayed }: { run: WholeRun; replayed: Replay }) {
  const { t } = useTranslation();
  if (replayed.output === undefined) return null;
  if (JSON.stringify(replayed.output) === JSON.stringify(run.output)) {
    return (
      <Text size="sm" c="dimmed" data-testid="replay-output-same">
        {t('replay.outputSame')}
      </Text>
    );
  }
  return (
    <SideBySide
      id="replay-outputs"
      before={{ name: t('replay.outputBefore'), value: run.output }}
      after={{ name: t('replay.outputAfter'), value: replayed.output }}
    />
  );
}
