import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ToolPolicy } from '../../lib/api-types.ts';
import { useRead, useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Loaded, LoadingRows } from '../../ui/states.tsx';
import { TOOLS_TOUCHED } from './touched.ts';

/** Before which calls people are asked, where a tool's own rule does not say. */
export function PolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const policy = useRead('GET /api/v1/tool-policy', {});
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('tools.policy')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Loaded of={policy} loading={<LoadingRows rows={2} />}>
        {(known) => <PolicyForm policy={known} onClose={onClose} />}
      </Loaded>
    </Modal>
  );
}

function PolicyForm({ policy, onClose }: { policy: ToolPolicy; onClose: () => void }) {
  const { t } = useTranslation();
  const [effects, setEffects] = useState<string[]>(policy.askEffects);
  const [risks, setRisks] = useState<string[]>(policy.askRisks);
  const save = useWrite('PUT /api/v1/tool-policy', ['GET /api/v1/tool-policy', ...TOOLS_TOUCHED]);
  const submit = async () => {
    await save.mutateAsync({ body: { askEffects: effects, askRisks: risks } as ToolPolicy });
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit().catch(() => undefined);
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('tools.policyText')}
        </Text>
        <Checkbox.Group label={t('tools.askEffects')} value={effects} onChange={setEffects}>
          <Stack gap={6} mt={6}>
            {(['read', 'write', 'outside'] as const).map((value) => (
              <Checkbox
                key={value}
                value={value}
                label={t(`agents.effect.${value}`)}
                data-testid={`ask-${value}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <Checkbox.Group label={t('tools.askRisks')} value={risks} onChange={setRisks}>
          <Stack gap={6} mt={6}>
            {(['low', 'medium', 'high'] as const).map((value) => (
              <Checkbox
                key={value}
                value={value}
                label={t(`tools.risks.${value}`)}
                data-testid={`ask-${value}`}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <FormProblem error={save.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} data-testid="policy-save">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
