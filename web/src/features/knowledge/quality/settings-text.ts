import type { TFunction } from 'i18next';
import type { Evaluation } from '../../../lib/api-types.ts';

/** What tells two measurements apart, on one line: how was searched, and with which models of the base. */
export function settingsText(
  { settings, models }: Pick<Evaluation, 'settings' | 'models'>,
  t: TFunction,
): string {
  const { mode, limit, weights, diversity, decay, rerank, answers } = settings;
  const isWeighed = mode === 'hybrid' && (weights.keyword !== 1 || weights.vector !== 1);
  const { embedding = null, reranker = null } = models ?? {};
  return [
    t(`mode.${mode}`),
    t('quality.atK', { k: limit }),
    ...(isWeighed ? [t('quality.weighed', { keyword: weights.keyword, vector: weights.vector })] : []),
    ...(embedding !== null && mode !== 'keyword' ? [t('quality.vectorsBy', { name: embedding })] : []),
    ...(decay ? [t('quality.aged', { count: decay.halfLifeDays })] : []),
    ...(diversity > 0 ? [t('quality.diverse', { diversity })] : []),
    ...(reranker === null
      ? []
      : [rerank ? t('quality.rerankedBy', { name: reranker }) : t('quality.notReranked')]),
    ...(answers ? [t('quality.withAnswers')] : []),
  ].join(' · ');
}
