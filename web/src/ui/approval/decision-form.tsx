import { Button, Group, Stack, Textarea } from '@mantine/core';
import { IconCheck, IconPencil, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../form-problem.tsx';
import { draftValue, editedValue, type ValueDraft } from '../value-draft.ts';
import { ValueForm } from '../value-form.tsx';
import { ValueView } from '../value-view.tsx';

const MAX_COMMENT = 2_000;

/** Approve or reject exactly what is seen here, or what it was changed to. */
export function DecisionForm({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [comment, setComment] = useState('');
  const [draft, setDraft] = useState<ValueDraft | null>(null);
  const decide = useWrite('POST /api/v1/approvals/{id}/votes', [
    'GET /api/v1/approvals',
    'GET /api/v1/approvals/{id}',
    'GET /api/v1/approval-count',
    'GET /api/v1/workflow-runs/{id}',
  ]);
  const edited = draft && editedValue(draft);
  const send = (vote: 'approve' | 'reject') => {
    const { id, payloadHash } = approval;
    const body = {
      vote,
      payloadHash,
      ...(comment.trim() ? { comment: comment.trim() } : {}),
      ...(edited && vote === 'approve' ? { payload: edited.value } : {}),
    };
    // Somebody else may have decided: what is shown is read again either way.
    const onError = () => void queries.invalidateQueries({ queryKey: ['GET /api/v1/approvals'] });
    decide.mutate({ params: { id }, body }, { onError });
  };
  const isPending = (vote: 'approve' | 'reject') => decide.isPending && decide.variables.body.vote === vote;
  return (
    <Stack gap="md">
      {draft ? <ValueForm draft={draft} onChange={setDraft} /> : <ValueView value={approval.payload} />}
      {approval.editable && (
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={draft ? <IconX size={15} /> : <IconPencil size={15} />}
          onClick={() => setDraft(draft ? null : draftValue(approval.payload))}
          style={{ alignSelf: 'flex-start' }}
          data-testid="approval-edit"
        >
          {t(draft ? 'approvals.keep' : 'approvals.change')}
        </Button>
      )}
      <Textarea
        autosize
        minRows={1}
        maxRows={6}
        maxLength={MAX_COMMENT}
        value={comment}
        onChange={({ currentTarget }) => setComment(currentTarget.value)}
        placeholder={t('approvals.comment')}
        aria-label={t('approvals.comment')}
        data-testid="approval-comment"
      />
      <FormProblem error={decide.error} />
      <Group gap="sm">
        <Button
          leftSection={<IconCheck size={17} />}
          loading={isPending('approve')}
          disabled={decide.isPending || (edited?.faults.length ?? 0) > 0}
          onClick={() => send('approve')}
          data-testid="approval-approve"
        >
          {t(edited ? 'approvals.approveChanged' : 'approvals.approve')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconX size={17} />}
          loading={isPending('reject')}
          disabled={decide.isPending}
          onClick={() => send('reject')}
          data-testid="approval-reject"
        >
          {t('approvals.reject')}
        </Button>
      </Group>
    </Stack>
  );
}
