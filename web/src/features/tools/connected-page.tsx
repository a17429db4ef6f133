import { Button } from '@mantine/core';
import { IconCheck, IconPlugConnectedX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../lib/queries.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, ErrorState, LoadingRows } from '../../ui/states.tsx';
import { TOOLS_TOUCHED } from './touched.ts';
import { authorizing, doneAuthorizing } from './use-authorize.ts';

interface ConnectedPageProps {
  code: string | undefined;
  state: string | undefined;
}

/** Where people come back to from the server that they allowed the connection to. */
export function ConnectedPage({ code, state }: ConnectedPageProps) {
  const { t } = useTranslation();
  const finish = useWrite('PUT /api/v1/tool-sources/{id}/authorization', TOOLS_TOUCHED);
  const begun = useRef(false);
  const { mutate } = finish;
  const id = authorizing();
  const isWhole = code !== undefined && state !== undefined && (id !== null || begun.current);
  useEffect(() => {
    if (begun.current || !code || !state || !id) return;
    begun.current = true;
    doneAuthorizing();
    mutate({ params: { id }, body: { code, state } });
  }, [code, state, id, mutate]);
  const back = (
    <Button component={Link} to="/tools">
      {t('tools.backToTools')}
    </Button>
  );
  return (
    <Page title={t('tools.authorization')} width={700}>
      {finish.isSuccess ? (
        <EmptyState icon={IconCheck} title={t('tools.authorized')} text={t('tools.authorizedText')}>
          {back}
        </EmptyState>
      ) : finish.error ? (
        <>
          <ErrorState error={finish.error} />
          {back}
        </>
      ) : !isWhole ? (
        <EmptyState icon={IconPlugConnectedX} title={t('tools.notAuthorized')}>
          {back}
        </EmptyState>
      ) : (
        <LoadingRows rows={1} />
      )}
    </Page>
  );
}
