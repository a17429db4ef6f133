import { Button, Modal, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTellProblem } from '../../../ui/use-confirm.tsx';
import { TemplateGallery } from './template-gallery.tsx';
import { useCreateWorkflow } from './use-create-workflow.ts';

/** From a template, or from the least that can run: one agent that is given a task. */
export function NewWorkflowDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const tell = useTellProblem();
  const { make, isPending } = useCreateWorkflow();
  const blank = () => {
    const task = { type: 'string', title: t('workflows.blankTask') };
    const definition = {
      format: 1,
      name: t('workflows.blankName'),
      input: { type: 'object', properties: { task }, required: ['task'] },
      nodes: [{ id: 'agent', type: 'agent', agent: 'research', task: '{{input.task}}' }],
      output: '{{nodes.agent.text}}',
    };
    make(definition).catch(tell);
  };
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('workflows.new')} size="xl">
      <Text size="sm" c="dimmed" mb="md">
        {t('workflows.newText')}
      </Text>
      <Button
        variant="default"
        leftSection={<IconPlus size={16} />}
        loading={isPending}
        onClick={blank}
        data-testid="workflow-blank"
      >
        {t('workflows.blank')}
      </Button>
      <TemplateGallery />
    </Modal>
  );
}
