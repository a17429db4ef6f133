import { ActionIcon, Alert, Group, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { asDraft, type Draft } from '../flow/draft.ts';
import { lineOf, rangeOf, readYaml, writeYaml } from '../flow/yaml-text.ts';
import styles from './editor.module.css';

export interface YamlPaneHandle {
  /** Selects the place that a path names. */
  show(path: readonly (string | number)[]): void;
}

interface YamlPaneProps {
  draft: Draft;
  isReadOnly: boolean;
  onChange: (draft: Draft) => void;
  onClose: () => void;
  ref: Ref<YamlPaneHandle>;
}

const LINE_HEIGHT = 20;

/** The definition as YAML. What is typed here is on the canvas at once, and the other way round. */
export function YamlPane({ draft, isReadOnly, onChange, onClose, ref }: YamlPaneProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => writeYaml(draft));
  /** The draft that the text stands for: another one came from elsewhere. */
  const [written, setWritten] = useState(draft);
  const [fault, setFault] = useState<string | null>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  if (written !== draft) {
    setWritten(draft);
    setText(writeYaml(draft));
    setFault(null);
  }
  useImperativeHandle(ref, () => ({
    show(path) {
      const [from, to] = rangeOf(text, path);
      area.current?.focus();
      area.current?.setSelectionRange(from, to);
      if (area.current) area.current.scrollTop = Math.max(0, (lineOf(text, from) - 4) * LINE_HEIGHT);
    },
  }));
  useEffect(() => {
    const pane = area.current;
    const scroll = () => gutter.current?.scrollTo({ top: pane?.scrollTop ?? 0 });
    pane?.addEventListener('scroll', scroll);
    return () => pane?.removeEventListener('scroll', scroll);
  }, []);
  const type = (next: string) => {
    setText(next);
    const read = readYaml(next);
    if (!read.ok) {
      setFault(
        read.line === null ? read.message : t('editor.yamlLine', { line: read.line, message: read.message }),
      );
      return;
    }
    const found = asDraft(read.value);
    setFault(found ? null : t('editor.yamlShape'));
    if (!found) return;
    setWritten(found);
    onChange(found);
  };
  return (
    <div className={styles.yaml} data-testid="yaml-pane">
      <Group justify="space-between" px="md" py={8} wrap="nowrap">
        <Title order={2} size="h6">
          {t('editor.code')}
        </Title>
        <Group gap={2}>
          <CopyButton text={text} />
          <ActionIcon variant="subtle" color="gray" aria-label={t('common.close')} onClick={onClose}>
            <IconX size={17} />
          </ActionIcon>
        </Group>
      </Group>
      <div className={styles.yamlBody}>
        <div className={styles.gutter} ref={gutter} aria-hidden>
          {text.split('\n').map((_, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is what it is
            <div key={line}>{line + 1}</div>
          ))}
        </div>
        <textarea
          ref={area}
          className={styles.yamlText}
          value={text}
          readOnly={isReadOnly}
          onChange={({ currentTarget }) => type(currentTarget.value)}
          aria-label={t('workflows.definition')}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          wrap="off"
          data-testid="yaml-text"
        />
      </div>
      {fault && (
        <Alert color="red" variant="light" radius={0} p="sm" role="alert" data-testid="yaml-fault">
          <Text size="sm">{fault}</Text>
        </Alert>
      )}
    </div>
  );
}
