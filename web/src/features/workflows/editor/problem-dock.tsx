import { Collapse, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAlertTriangle, IconChevronUp, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import styles from './editor.module.css';
import { ProblemText } from './problem-text.tsx';
import type { PlacedProblem } from './use-problems.ts';

/** All problems below the canvas; a click goes to the place. */
export function ProblemDock(given: {
  problems: readonly PlacedProblem[];
  onGo: (problem: PlacedProblem) => void;
}) {
  const { t } = useTranslation();
  const { problems, onGo } = given;
  const [isOpen, { toggle }] = useDisclosure(false);
  if (problems.length === 0) {
    return (
      <div className={styles.dock} data-testid="problems" data-count={0}>
        <div className={styles.dockHead}>
          <IconCircleCheck size={16} className={styles.good} />
          <Text size="sm">{t('editor.noProblems')}</Text>
        </div>
      </div>
    );
  }
  return (
    <div className={styles.dock} data-testid="problems" data-count={problems.length}>
      <UnstyledButton
        className={styles.dockHead}
        onClick={toggle}
        aria-expanded={isOpen}
        data-testid="problems-toggle"
      >
        <IconAlertTriangle size={16} className={styles.bad} />
        <Text size="sm" fw={550} flex={1}>
          {t('flow.problems', { count: problems.length })}
        </Text>
        <IconChevronUp size={16} style={{ transform: isOpen ? 'rotate(180deg)' : 'none' }} />
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        <ul className={styles.problems}>
          {problems.map((problem) => (
            <li key={problem.code + problem.path.join('.') + problem.message}>
              <UnstyledButton className={styles.problem} onClick={() => onGo(problem)} data-testid="problem">
                <Text size="xs" ff="monospace" c="dimmed" flex="0 0 110px" truncate>
                  {problem.place.id ?? t('flow.whole')}
                </Text>
                <ProblemText problem={problem} />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </Collapse>
    </div>
  );
}
