import { ActionIcon, Badge, Button, Group, Stack, Text } from '@mantine/core';
import {
  IconBulb,
  IconFileImport,
  IconPencil,
  IconPlus,
  IconQuestionMark,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Question } from '../../../lib/api-types.ts';
import { useList, useWrite } from '../../../lib/queries.ts';
import { Row, Rows } from '../../../ui/rows.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { ImportForm } from './import-form.tsx';
import { QuestionForm } from './question-form.tsx';
import { QUESTIONS, type SetParams, TOUCHED } from './routes.ts';
import { Suggestions } from './suggestions.tsx';

type Open = { kind: 'question'; question: Question | null } | { kind: 'import' } | { kind: 'suggestions' };

/** What a set asks, and what a search is expected to find. */
export function Questions({ params, mayEdit }: { params: SetParams; mayEdit: boolean }) {
  const { t } = useTranslation();
  const questions = useList(QUESTIONS, { params });
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const acts = mayEdit && (
    <Group gap="sm">
      <Button
        leftSection={<IconPlus size={17} />}
        onClick={() => setOpen({ kind: 'question', question: null })}
        data-testid="question-add"
      >
        {t('quality.addQuestion')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconBulb size={17} />}
        onClick={() => setOpen({ kind: 'suggestions' })}
        data-testid="question-suggest"
      >
        {t('quality.suggest')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconFileImport size={17} />}
        onClick={() => setOpen({ kind: 'import' })}
        data-testid="question-import"
      >
        {t('quality.import')}
      </Button>
    </Group>
  );
  return (
    <Stack>
      <Loaded of={questions}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconQuestionMark}
              title={t('quality.noQuestions')}
              text={t('quality.noQuestionsText')}
            >
              {acts}
            </EmptyState>
          ) : (
            <>
              {acts}
              <Rows>
                {items.map((question) => (
                  <QuestionRow
                    key={question.id}
                    params={params}
                    question={question}
                    mayEdit={mayEdit}
                    onEdit={() => setOpen({ kind: 'question', question })}
                  />
                ))}
              </Rows>
            </>
          )
        }
      </Loaded>
      {open?.kind === 'question' && <QuestionForm params={params} question={open.question} onClose={close} />}
      {open?.kind === 'import' && <ImportForm params={params} onClose={close} />}
      {open?.kind === 'suggestions' && <Suggestions params={params} onClose={close} />}
    </Stack>
  );
}

interface QuestionRowProps {
  params: SetParams;
  question: Question;
  mayEdit: boolean;
  onEdit: () => void;
}

function QuestionRow({ params, question, mayEdit, onEdit }: QuestionRowProps) {
  const { t } = useTranslation();
  const remove = useWrite(
    'DELETE /api/v1/knowledge/bases/{id}/question-sets/{setId}/questions/{questionId}',
    TOUCHED,
  );
  const { id, text, expected } = question;
  return (
    <Row testId="question-row">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text style={{ overflowWrap: 'anywhere' }}>{text}</Text>
        <Group gap={6} mt={4}>
          {expected.length === 0 && (
            <Text size="xs" c="dimmed">
              {t('quality.nothingExpected')}
            </Text>
          )}
          {expected.map(({ documentName, quote, span, grade }, index) => (
            <Badge
              // biome-ignore lint/suspicious/noArrayIndexKey: an expectation is its place
              key={index}
              variant="default"
              radius="sm"
              tt="none"
              fw={500}
              maw="100%"
              title={quote ?? documentName}
            >
              {documentName}
              {quote !== null && ` · “${quote}”`}
              {span !== null && ` · ${t('quality.place', span)}`}
              {grade > 1 && ` · ${t('quality.gradeShort', { grade })}`}
            </Badge>
          ))}
        </Group>
      </div>
      {mayEdit && (
        <Group gap={2} wrap="nowrap">
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onEdit}
            aria-label={t('quality.editOf', { text })}
          >
            <IconPencil size={17} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            loading={remove.isPending}
            onClick={() => remove.mutate({ params: { ...params, questionId: id } })}
            aria-label={t('quality.deleteOf', { text })}
            data-testid="question-delete"
          >
            <IconTrash size={17} />
          </ActionIcon>
        </Group>
      )}
    </Row>
  );
}
