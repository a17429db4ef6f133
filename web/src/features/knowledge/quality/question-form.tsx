import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Question } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { type DraftExpected, emptyExpected, toExpected } from './draft-expected.ts';
import { ExpectedFields } from './expected-fields.tsx';
import { type SetParams, TOUCHED } from './routes.ts';

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
    question?.expected.map((one, index) => ({ ...one, key: `old-${index}` })) ?? [],
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
