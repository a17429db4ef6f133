import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/client.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { MIN_PASSWORD_LENGTH } from './setup-page.tsx';
import { useEnter } from './use-enter.ts';

/** The token stands in the fragment, which browsers send to no server and no log. */
export function tokenOf(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') ?? '';
}

export function JoinPage() {
  const { t } = useTranslation();
  const api = useApi();
  const token = tokenOf(location.hash);
  const form = useForm({ initialValues: { name: '', password: '' } });
  const enter = useEnter((values: typeof form.values) =>
    api.call('POST /api/v1/invitations/acceptance', { body: { token, ...values } }),
  );
  return (
    <AuthFrame title={t('access.join')} text={token ? t('access.joinText') : t('access.joinNoToken')}>
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack>
          <FormProblem error={enter.error} />
          <TextInput
            required
            autoComplete="name"
            label={t('access.name')}
            data-testid="join-name"
            {...form.getInputProps('name')}
          />
          <PasswordInput
            required
            minLength={MIN_PASSWORD_LENGTH}
            autoComplete="new-password"
            label={t('access.password')}
            description={t('access.joinPasswordHint', { count: MIN_PASSWORD_LENGTH })}
            data-testid="join-password"
            {...form.getInputProps('password')}
          />
          <Button
            type="submit"
            size="md"
            disabled={!token}
            loading={enter.isPending}
            data-testid="join-submit"
          >
            {t('access.joinSubmit')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
