import type { TFunction } from 'i18next';
import type { Evaluation } from '../../../lib/api-types.ts';

/** What tells two settings apart, on one line. */
export function settingsText(
  { mode, limit, weights, diversity, answers }: Evaluation['settings'],
  t: TFunction,
): string {
  const isWeighed = mode === 'hybrid' && (weights.keyword !== 1 || weights.vector !== 1);
  return [
    t(`mode.${mode}`),
    t('quality.atK', { k: limit }),
    ...(isWeighed ? [t('quality.weighed', { keyword: weights.keyword, vector: weights.vector })] : []),
    ...(diversity > 0 ? [t('quality.diverse', { diversity })] : []),
    ...(answers ? [t('quality.withAnswers')] : []),
  ].join(' · ');
}
