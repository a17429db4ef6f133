import { MultiSelect, Select, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodePolicy } from '../../lib/api-types.ts';
import { useRead, useWrite } from '../../lib/queries.ts';
import { PolicyForm, PolicyModal } from './policy-modal.tsx';

const SEVERITIES = ['never', 'low', 'medium', 'high'] as const;
const UNSCANNABLE = ['allow', 'ask', 'refuse'] as const;

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** What is done about findings in code before it runs, and which hosts code and git may reach. */
export function CodePolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const policy = useRead('GET /api/v1/code-policy', {});
  return (
    <PolicyModal title={t('codePolicy.title')} of={policy} rows={4} onClose={onClose}>
      {(known) => <Form policy={known} onClose={onClose} />}
    </PolicyModal>
  );
}

function Form({ policy, onClose }: { policy: CodePolicy; onClose: () => void }) {
  const { t } = useTranslation();
  const [given, setGiven] = useState(policy);
  const [hosts, setHosts] = useState(policy.egressHosts.join('\n'));
  const save = useWrite('PUT /api/v1/code-policy', ['GET /api/v1/code-policy']);
  const set = (more: Partial<CodePolicy>) => setGiven({ ...given, ...more });
  const severities = SEVERITIES.map((value) => ({ value, label: t(`codePolicy.from.${value}`) }));
  const submit = () => {
    const egressHosts = hosts.split(/[\s,]+/).filter((host) => host !== '');
    return save.mutateAsync({ body: { ...given, egressHosts } });
  };
  return (
    <PolicyForm
      text={t('codePolicy.text')}
      save={save}
      submit={submit}
      onClose={onClose}
      testId="code-policy-save"
    >
      <Select
        label={t('codePolicy.askFrom')}
        data={severities}
        value={given.askFrom}
        onChange={(value) => value && set({ askFrom: value as CodePolicy['askFrom'] })}
        allowDeselect={false}
        data-testid="code-ask-from"
      />
      <Select
        label={t('codePolicy.refuseFrom')}
        data={severities}
        value={given.refuseFrom}
        onChange={(value) => value && set({ refuseFrom: value as CodePolicy['refuseFrom'] })}
        allowDeselect={false}
        data-testid="code-refuse-from"
      />
      <Select
        label={t('codePolicy.unscannable')}
        data={UNSCANNABLE.map((value) => ({ value, label: t(`codePolicy.then.${value}`) }))}
        value={given.unscannable}
        onChange={(value) => value && set({ unscannable: value as CodePolicy['unscannable'] })}
        allowDeselect={false}
        data-testid="code-unscannable"
      />
      <Textarea
        label={t('codePolicy.hosts')}
        description={t('codePolicy.hostsText')}
        value={hosts}
        onChange={(event) => setHosts(event.currentTarget.value)}
        autosize
        minRows={2}
        data-testid="code-hosts"
      />
      <MultiSelect
        label={t('codePolicy.methods')}
        description={t('codePolicy.methodsText')}
        data={[...METHODS]}
        value={given.egressMethods ?? []}
        onChange={(values) => set({ egressMethods: values as CodePolicy['egressMethods'] })}
        data-testid="code-methods"
      />
    </PolicyForm>
  );
}
