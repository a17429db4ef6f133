import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ToolSource } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { type AuthDraft, AuthFields, authOf, NO_AUTH } from './auth-fields.tsx';
import { DocumentForm } from './document-form.tsx';
import { TOOLS_TOUCHED } from './touched.ts';

const KINDS = ['none', 'bearer', 'key', 'basic', 'client-credentials'] as const;

interface SourceDialogProps {
  source: ToolSource;
  onClose: () => void;
}

/** A newer document of a source: what changed in it waits for approval, what is missing is gone. */
export function RenewSource({ source, onClose }: SourceDialogProps) {
  const { t } = useTranslation();
  const renew = useWrite('PUT /api/v1/tool-sources/{id}/document', TOOLS_TOUCHED);
  return (
    <SourceDrawer title={t('tools.renew')} onClose={onClose}>
      <DocumentForm
        text={t('tools.renewText', { name: source.title || source.name })}
        act={t('tools.renewAct')}
        isPending={renew.isPending}
        error={renew.error}
        onChange={renew.reset}
        onSubmit={async (document) => {
          await renew.mutateAsync({ params: { id: source.id }, body: { document } });
          onClose();
        }}
      />
    </SourceDrawer>
  );
}

/** Another secret, or another way to tell who calls. The one before is forgotten. */
export function SetSourceAuth({ source, onClose }: SourceDialogProps) {
  const { t } = useTranslation();
  const known = KINDS.find((kind) => kind === source.auth) ?? 'none';
  const [draft, setDraft] = useState<AuthDraft>({ ...NO_AUTH, kind: known });
  const save = useWrite('PUT /api/v1/tool-sources/{id}/auth', TOOLS_TOUCHED);
  const auth = authOf(draft);
  const submit = async () => {
    if (auth === null || auth.kind === 'oauth') return;
    await save.mutateAsync({ params: { id: source.id }, body: auth });
    onClose();
  };
  return (
    <SourceDrawer title={t('tools.setAuth')} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit().catch(() => undefined);
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t('tools.setAuthText', { name: source.title || source.name })}
          </Text>
          <AuthFields kinds={KINDS} draft={draft} onChange={setDraft} />
          <FormProblem error={save.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={auth === null} loading={save.isPending} data-testid="auth-save">
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </SourceDrawer>
  );
}

function SourceDrawer(props: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={props.onClose}
      position="right"
      size={560}
      title={props.title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {props.children}
    </Drawer>
  );
}
