import { Checkbox, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ToolPolicy } from '../../lib/api-types.ts';
import { useRead, useWrite } from '../../lib/queries.ts';
import { PolicyForm, PolicyModal } from './policy-modal.tsx';
import { TOOLS_TOUCHED } from './touched.ts';

/** Before which calls people are asked, where a tool's own rule does not say. */
export function PolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const policy = useRead('GET /api/v1/tool-policy', {});
  return (
    <PolicyModal title={t('tools.policy')} of={policy} rows={2} onClose={onClose}>
      {(known) => <Form policy={known} onClose={onClose} />}
    </PolicyModal>
  );
}

function Form({ policy, onClose }: { policy: ToolPolicy; onClose: () => void }) {
  const { t } = useTranslation();
  const [effects, setEffects] = useState<string[]>(policy.askEffects);
  const [risks, setRisks] = useState<string[]>(policy.askRisks);
  const save = useWrite('PUT /api/v1/tool-policy', ['GET /api/v1/tool-policy', ...TOOLS_TOUCHED]);
  const submit = () => save.mutateAsync({ body: { askEffects: effects, askRisks: risks } as ToolPolicy });
  return (
    <PolicyForm
      text={t('tools.policyText')}
      save={save}
      submit={submit}
      onClose={onClose}
      testId="policy-save"
    >
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
    </PolicyForm>
  );
}
