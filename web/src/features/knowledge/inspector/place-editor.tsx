import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { cut, joined, saved } from './place-draft.ts';

interface PlaceEditorProps {
  texts: readonly string[];
  onSave: (texts: string[]) => Promise<void>;
  onCancel: () => void;
}

interface Draft {
  key: string;
  text: string;
}

const MAX_LENGTH = 8_000;

/** Changes the passages at one place, cuts them at the cursor and joins them. */
export function PlaceEditor({ texts, onSave, onCancel }: PlaceEditorProps) {
  const { t } = useTranslation();
  const id = useId();
  const count = useRef(0);
  const draftsOf = (all: readonly string[]): Draft[] =>
    all.map((text) => ({ key: `${id}${count.current++}`, text }));
  const [drafts, setDrafts] = useState(() => draftsOf(texts));
  const [state, setState] = useState<{ isSaving: boolean; error: unknown }>({ isSaving: false, error: null });
  const cursor = useRef({ index: 0, at: 0 });
  const now = drafts.map(({ text }) => text);
  const save = async () => {
    setState({ isSaving: true, error: null });
    try {
      await onSave(saved(now));
    } catch (error) {
      setState({ isSaving: false, error });
    }
  };
  return (
    <Stack gap={8}>
      {drafts.map(({ key, text }, index) => (
        <div key={key}>
          <Textarea
            autosize
            minRows={2}
            maxRows={18}
            maxLength={MAX_LENGTH}
            data-autofocus={index === 0}
            aria-label={t('inspector.passage', { number: index + 1 })}
            value={text}
            onSelect={({ currentTarget }) => {
              cursor.current = { index, at: currentTarget.selectionStart };
            }}
            onChange={({ currentTarget: { value } }) =>
              setDrafts(drafts.map((draft) => (draft.key === key ? { ...draft, text: value } : draft)))
            }
          />
          {index > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              mt={4}
              onClick={() => setDrafts(draftsOf(joined(now, index)))}
            >
              {t('inspector.join')}
            </Button>
          )}
        </div>
      ))}
      <Text size="xs" c="dimmed">
        {t('inspector.cutHint')}
      </Text>
      <FormProblem error={state.error} />
      <Group gap={8}>
        <Button size="xs" loading={state.isSaving} onClick={() => void save()} data-testid="place-save">
          {t('common.save')}
        </Button>
        <Button
          size="xs"
          variant="default"
          onClick={() => setDrafts(draftsOf(cut(now, cursor.current.index, cursor.current.at)))}
        >
          {t('inspector.cut')}
        </Button>
        <Button size="xs" variant="subtle" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
