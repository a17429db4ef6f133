import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { WorkflowProblem } from '../../../lib/api-types.ts';

/** What is wrong in the reader's language, and the exact words of the check below. */
export function ProblemText({ problem }: { problem: Pick<WorkflowProblem, 'code' | 'message'> }) {
  const { t, i18n } = useTranslation();
  const key = `flowProblem.${problem.code}`;
  return (
    <div>
      <Text size="sm" fw={550} lh={1.4}>
        {i18n.exists(key) ? t(`flowProblem.${problem.code}`) : problem.code}
      </Text>
      <Text size="xs" lh={1.45} style={{ overflowWrap: 'anywhere' }}>
        {problem.message.replace(/^Cannot [^:]*: /, '')}
      </Text>
    </div>
  );
}
