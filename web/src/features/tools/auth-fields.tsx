import { PasswordInput, Select, SimpleGrid, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SourceAuth } from '../../lib/api-types.ts';

export type AuthKind = SourceAuth['kind'] | 'oauth';

/** How a source is told who calls, while it is written. */
export interface AuthDraft {
  kind: AuthKind;
  place: 'header' | 'query';
  /** Of a header or field, a user, or a client. */
  name: string;
  secret: string;
  tokenUrl: string;
  scope: string;
}

export const NO_AUTH: AuthDraft = {
  kind: 'none',
  place: 'header',
  name: '',
  secret: '',
  tokenUrl: '',
  scope: '',
};

/** Null while something is missing. */
export function authOf({
  kind,
  place,
  name,
  secret,
  tokenUrl,
  scope,
}: AuthDraft): SourceAuth | { kind: 'oauth' } | null {
  if (kind === 'none' || kind === 'oauth') return { kind };
  if (secret === '') return null;
  if (kind === 'bearer') return { kind, token: secret };
  if (name === '') return null;
  if (kind === 'key') return { kind, in: place, name, key: secret };
  if (kind === 'basic') return { kind, user: name, password: secret };
  return tokenUrl === '' ? null : { kind, tokenUrl, clientId: name, clientSecret: secret, scope };
}

interface AuthFieldsProps {
  kinds: readonly AuthKind[];
  draft: AuthDraft;
  onChange: (draft: AuthDraft) => void;
}

export function AuthFields({ kinds, draft, onChange }: AuthFieldsProps) {
  const { t } = useTranslation();
  const { kind } = draft;
  const text = (key: 'name' | 'tokenUrl' | 'scope', label: string, more: object = {}) => (
    <TextInput
      label={label}
      value={draft[key]}
      onChange={({ currentTarget }) => onChange({ ...draft, [key]: currentTarget.value })}
      data-testid={`auth-${key}`}
      {...more}
    />
  );
  const names: Partial<Record<AuthKind, string>> = {
    key: t('tools.authName'),
    basic: t('tools.authUser'),
    'client-credentials': t('tools.authClient'),
  };
  return (
    <>
      <Select
        label={t('tools.auth')}
        description={t('tools.authText')}
        allowDeselect={false}
        value={kind}
        onChange={(value) => onChange({ ...NO_AUTH, kind: (value ?? 'none') as AuthKind })}
        data={kinds.map((value) => ({ value, label: t(`tools.auths.${value}`) }))}
        data-testid="auth-kind"
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {kind === 'key' && (
          <Select
            label={t('tools.authPlace')}
            allowDeselect={false}
            value={draft.place}
            onChange={(value) => onChange({ ...draft, place: value as AuthDraft['place'] })}
            data={(['header', 'query'] as const).map((value) => ({
              value,
              label: t(`tools.places.${value}`),
            }))}
          />
        )}
        {names[kind] && text('name', names[kind], { withAsterisk: true })}
        {kind === 'client-credentials' && text('tokenUrl', t('tools.authTokenUrl'), { withAsterisk: true })}
        {kind !== 'none' && kind !== 'oauth' && (
          <PasswordInput
            withAsterisk
            label={t('common.secret')}
            autoComplete="off"
            value={draft.secret}
            onChange={({ currentTarget }) => onChange({ ...draft, secret: currentTarget.value })}
            data-testid="auth-secret"
          />
        )}
        {kind === 'client-credentials' && text('scope', t('tools.authScope'))}
      </SimpleGrid>
    </>
  );
}
