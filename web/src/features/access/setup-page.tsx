import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useApi } from '../../lib/client.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AuthFrame } from './auth-frame.tsx';
import { useEnter } from './use-enter.ts';

/** The server asks for this many (MIN_PASSWORD_LENGTH of its identity contract). */
export const MIN_PASSWORD_LENGTH = 10;

export function SetupPage() {
  const { t } = useTranslation();
  const api = useApi();
  const form = useForm({ initialValues: { code: '', name: '', email: '', password: '', workspace: '' } });
  const enter = useEnter(({ workspace, ...body }: typeof form.values) =>
    api.call('POST /api/v1/setup', { body: workspace.trim() ? { ...body, workspace } : body }),
  );
  const field = (name: keyof typeof form.values) => ({
    'data-testid': `setup-${name}`,
    ...form.getInputProps(name),
  });
  return (
    <AuthFrame title={t('access.setup')} text={t('access.setupText')}>
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack>
          <FormProblem error={enter.error} />
          <TextInput
            required
            autoFocus
            autoComplete="off"
            label={t('access.code')}
            description={t('access.codeHint')}
            {...field('code')}
          />
          <TextInput required autoComplete="name" label={t('access.name')} {...field('name')} />
          <TextInput
            required
            type="email"
            autoComplete="username"
            label={t('access.email')}
            {...field('email')}
          />
          <PasswordInput
            required
            minLength={MIN_PASSWORD_LENGTH}
            autoComplete="new-password"
            label={t('access.password')}
            description={t('access.passwordHint', { count: MIN_PASSWORD_LENGTH })}
            {...field('password')}
          />
          <TextInput
            label={t('access.workspace')}
            placeholder={t('access.workspaceHint')}
            {...field('workspace')}
          />
          <Button type="submit" size="md" mt="xs" loading={enter.isPending} data-testid="setup-submit">
            {t('access.setupSubmit')}
          </Button>
        </Stack>
      </form>
    </AuthFrame>
  );
}
