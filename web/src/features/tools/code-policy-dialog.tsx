import { Button, Group, Modal, Select, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CodePolicy } from '../../lib/api-types.ts';
import { useRead, useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Loaded, LoadingRows } from '../../ui/states.tsx';

const SEVERITIES = ['never', 'low', 'medium', 'high'] as const;
const UNSCANNABLE = ['allow', 'ask', 'refuse'] as const;

/** What is done about findings in code before it runs, and which hosts Python may read from. */
export function CodePolicyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const policy = useRead('GET /api/v1/code-policy', {});
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('codePolicy.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Loaded of={policy} loading={<LoadingRows rows={4} />}>
        {(known) => <PolicyForm policy={known} onClose={onClose} />}
      </Loaded>
    </Modal>
  );
}

function PolicyForm({ policy, onClose }: { policy: CodePolicy; onClose: () => void }) {
  const { t } = useTranslation();
  const [given, setGiven] = useState(policy);
  const [hosts, setHosts] = useState(policy.egressHosts.join('\n'));
  const save = useWrite('PUT /api/v1/code-policy', ['GET /api/v1/code-policy']);
  const set = (more: Partial<CodePolicy>) => setGiven({ ...given, ...more });
  const severities = SEVERITIES.map((value) => ({ value, label: t(`codePolicy.from.${value}`) }));
  const submit = async () => {
    const egressHosts = hosts.split(/[\s,]+/).filter((host) => host !== '');
    await save.mutateAsync({ body: { ...given, egressHosts } });
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
          {t('codePolicy.text')}
        </Text>
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
        <FormProblem error={save.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} data-testid="code-policy-save">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
