import { Button, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../lib/api-types.ts';
import { useMe, useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { ShownOnce } from '../../ui/shown-once.tsx';
import { rolesUpTo } from './roles.ts';

/** The link of an invitation. The token is in the fragment, which no server or log gets to see. */
export function joinLink(origin: string, token: string): string {
  return `${origin}/join#token=${encodeURIComponent(token)}`;
}

export function InviteForm() {
  const { t } = useTranslation();
  const { workspace } = useMe();
  const invite = useWrite('POST /api/v1/invitations', ['GET /api/v1/invitations']);
  const form = useForm({ initialValues: { email: '', role: 'editor' as Role } });
  if (invite.data)
    return <ShownOnce text={t('members.once')} secret={joinLink(location.origin, invite.data.token)} />;
  return (
    <form onSubmit={form.onSubmit((body) => invite.mutate({ body }))}>
      <Stack>
        <FormProblem error={invite.error} />
        <TextInput
          data-autofocus
          required
          type="email"
          label={t('access.email')}
          data-testid="invite-email"
          {...form.getInputProps('email')}
        />
        <Select
          allowDeselect={false}
          label={t('members.role')}
          data={rolesUpTo(workspace.role).map((value) => ({ value, label: t(`role.${value}`) }))}
          {...form.getInputProps('role')}
        />
        <Button type="submit" loading={invite.isPending} data-testid="invite-save">
          {t('members.invite')}
        </Button>
      </Stack>
    </form>
  );
}
