import {
  MultiSelect,
  NumberInput,
  Radio,
  Select,
  SimpleGrid,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { type AgentValues, BOUNDS } from './agent-values.ts';
import { ToolSelect } from './tool-select.tsx';
import type { useChoices } from './use-choices.ts';

interface FieldsProps {
  form: UseFormReturnType<AgentValues>;
  choices: ReturnType<typeof useChoices>;
}

/** Who it is and how it is told to work. */
export function CharacterFields({ form }: Pick<FieldsProps, 'form'>) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        data-autofocus
        required
        maxLength={80}
        label={t('common.name')}
        data-testid="agent-name"
        {...form.getInputProps('name')}
      />
      <Textarea
        autosize
        maxLength={1_000}
        label={t('common.description')}
        {...form.getInputProps('description')}
      />
      <Textarea
        required
        autosize
        minRows={4}
        maxRows={14}
        maxLength={20_000}
        label={t('agents.instructions')}
        description={t('agents.instructionsHint')}
        data-testid="agent-instructions"
        {...form.getInputProps('instructions')}
      />
      <TagsInput
        maxTags={20}
        label={t('agents.capabilities')}
        description={t('agents.capabilitiesHint')}
        {...form.getInputProps('capabilities')}
      />
    </>
  );
}

/** What it may use: tools, other agents, knowledge, a model. */
export function MeansFields({ form, choices }: FieldsProps) {
  const { t } = useTranslation();
  const { tools, scope, modelId } = form.values;
  const fallback = choices.fallbackOf(modelId);
  return (
    <>
      <ToolSelect
        choices={choices.tools}
        value={tools}
        onChange={(value) => form.setFieldValue('tools', value)}
      />
      <MultiSelect
        data={choices.tools
          .filter(({ value }) => tools.includes(value))
          .map(({ value, label }) => ({ value, label }))}
        label={t('agents.approvals')}
        description={t('agents.approvalsHint')}
        {...form.getInputProps('approvals')}
      />
      <MultiSelect
        data={choices.agents}
        maxValues={20}
        label={t('agents.others')}
        description={t('agents.othersHint')}
        data-testid="agent-others"
        {...form.getInputProps('agents')}
      />
      <Radio.Group label={t('agents.knowledge')} {...form.getInputProps('scope')}>
        <Stack gap={6} mt={6}>
          <Radio value="all" label={t('agents.knowledgeAll')} />
          <Radio value="some" label={t('agents.knowledgeSome')} data-testid="agent-knowledge-some" />
        </Stack>
      </Radio.Group>
      {scope === 'some' && (
        <MultiSelect
          data={choices.bases}
          maxValues={20}
          aria-label={t('agents.knowledgeSome')}
          placeholder={form.values.knowledge.length === 0 ? t('agents.knowledgeNone') : ''}
          data-testid="agent-knowledge"
          {...form.getInputProps('knowledge')}
        />
      )}
      <Select
        clearable
        data={choices.models}
        label={t('agents.model')}
        placeholder={t('agents.modelDefault')}
        description={fallback ? t('agents.fallback', { model: fallback }) : t('agents.noFallback')}
        data-testid="agent-model"
        {...form.getInputProps('modelId')}
      />
    </>
  );
}

/** How far one answer may go. */
export function LimitFields({ form }: Pick<FieldsProps, 'form'>) {
  const { t } = useTranslation();
  const labels = {
    modelCalls: t('agents.modelCalls'),
    toolCalls: t('agents.toolCalls'),
    seconds: t('agents.seconds'),
    memoryMessages: t('agents.memory'),
  };
  return (
    <fieldset style={{ border: 0, padding: 0, margin: 0 }}>
      <legend style={{ padding: 0, fontSize: 14, fontWeight: 600, marginBottom: 6 }}>
        {t('agents.limits')}
      </legend>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="sm">
        {(['modelCalls', 'toolCalls', 'seconds', 'memoryMessages'] as const).map((field) => (
          <NumberInput
            key={field}
            required
            allowDecimal={false}
            min={BOUNDS[field][0]}
            max={BOUNDS[field][1]}
            clampBehavior="none"
            label={labels[field]}
            data-testid={`agent-${field}`}
            {...form.getInputProps(field)}
          />
        ))}
      </SimpleGrid>
    </fieldset>
  );
}
