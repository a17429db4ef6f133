import { Collapse, SegmentedControl, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Priority } from '../../../lib/api-types.ts';
import { type LimitsDraft, NO_LIMITS, readLimits } from '../../../lib/limits.ts';
import { fromLocalText } from '../../../lib/local-time.ts';
import { DateTimeInput } from '../../../ui/date-time-input.tsx';
import { LimitsFields } from '../../../ui/limits-fields.tsx';
import styles from './editor.module.css';

const PRIORITIES: readonly Priority[] = ['background', 'low', 'normal', 'high', 'interactive'];

/** How a run is to be done, beside its input. */
export interface Terms {
  /** Null: as the workflow says. */
  priority: Priority | null;
  deadline: string;
  budget: LimitsDraft;
}

export const NO_TERMS: Terms = { priority: null, deadline: '', budget: NO_LIMITS };

/** What is asked of the server, or null where something can't be asked. */
export function readTerms({ priority, deadline, budget }: Terms, now: number) {
  const { limits, faults } = readLimits(budget);
  const deadlineAt = fromLocalText(deadline);
  if (faults.length > 0 || (deadlineAt !== null && deadlineAt <= now)) return null;
  return {
    ...(priority ? { priority } : {}),
    ...(deadlineAt === null ? {} : { deadlineAt }),
    ...(Object.keys(limits).length > 0 ? { budget: limits } : {}),
  };
}

interface TermsFormProps {
  /** The priority that the workflow has by itself, if it says one. */
  usual: unknown;
  terms: Terms;
  change: (part: Partial<Terms>) => void;
}

/** Folded away: most runs need none of it. */
export function TermsForm({ usual, terms, change }: TermsFormProps) {
  const { t } = useTranslation();
  const [isOpen, { toggle }] = useDisclosure(false);
  const deadlineAt = fromLocalText(terms.deadline);
  const isPast = deadlineAt !== null && deadlineAt <= Date.now();
  return (
    <div>
      <UnstyledButton
        className={styles.fold ?? ''}
        onClick={toggle}
        aria-expanded={isOpen}
        data-testid="run-terms"
      >
        <IconChevronRight size={16} aria-hidden />
        <Text size="sm" fw={550} span>
          {t('editor.terms')}
        </Text>
        <Text size="xs" c="dimmed" span>
          {t('editor.termsText')}
        </Text>
      </UnstyledButton>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <Stack gap="sm" pt="sm">
            <div>
              <Text size="sm" fw={500} mb={4} id="run-priority">
                {t('nodeField.priority')}
              </Text>
              <SegmentedControl
                aria-labelledby="run-priority"
                value={terms.priority ?? PRIORITIES.find((one) => one === usual) ?? 'normal'}
                onChange={(value) => change({ priority: value as Priority })}
                data={PRIORITIES.map((value) => ({ value, label: t(`nodeChoice.${value}`) }))}
              />
            </div>
            <DateTimeInput
              label={t('editor.deadline')}
              description={t('editor.deadlineText')}
              error={isPast ? t('editor.deadlinePast') : null}
              value={terms.deadline}
              onChange={(deadline) => change({ deadline })}
              data-testid="run-deadline"
            />
            <div>
              <Text size="sm" fw={500}>
                {t('editor.budget')}
              </Text>
              <Text size="xs" c="dimmed" mb="xs">
                {t('editor.budgetText')}
              </Text>
              <LimitsFields draft={terms.budget} onChange={(budget) => change({ budget })} />
            </div>
          </Stack>
        )}
      </Collapse>
    </div>
  );
}
