import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/client.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { useEnter } from './use-enter.ts';

export function SignInPage({ to }: { to?: string | undefined }) {
  const { t } = useTranslation();
  const api = useApi();
  const form = useForm({ initialValues: { email: '', password: '' } });
  const enter = useEnter((body: typeof form.values) => api.call('POST /api/v1/sessions', { body }), to);
  return (
    <AuthFrame title={t('access.signIn')} text={t('access.signInText')}>
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack>
          <FormProblem error={enter.error} />
          <TextInput
            type="email"
            required
            autoFocus
            autoComplete="username"
            label={t('access.email')}
            data-testid="signin-email"
            {...form.getInputProps('email')}
          />
          <PasswordInput
            required
            autoComplete="current-password"
            label={t('access.password')}
            data-testid="signin-password"
            {...form.getInputProps('password')}
          />
          <Button type="submit" size="md" mt="xs" loading={enter.isPending} data-testid="signin-submit">
            {t('access.signIn')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
