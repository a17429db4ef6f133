import { PasswordInput, Select, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../../lib/api-types.ts';
import type { SourceDraft } from './source-draft.ts';

export type SourceForm = UseFormReturnType<SourceDraft>;

interface SignInFieldsProps {
  form: SourceForm;
  /** How it signs in by now. */
  known: KnowledgeSource['auth'];
}

/** How a source signs in. What was typed once is never shown again: it stays, or is typed anew. */
export function SignInFields({ form, known }: SignInFieldsProps) {
  const { t } = useTranslation();
  const { auth, kind } = form.values;
  const ways = known
    ? (['keep', 'none', 'basic', 'header'] as const)
    : (['none', 'basic', 'header'] as const);
  return (
    <>
      <Select
        label={t('source.signIn')}
        allowDeselect={false}
        data={ways.map((way) => ({
          value: way,
          label: t(`source.signIns.${way}`, { name: known?.name ?? '' }),
        }))}
        data-testid="source-sign-in"
        {...form.getInputProps('auth')}
      />
      {(auth === 'basic' || auth === 'header') && (
        <>
          <TextInput
            required
            autoComplete="off"
            spellCheck={false}
            label={t(auth === 'basic' ? 'source.username' : 'source.headerName')}
            placeholder={auth === 'header' ? 'Authorization' : undefined}
            {...form.getInputProps('authName')}
          />
          <PasswordInput
            required
            autoComplete="new-password"
            label={t(auth === 'basic' ? 'source.password' : 'source.headerValue')}
            description={auth === 'basic' && kind === 'git' ? t('source.passwordText') : undefined}
            visibilityToggleButtonProps={{ 'aria-label': t('source.showSecret') }}
            {...form.getInputProps('authSecret')}
          />
          <Text size="xs" c="dimmed">
            {t('source.signInText')}
          </Text>
        </>
      )}
    </>
  );
}
