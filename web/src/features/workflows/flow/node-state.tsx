import { Loader } from '@mantine/core';
import {
  IconBan,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconHourglass,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { NodeState } from '../../../lib/api-types.ts';
import styles from './flow.module.css';

const ICONS = {
  idle: IconCircleDashed,
  waiting: IconHourglass,
  done: IconCircleCheckFilled,
  skipped: IconPlayerSkipForward,
  failed: IconCircleXFilled,
  cancelled: IconBan,
};

/** The state of a node as a sign and a word. */
export function NodeStateSign({ state }: { state: NodeState['state'] }) {
  const { t } = useTranslation();
  const Icon = state === 'running' ? null : ICONS[state];
  return (
    <span className={styles.sign} data-state={state}>
      {Icon ? <Icon size={15} aria-hidden /> : <Loader size={13} color="blue" aria-hidden />}
      {t(`nodeState.${state}`)}
    </span>
  );
}
