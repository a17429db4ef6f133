import type { Conversation } from '../../lib/api-types.ts';

export const GROUPS = ['today', 'yesterday', 'week', 'month', 'older'] as const;
export type Group = (typeof GROUPS)[number];

const DAY_MS = 86_400_000;

/** The day of a time for somebody who lives now: calendar days, not 24 hours. */
export function groupOf(at: number, now: number): Group {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (at >= today) return 'today';
  // Noon of the day before is yesterday also on the two days of the year that have 23 or 25 hours.
  const yesterday = new Date(today - DAY_MS / 2).setHours(0, 0, 0, 0);
  if (at >= yesterday) return 'yesterday';
  if (at >= today - 7 * DAY_MS) return 'week';
  return at >= today - 30 * DAY_MS ? 'month' : 'older';
}

/** Conversations by day, in the order they came. Groups without any are left out. */
export function groupByDay(conversations: readonly Conversation[], now: number): [Group, Conversation[]][] {
  const groups = Map.groupBy(conversations, ({ updatedAt }) => groupOf(updatedAt, now));
  return GROUPS.flatMap((group) => {
    const items = groups.get(group);
    return items ? [[group, items] as [Group, Conversation[]]] : [];
  });
}
