import { Code, Spoiler, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Markdown } from './markdown.tsx';
import styles from './value.module.css';

const MAX_HEIGHT = 280;

/** A JSON value for people: an object as its fields, text as text, everything else as JSON. Tidy: without fields that say nothing. */
export function ValueView({ value, isTidy = false }: { value: unknown; isTidy?: boolean }) {
  const { t } = useTranslation();
  const isFields = typeof value === 'object' && value !== null && !Array.isArray(value);
  const all: [string, unknown][] = isFields ? Object.entries(value) : [];
  const entries = isTidy ? all.filter(([, item]) => !isNothing(item)) : all;
  const isEmpty = value === null || value === undefined || value === '' || (isFields && entries.length === 0);
  if (isEmpty) {
    return (
      <Text size="sm" c="dimmed">
        {t('value.empty')}
      </Text>
    );
  }
  if (!isFields) return <Whole value={value} />;
  return (
    <dl className={styles.fields}>
      {entries.map(([name, item]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <Whole value={item} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const isNothing = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** Text with marks of Markdown that no program has at the start of a line. */
const looksLikeMarkdown = (text: string): boolean => /^(?:```|#{2,4} |> |\* |- \*\*|\d+\. )/m.test(text);

function Whole({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return <Code>{String(value)}</Code>;
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    <Spoiler maxHeight={MAX_HEIGHT} showLabel={t('value.more')} hideLabel={t('value.less')} fz="sm">
      {typeof value === 'string' && looksLikeMarkdown(text) ? (
        <div className={styles.marked}>
          <Markdown text={text} />
        </div>
      ) : (
        <div className={typeof value === 'string' ? styles.text : styles.json}>{text || '""'}</div>
      )}
    </Spoiler>
  );
}
