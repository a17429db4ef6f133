import { Group, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconCompass, IconSearch, IconShieldCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { MessagePart } from '../../../lib/api-types.ts';
import { isFlagged } from './annotate.ts';
import styles from './evidence.module.css';

type PartOf<T extends MessagePart['type']> = Extract<MessagePart, { type: T }>;
export type EvidencePart = PartOf<'question' | 'check' | 'unknown'>;

/** What an answer tells of its own search and of its support. */
export function Evidence({ part }: { part: EvidencePart }) {
  switch (part.type) {
    case 'question':
      return <Searched part={part} />;
    case 'check':
      return <Checked part={part} />;
    case 'unknown':
      return <Unknown part={part} />;
  }
}

/** Said only where it was not simply the question that was searched for. */
function Searched({ part: { asked, searched, parts } }: { part: PartOf<'question'> }) {
  const { t } = useTranslation();
  if (searched === asked.trim() && parts.length === 0) return null;
  return (
    <div className={styles.searched} data-testid="searched-question">
      <IconSearch size={15} aria-hidden className={styles.icon} />
      <div>
        <Text size="sm" c="dimmed">
          {t('evidence.searchedFor', { query: searched })}
        </Text>
        {parts.length > 0 && (
          <List size="sm" c="dimmed" spacing={2}>
            {parts.map((part) => (
              <List.Item key={part}>{part}</List.Item>
            ))}
          </List>
        )}
      </div>
    </div>
  );
}

function Checked({ part: { claims, by } }: { part: PartOf<'check'> }) {
  const { t } = useTranslation();
  const count = claims.length;
  if (count === 0) return null;
  const flagged = claims.filter(isFlagged).length;
  const unchecked = claims.filter(({ state }) => state === 'unchecked').length;
  const Icon = flagged > 0 ? IconAlertTriangle : IconShieldCheck;
  const said = [
    flagged > 0
      ? t('evidence.someFlagged', { count: flagged, all: count })
      : t('evidence.allSupported', { count: count - unchecked }),
    ...(unchecked > 0 ? [t('evidence.unchecked', { count: unchecked })] : []),
  ];
  const isNone = flagged === 0 && unchecked === count;
  return (
    <Group
      gap={6}
      wrap="nowrap"
      align="flex-start"
      className={styles.checked ?? ''}
      data-testid="answer-check"
    >
      <Icon size={15} aria-hidden className={styles.icon} />
      <Text size="xs" c="dimmed">
        {(isNone ? said.slice(1) : said).join(' ')} {t(`evidence.by.${by}`)}
      </Text>
    </Group>
  );
}

/** Its first sentence is in the language of the question; the rest is told below. */
const firstSentence = (text: string) => /^.*?(?:。|\.(?=\s|$))/s.exec(text)?.[0] ?? text;

function Unknown({ part: { text, searched, nearest } }: { part: PartOf<'unknown'> }) {
  const { t } = useTranslation();
  return (
    <div className={styles.unknown} data-testid="answer-unknown">
      <IconCompass size={20} stroke={1.6} aria-hidden className={styles.icon} />
      <Stack gap="xs" miw={0}>
        <Text>{firstSentence(text)}</Text>
        {searched.length > 0 && (
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('evidence.searchedFor', { query: searched.join('” · “') })}
          </Text>
        )}
        {nearest.length > 0 && (
          <nav aria-label={t('evidence.nearest')}>
            <Text size="sm" c="dimmed" mb={2}>
              {t('evidence.nearest')}
            </Text>
            <List size="sm" spacing={2}>
              {nearest.map(({ baseId, documentId, documentName, passageId }) => (
                <List.Item key={documentId}>
                  <Link
                    to="/knowledge/$baseId/$documentId"
                    params={{ baseId, documentId }}
                    search={{ passage: passageId }}
                    className={styles.link}
                  >
                    {documentName}
                  </Link>
                </List.Item>
              ))}
            </List>
          </nav>
        )}
      </Stack>
    </div>
  );
}
