import { ActionIcon, Button, Group, Modal, Select, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Question } from '../../../lib/api-types.ts';
import { useList, useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { type DraftExpected, emptyExpected, toExpected } from './draft-expected.ts';
import { type SetParams, TOUCHED } from './routes.ts';

const GRADES = ['1', '2', '3'];
const MAX_SHOWN_DOCUMENTS = 50;

interface QuestionFormProps {
  params: SetParams;
  /** Null for a new one. */
  question: Question | null;
  onClose: () => void;
}

export function QuestionForm(props: QuestionFormProps) {
  const { t } = useTranslation();
  const title = t(props.question ? 'quality.editQuestion' : 'quality.addQuestion');
  return (
    <Modal opened onClose={props.onClose} title={title} size="lg">
      <Fields {...props} />
    </Modal>
  );
}

function Fields({ params, question, onClose }: QuestionFormProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(question?.text ?? '');
  const [expected, setExpected] = useState<DraftExpected[]>(
    question?.expected.map((one) => ({ ...one, key: `${one.documentId} ${one.quote}` })) ?? [],
  );
  const add = useWrite('POST /api/v1/knowledge/bases/{id}/question-sets/{setId}/questions', TOUCHED);
  const change = useWrite(
    'PUT /api/v1/knowledge/bases/{id}/question-sets/{setId}/questions/{questionId}',
    TOUCHED,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { text: text.trim(), expected: toExpected(expected) };
    const done = { onSuccess: onClose };
    if (question) change.mutate({ params: { ...params, questionId: question.id }, body }, done);
    else add.mutate({ params, body }, done);
  };
  const replace = (key: string, part: Partial<DraftExpected>) =>
    setExpected(expected.map((one) => (one.key === key ? { ...one, ...part } : one)));
  return (
    <form onSubmit={submit}>
      <Stack>
        <FormProblem error={add.error ?? change.error} />
        <Textarea
          data-autofocus
          required
          autosize
          minRows={2}
          maxLength={1_000}
          label={t('quality.question')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          data-testid="question-text"
        />
        <div>
          <Text size="sm" fw={500}>
            {t('quality.expected')}
          </Text>
          <Text size="xs" c="dimmed">
            {t('quality.expectedText')}
          </Text>
        </div>
        {expected.map((one) => (
          <ExpectedFields
            key={one.key}
            baseId={params.id}
            expected={one}
            onChange={(part) => replace(one.key, part)}
            onRemove={() => setExpected(expected.filter(({ key }) => key !== one.key))}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => setExpected([...expected, emptyExpected()])}
          style={{ alignSelf: 'flex-start' }}
          data-testid="expected-add"
        >
          {t('quality.addExpected')}
        </Button>
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={add.isPending || change.isPending}
            disabled={text.trim() === ''}
            data-testid="question-save"
          >
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ExpectedFieldsProps {
  baseId: string;
  expected: DraftExpected;
  onChange: (part: Partial<DraftExpected>) => void;
  onRemove: () => void;
}

function ExpectedFields({ baseId, expected, onChange, onRemove }: ExpectedFieldsProps) {
  const { t } = useTranslation();
  const documents = useList('GET /api/v1/knowledge/bases/{id}/documents', { params: { id: baseId } });
  const known = new Map(documents.data?.map(({ id, name }) => [id, name]));
  if (expected.documentId)
    known.set(expected.documentId, expected.documentName ?? known.get(expected.documentId) ?? '');
  return (
    <Group align="flex-end" gap="xs" data-testid="expected">
      <Select
        label={t('quality.document')}
        searchable
        limit={MAX_SHOWN_DOCUMENTS}
        flex={2}
        miw={180}
        data={[...known].map(([value, label]) => ({ value, label }))}
        value={expected.documentId || null}
        onChange={(value) => onChange({ documentId: value ?? '', documentName: undefined, span: null })}
        nothingFoundMessage={t('quality.noDocument')}
        data-testid="expected-document"
      />
      <TextInput
        label={t('quality.quote')}
        placeholder={t('quality.quoteHint')}
        maxLength={2_000}
        flex={2}
        miw={180}
        value={expected.quote ?? ''}
        onChange={(event) => onChange({ quote: event.currentTarget.value, span: null })}
      />
      <Select
        label={t('quality.grade')}
        w={150}
        allowDeselect={false}
        data={GRADES.map((value) => ({ value, label: t(`quality.grades.${value}`) }))}
        value={String(expected.grade)}
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
    </Group>
  );
}
