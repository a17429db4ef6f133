import { useTranslation } from 'react-i18next';
import type { Budget, Dimension } from '../../lib/api-types.ts';
import { useFormat } from '../../lib/use-format.ts';

const MS_PER_SECOND = 1_000;

/** An amount as people read it: money as money, time as time. Bare: beside another that has the unit. */
export function useAmountText(): (dimension: Dimension, amount: number, isBare?: boolean) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (dimension, amount, isBare = false) => {
    switch (dimension) {
      case 'costMicros':
        return format.cost(amount);
      case 'seconds':
        return isBare && amount === 0 ? format.number(0) : format.duration(amount * MS_PER_SECOND);
      default:
        if (isBare) return format.number(amount);
        return t(`amount.${dimension}`, { count: amount, amount: format.number(amount) });
    }
  };
}

/** When a budget begins anew, in ms since 1970; null for one that never does. Periods are those of UTC. */
export function nextPeriod(period: Budget['period'], now: number): number | null {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (period) {
    case 'day':
      return Date.UTC(year, month, day + 1);
    case 'month':
      return Date.UTC(year, month + 1);
    case 'total':
      return null;
  }
}

/** How full a budget is in one dimension, in percent; what is held beside what is used. */
export function shares(
  { used, held }: Pick<Budget, 'used' | 'held'>,
  dimension: Dimension,
  limit: number,
): { used: number; held: number } {
  const percent = (amount: number) => Math.min(100, (amount / limit) * 100);
  const usedShare = percent(used[dimension]);
  return { used: usedShare, held: Math.min(100 - usedShare, percent(held[dimension])) };
}
