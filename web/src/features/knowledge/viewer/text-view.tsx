import { Badge, Group, Text } from '@mantine/core';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passage } from '../../../lib/api-types.ts';
import type { ShownPassage } from '../shown-passages.ts';
import type { Span } from './find.ts';
import { MarkedText } from './marked-text.tsx';
import { citedIn, hasSpan, type Mark, shownWith, type Target } from './marks.ts';
import type { Match } from './use-find.ts';
import styles from './viewer.module.css';

interface TextViewProps {
  passages: readonly Passage[];
  target: Target;
  matches: readonly Match[];
  current: number;
}

const NONE: readonly Mark[] = [];

/** The extracted text, passage by passage. What is far from sight is laid out when it comes near. */
export function TextView({ passages, target, matches, current }: TextViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { passage, start, end } = target;
  const shown = useMemo(() => shownWith(passages, { start, end }), [passages, start, end]);
  const words = useMemo(
    () => shown.map((one) => (hasSpan({ start, end }) ? citedIn(one, { start, end }) : undefined)),
    [shown, start, end],
  );
  const marks = useMemo(() => marksOf(matches, current, words), [matches, current, words]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another target is another place
  useEffect(() => {
    const place =
      frame.current?.querySelector<HTMLElement>('mark[data-kind="cited"]') ??
      frame.current?.querySelector<HTMLElement>('[data-highlighted="true"]');
    place?.scrollIntoView({ block: 'center' });
    place?.focus({ preventScroll: true });
  }, [passage, start, end]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another match is another place
  useEffect(() => {
    frame.current?.querySelector('mark[data-kind="current"]')?.scrollIntoView({ block: 'center' });
  }, [matches, current]);
  return (
    <div ref={frame} data-testid="passages">
      {shown.map((one, at) => (
        <ShownText
          key={one.id}
          shown={one}
          marks={marks.get(at) ?? NONE}
          isMarked={one.id === passage || words[at] !== undefined}
        />
      ))}
    </div>
  );
}

function marksOf(matches: readonly Match[], current: number, words: readonly (Span | undefined)[]) {
  const marks = new Map<number, Mark[]>();
  const put = (at: number, mark: Mark) => marks.set(at, [...(marks.get(at) ?? []), mark]);
  for (const [at, span] of words.entries()) if (span) put(at, { ...span, kind: 'cited' });
  for (const [index, { passage, start, end }] of matches.entries())
    put(passage, { start, end, kind: index === current ? 'current' : 'match' });
  return marks;
}

interface ShownTextProps {
  shown: ShownPassage;
  marks: readonly Mark[];
  isMarked: boolean;
}

const ShownText = memo(function ShownText({ shown, marks, isMarked }: ShownTextProps) {
  return (
    <div className={styles.passage}>
      <PlaceMark shown={shown} />
      <div
        tabIndex={isMarked ? -1 : undefined}
        className={styles.text}
        data-highlighted={isMarked}
        data-passage={shown.id}
        data-testid={isMarked ? 'passage-highlighted' : 'passage'}
      >
        <MarkedText text={shown.text} marks={marks} />
      </div>
    </div>
  );
});

function PlaceMark({ shown: { page, heading } }: { shown: ShownPassage }) {
  const { t } = useTranslation();
  if (page === null && heading === null) return null;
  return (
    <Group gap="xs" mt="lg" mb={4}>
      {page !== null && (
        <Badge variant="default" radius="sm" tt="none" fw={500}>
          {t('chat.page', { page })}
        </Badge>
      )}
      {heading !== null && (
        <Text fw={650} size="lg">
          {heading}
        </Text>
      )}
    </Group>
  );
}
