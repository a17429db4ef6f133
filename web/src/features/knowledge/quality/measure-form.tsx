import {
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Slider,
  Stack,
  Text,
} from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Evaluation } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { EVALUATIONS, type SetParams } from './routes.ts';

const MODES = ['hybrid', 'keyword', 'vector'] as const;
const MAX_HALF_LIFE_DAYS = 36_500;
const MARKS = [{ value: 0 }, { value: 1 }];

interface MeasureFormProps {
  params: SetParams;
  /** Those of the last measurement, so that one changes one thing at a time. */
  initial: Evaluation['settings'];
  onClose: () => void;
}

/** With which settings a set is measured. */
export function MeasureForm({ params, initial, onClose }: MeasureFormProps) {
  const { t } = useTranslation();
  const [settings, setSettings] = useState(initial);
  const start = useWrite('POST /api/v1/knowledge/bases/{id}/question-sets/{setId}/evaluations', [
    EVALUATIONS,
  ]);
  const change = (part: Partial<Evaluation['settings']>) => setSettings({ ...settings, ...part });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ params, body: settings }, { onSuccess: onClose });
  };
  const { mode, limit, weights, diversity, decay, rerank, answers } = settings;
  const number = (value: string | number, fallback: number) => (typeof value === 'number' ? value : fallback);
  return (
    <Modal opened onClose={onClose} title={t('quality.measure')}>
      <form onSubmit={submit}>
        <Stack>
          <FormProblem error={start.error} />
          <div>
            <Text size="sm" fw={500} mb={4}>
              {t('knowledge.mode')}
            </Text>
            <SegmentedControl
              fullWidth
              aria-label={t('knowledge.mode')}
              value={mode}
              onChange={(value) => change({ mode: value as (typeof MODES)[number] })}
              data={MODES.map((value) => ({ value, label: t(`mode.${value}`) }))}
            />
          </div>
          <NumberInput
            label={t('quality.limit')}
            description={t('quality.limitText')}
            min={1}
            max={50}
            allowDecimal={false}
            value={limit}
            onChange={(value) => change({ limit: number(value, limit) })}
          />
          {mode === 'hybrid' && (
            <Group grow>
              <NumberInput
                label={t('quality.weightKeyword')}
                min={0}
                max={10}
                step={0.5}
                value={weights.keyword}
                onChange={(value) => change({ weights: { ...weights, keyword: number(value, 1) } })}
              />
              <NumberInput
                label={t('quality.weightVector')}
                min={0}
                max={10}
                step={0.5}
                value={weights.vector}
                onChange={(value) => change({ weights: { ...weights, vector: number(value, 1) } })}
              />
            </Group>
          )}
          <div>
            <Text size="sm" fw={500}>
              {t('quality.diversity')}
            </Text>
            <Text size="xs" c="dimmed" mb={6}>
              {t('quality.diversityText')}
            </Text>
            <Slider
              thumbLabel={t('quality.diversity')}
              min={0}
              max={1}
              step={0.05}
              marks={MARKS}
              value={diversity}
              onChange={(value) => change({ diversity: value })}
            />
          </div>
          <NumberInput
            label={t('playground.decay')}
            placeholder={t('playground.noDecay')}
            min={1}
            max={MAX_HALF_LIFE_DAYS}
            value={decay?.halfLifeDays ?? ''}
            onChange={(days) => change({ decay: typeof days === 'number' ? { halfLifeDays: days } : null })}
          />
          <Checkbox
            label={t('playground.rerank')}
            description={t('quality.rerankText')}
            checked={rerank}
            onChange={(event) => change({ rerank: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('quality.answers')}
            description={t('quality.answersText')}
            checked={answers}
            onChange={(event) => change({ answers: event.currentTarget.checked })}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={start.isPending} data-testid="measure-start">
              {t('quality.start')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
