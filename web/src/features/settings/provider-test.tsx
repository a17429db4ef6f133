import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Provider } from '../../lib/api-types.ts';
import { useList, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

/** Makes one small call and shows how it went. */
export function ProviderTest({ provider }: { provider: Provider }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useCodeText();
  const models = useList('GET /api/v1/models', {}).data ?? [];
  const known = models.find((model) => model.provider.id === provider.id)?.wireName ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const wireName = typed ?? known;
  const test = useWrite('POST /api/v1/model-providers/{id}/test');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate({ params: { id: provider.id }, body: { wireName } });
  };
  const result = test.data;
  return (
    <form onSubmit={submit}>
      <Stack>
        <FormProblem error={test.error} />
        <TextInput
          data-autofocus
          required
          label={t('models.wireName')}
          description={t('models.wireNameHint')}
          value={wireName}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="provider-test-model"
        />
        <Button type="submit" loading={test.isPending} data-testid="provider-test-run">
          {t('providers.test')}
        </Button>
        {result?.ok && (
          <Alert
            color="spruce"
            variant="light"
            icon={<IconCircleCheck size={18} />}
            data-testid="provider-test-ok"
          >
            {t('providers.testOk', {
              first: format.duration(result.firstTokenMs ?? result.durationMs),
              whole: format.duration(result.durationMs),
            })}
          </Alert>
        )}
        {result && !result.ok && (
          <Alert
            color="red"
            variant="light"
            icon={<IconCircleX size={18} />}
            title={t('providers.testFailed')}
            data-testid="provider-test-failed"
          >
            {result.error && say(result.error.code, result.error.message)}
            {result.error && (
              <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
                {result.error.code}: {result.error.message}
              </Text>
            )}
          </Alert>
        )}
      </Stack>
    </form>
  );
}
