import { Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteOutput } from '../../../lib/api-types.ts';
import { withoutHeading } from '../../../lib/passage-text.ts';
import { useList } from '../../../lib/queries.ts';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import type { DraftExpected } from './draft-expected.ts';
import styles from './quality.module.css';

const PASSAGES = 'GET /api/v1/knowledge/bases/{id}/documents/{documentId}/passages';
type Passage = RouteOutput<typeof PASSAGES>['items'][number];
/** More are found by their words. */
const MAX_SHOWN = 100;

interface PassagePickerProps {
  baseId: string;
  documentId: string;
  chosen: DraftExpected['span'];
  onChoose: (passage: Passage) => void;
  onClose: () => void;
}

/** The passages of a document as a search finds them: which of them answers the question. */
export function PassagePicker({ baseId, documentId, chosen, onChoose, onClose }: PassagePickerProps) {
  const { t } = useTranslation();
  const [words, setWords] = useState('');
  const passages = useList(PASSAGES, { params: { id: baseId, documentId } });
  const isChosen = ({ start, end, version }: Passage) =>
    chosen !== null && start === chosen.start && end === chosen.end && version === chosen.version;
  return (
    <Modal opened onClose={onClose} title={t('quality.choosePassage')} size="lg">
      <Stack gap="sm">
        <TextInput
          data-autofocus
          leftSection={<IconSearch size={16} />}
          aria-label={t('quality.findPassage')}
          placeholder={t('quality.findPassage')}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          data-testid="passage-words"
        />
        <Loaded of={passages}>
          {(all) => {
            const found = all.filter((passage) => has(passage, words));
            if (found.length === 0)
              return <EmptyState icon={IconSearchOff} title={t('knowledge.nothingFound')} />;
            return (
              <>
                {found.slice(0, MAX_SHOWN).map((passage) => (
                  <UnstyledButton
                    key={passage.id}
                    className={styles.passage ?? ''}
                    aria-pressed={isChosen(passage)}
                    onClick={() => onChoose(passage)}
                    data-testid="passage"
                  >
                    {passage.heading && (
                      <Text size="xs" c="dimmed">
                        {passage.heading}
                      </Text>
                    )}
                    <Text size="sm" lineClamp={4}>
                      {withoutHeading(passage.text, passage.heading)}
                    </Text>
                  </UnstyledButton>
                ))}
                {found.length > MAX_SHOWN && (
                  <Text size="sm" c="dimmed">
                    {t('quality.morePassages', { count: found.length - MAX_SHOWN })}
                  </Text>
                )}
              </>
            );
          }}
        </Loaded>
      </Stack>
    </Modal>
  );
}

/** Every one of the words, in whatever case. */
function has({ text, heading }: Passage, words: string): boolean {
  const inside = `${heading ?? ''} ${text}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => inside.includes(word));
}
