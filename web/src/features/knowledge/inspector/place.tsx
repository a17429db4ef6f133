import { Badge, Button, Group, Text } from '@mantine/core';
import { IconArrowBackUp, IconArrowMergeBoth, IconEyeOff, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InspectedPassages } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useMemberName } from '../../../lib/use-member-name.ts';
import styles from './inspector.module.css';
import { PlaceEditor } from './place-editor.tsx';

interface PlaceProps {
  place: InspectedPassages;
  mayEdit: boolean;
  onPut: (passages: string[]) => Promise<unknown>;
  onUndo: () => void;
  onMerge: (() => void) | null;
}

/** What search has at one place of a document. */
export function Place({ place, mayEdit, onPut, onUndo, onMerge }: PlaceProps) {
  const { t } = useTranslation();
  const [isEditing, setIsEditing] = useState(false);
  const { first, last, state, passages, parsed } = place;
  const name = first === last ? `${first + 1}` : `${first + 1}–${last + 1}`;
  return (
    <section
      className={styles.place}
      data-state={state}
      data-testid="place"
      aria-label={t('inspector.place', { name })}
    >
      <Group gap={6} mb={6}>
        <Text fw={650} size="sm">
          {t('inspector.place', { name })}
        </Text>
        {state !== 'parsed' && (
          <Badge variant="light" radius="sm" tt="none" color={state === 'excluded' ? 'gray' : 'spruce'}>
            {t(`inspector.${state}`)}
          </Badge>
        )}
        <Changed place={place} />
      </Group>
      {isEditing ? (
        <PlaceEditor
          texts={passages.length > 0 ? passages.map(({ text }) => text) : (parsed ?? [])}
          onCancel={() => setIsEditing(false)}
          onSave={async (texts) => {
            await onPut(texts);
            setIsEditing(false);
          }}
        />
      ) : (
        passages.map((passage) => <PassageFacts key={passage.id} passage={passage} />)
      )}
      {parsed && !isEditing && <AsParsed parsed={parsed} />}
      {mayEdit && !isEditing && (
        <Group gap={6} mt={8}>
          <Act
            icon={<IconPencil size={14} />}
            name={t('inspector.edit')}
            onClick={() => setIsEditing(true)}
          />
          {onMerge && (
            <Act icon={<IconArrowMergeBoth size={14} />} name={t('inspector.merge')} onClick={onMerge} />
          )}
          {state !== 'excluded' && (
            <Act
              icon={<IconEyeOff size={14} />}
              name={t('inspector.exclude')}
              onClick={() => void onPut([]).catch(() => undefined)}
            />
          )}
          {state !== 'parsed' && (
            <Act icon={<IconArrowBackUp size={14} />} name={t('inspector.undo')} onClick={onUndo} />
          )}
        </Group>
      )}
    </section>
  );
}

function Act({ icon, name, onClick }: { icon: React.ReactNode; name: string; onClick: () => void }) {
  return (
    <Button size="compact-xs" variant="default" leftSection={icon} onClick={onClick}>
      {name}
    </Button>
  );
}

function Changed({ place: { editedBy, editedAt, isApplied } }: { place: InspectedPassages }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMemberName();
  if (editedAt === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {t('inspector.changed', { name: nameOf(editedBy ?? ''), time: format.ago(editedAt) })}
      {!isApplied && ` · ${t('inspector.notApplied')}`}
    </Text>
  );
}

function PassageFacts({ passage }: { passage: InspectedPassages['passages'][number] }) {
  const { t } = useTranslation();
  const { text, heading, page, start, end, tokens, words } = passage;
  const facts = [
    heading,
    page === null ? null : t('chat.page', { page }),
    t('inspector.bounds', { start, end }),
    t('inspector.tokens', { count: tokens }),
  ].filter((fact) => fact !== null);
  return (
    <div className={styles.passage}>
      <Text size="xs" c="dimmed">
        {facts.join(' · ')}
      </Text>
      <p className={styles.text}>{text}</p>
      <details className={styles.more}>
        <summary>{t('inspector.words', { count: words.length })}</summary>
        <p className={styles.words}>{words.join(' ')}</p>
      </details>
    </div>
  );
}

function AsParsed({ parsed }: { parsed: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <details className={styles.more}>
      <summary>{t('inspector.asParsed')}</summary>
      <p className={styles.text}>{parsed.join('\n\n')}</p>
    </details>
  );
}
