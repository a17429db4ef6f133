import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead, useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { type SetParams, TOUCHED } from './routes.ts';

type Language = 'en' | 'zh-CN';

/** Questions made of headings, of which one picks. */
export function Suggestions({ params, onClose }: { params: SetParams; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [picked, setPicked] = useState<readonly string[]>([]);
  const suggested = useRead(
    'GET /api/v1/knowledge/bases/{id}/question-sets/{setId}/suggestions',
    { params, query: { language: i18n.language as Language } },
    { staleTime: 0 },
  );
  const add = useWrite('POST /api/v1/knowledge/bases/{id}/question-sets/{setId}/import', TOUCHED);
  const save = () => {
    const chosen = suggested.data?.items.filter(({ text }) => picked.includes(text)) ?? [];
    const list = chosen.map(({ text, expected = [] }) => ({
      question: text,
      expected: expected.map(({ documentId }) => ({ document: documentId })),
    }));
    add.mutate({ params, body: { format: 'json', text: JSON.stringify(list) } }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t('quality.suggest')} size="lg">
      <Stack>
        <FormProblem error={add.error} />
        <Text size="sm" c="dimmed">
          {t('quality.suggestText')}
        </Text>
        <Loaded of={suggested}>
          {({ items }) =>
            items.length === 0 ? (
              <Text>{t('quality.noSuggestions')}</Text>
            ) : (
              <Checkbox.Group value={[...picked]} onChange={setPicked} label={t('quality.suggestions')}>
                <Stack gap="xs" mt="xs">
                  {items.map(({ text }) => (
                    <Checkbox key={text} value={text} label={text} data-testid="suggestion" />
                  ))}
                </Stack>
              </Checkbox.Group>
            )
          }
        </Loaded>
        <Group justify="flex-end">
          <Button
            onClick={save}
            loading={add.isPending}
            disabled={picked.length === 0}
            data-testid="suggestions-save"
          >
            {t('quality.addPicked', { count: picked.length })}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
