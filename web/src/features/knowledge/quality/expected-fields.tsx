import { ActionIcon, Button, CloseButton, Group, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconTextScan2, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../lib/queries.ts';
import type { DraftExpected } from './draft-expected.ts';
import { PassagePicker } from './passage-picker.tsx';

const GRADES = ['1', '2', '3'];
const MAX_SHOWN_DOCUMENTS = 50;
const PASSAGES = 'GET /api/v1/knowledge/bases/{id}/documents/{documentId}/passages';

interface ExpectedFieldsProps {
  baseId: string;
  expected: DraftExpected;
  onChange: (part: Partial<DraftExpected>) => void;
  onRemove: () => void;
}

/** A document that a question expects; of it the words of a passage, or a passage by its place, or all. */
export function ExpectedFields({ baseId, expected, onChange, onRemove }: ExpectedFieldsProps) {
  const { t } = useTranslation();
  const [isPicking, { open, close }] = useDisclosure(false);
  const documents = useList('GET /api/v1/knowledge/bases/{id}/documents', { params: { id: baseId } });
  const known = new Map(documents.data?.map(({ id, name }) => [id, name]));
  const { documentId, documentName, quote, span, grade } = expected;
  if (documentId) known.set(documentId, documentName ?? known.get(documentId) ?? '');
  return (
    <Group align="flex-end" gap="xs" data-testid="expected">
      <Select
        label={t('quality.document')}
        searchable
        limit={MAX_SHOWN_DOCUMENTS}
        flex={2}
        miw={180}
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={documentId || null}
        onChange={(value) => onChange({ documentId: value ?? '', documentName: undefined, span: null })}
        nothingFoundMessage={t('quality.noDocument')}
        data-testid="expected-document"
      />
      {span ? (
        <Place
          baseId={baseId}
          expected={expected}
          span={span}
          onTakeBack={() => onChange({ span: null, spanText: undefined })}
        />
      ) : (
        <TextInput
          label={t('quality.quote')}
          placeholder={t('quality.quoteHint')}
          maxLength={2_000}
          flex={2}
          miw={180}
          value={quote ?? ''}
          onChange={(event) => onChange({ quote: event.currentTarget.value })}
        />
      )}
      <Button
        variant="default"
        leftSection={<IconTextScan2 size={16} />}
        disabled={documentId === ''}
        onClick={open}
        data-testid="expected-place"
      >
        {t('quality.choosePassage')}
      </Button>
      <Select
        label={t('quality.grade')}
        w={150}
        allowDeselect={false}
        data={GRADES.map((value) => ({ value, label: t(`quality.grades.${value}`) }))}
        value={String(grade)}
        onChange={(value) => onChange({ grade: Number(value ?? 1) })}
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        onClick={onRemove}
        aria-label={t('quality.removeExpected')}
      >
        <IconTrash size={17} />
      </ActionIcon>
      {isPicking && (
        <PassagePicker
          baseId={baseId}
          documentId={documentId}
          chosen={span}
          onChoose={({ start, end, version, text }) => {
            onChange({ span: { start, end, version }, spanText: text, quote: null });
            close();
          }}
          onClose={close}
        />
      )}
    </Group>
  );
}

interface PlaceProps {
  baseId: string;
  expected: DraftExpected;
  span: NonNullable<DraftExpected['span']>;
  onTakeBack: () => void;
}

/** The words that stand at a place, as far as the document still has that passage. */
function Place({ baseId, expected: { documentId, spanText }, span, onTakeBack }: PlaceProps) {
  const { t } = useTranslation();
  const passages = useList(
    PASSAGES,
    { params: { id: baseId, documentId } },
    { enabled: spanText === undefined },
  );
  const { start, end, version } = span;
  const known = passages.data?.find(
    (one) => one.version === version && one.start === start && one.end === end,
  );
  const text = (spanText ?? known?.text)?.replaceAll(/\s+/g, ' ').trim();
  const where = t('quality.place', span);
  return (
    <TextInput
      readOnly
      label={t('quality.passage')}
      flex={2}
      miw={180}
      value={text ? `“${text}”` : where}
      title={where}
      rightSection={<CloseButton size="sm" onClick={onTakeBack} aria-label={t('quality.noPassage')} />}
      data-testid="expected-span"
    />
  );
}
