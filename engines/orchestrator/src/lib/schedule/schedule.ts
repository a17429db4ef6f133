import type { Account } from './account.ts';
import { createReady, type Entry, type Flow, obstacleOf, type Ready } from './ready.ts';
import { type Reservation, reserve } from './reservation.ts';
import { type Candidate, CLASSES } from './task.ts';

/**
 * Which of the due runs to start next, at most `free`, in this order. Pure: the account is left as it was.
 * The class goes first and in it the earliest deadline, among the workspaces that aren't ahead of their share.
 */
export function schedule(
  candidates: readonly Candidate[],
  state: Account,
  now: number,
  free: number,
): Candidate[] {
  if (candidates.length === 0 || free <= 0) return [];
  const account = state.copy();
  const ready = createReady(account.policy);
  for (const task of candidates) ready.add(task);
  return takeNext(ready, account, now, free);
}

/** The same for a caller that keeps the waiting runs sorted: takes them out and books them as started. */
export function takeNext(ready: Ready, account: Account, now: number, free: number): Candidate[] {
  const taken: Candidate[] = [];
  if (ready.size === 0 || free <= 0) return taken;
  const round = openRound(ready, account, now);
  while (taken.length < free) {
    const slot = chooseSlot(round, account, now);
    if (!slot) break;
    if (!mayStart(slot, round, account, now)) {
      close(round, slot);
      continue;
    }
    const { task } = slot.choice;
    ready.take(slot.flow, slot.choice);
    account.start(task, now);
    taken.push(task);
    if (round.starved) round.kept = reserve(account, round.starved, now);
    renew(round, slot, ready, account, now);
  }
  return taken;
}

/** A flow that may start its next run, as it stands in this round. */
interface Slot {
  readonly flow: Flow;
  tag: number;
  next: Entry;
  oldest: Entry;
  /** Which of the two was chosen. */
  choice: Entry;
}

interface Round {
  /** The highest class first. */
  readonly slots: Slot[];
  /** The run that room is kept for. */
  readonly starved: Candidate | null;
  kept: Reservation | null;
}

function openRound(ready: Ready, account: Account, now: number): Round {
  const slots: Slot[] = [];
  let starved: Candidate | null = null;
  for (let rank = CLASSES.length - 1; rank >= 0; rank--) {
    for (const flow of ready.flows[rank]!) {
      const oldest = ready.oldest(flow)!;
      const obstacle = obstacleOf(flow, account, now);
      if (obstacle === 'none') {
        const next = ready.head(flow, now)!;
        slots.push({ flow, tag: account.tagOf(flow.scope), next, oldest, choice: next });
      } else if (obstacle === 'resources' && (!starved || oldest.task.dueAt < starved.dueAt)) {
        starved = oldest.task;
      }
    }
  }
  if (starved && now - starved.dueAt < account.policy.reserveAfterMs) starved = null;
  return { slots, starved, kept: starved && reserve(account, starved, now) };
}

/** Starts of this round only take: what may not start now may not start later in it. */
function mayStart({ flow, choice }: Slot, { kept }: Round, account: Account, now: number): boolean {
  if (obstacleOf(flow, account, now) !== 'none') return false;
  return kept?.allows(choice.task, flow.vector) ?? true;
}

function close({ slots }: Round, slot: Slot): void {
  slots.splice(slots.indexOf(slot), 1);
}

function renew(round: Round, slot: Slot, ready: Ready, account: Account, now: number): void {
  const { flow } = slot;
  const tag = account.tagOf(flow.scope);
  for (const other of round.slots) if (other.flow.scope === flow.scope) other.tag = tag;
  const oldest = ready.oldest(flow);
  if (!oldest) {
    close(round, slot);
    return;
  }
  slot.oldest = oldest;
  slot.next = ready.head(flow, now)!;
}

function chooseSlot({ slots }: Round, account: Account, now: number): Slot | null {
  if (slots.length === 0) return null;
  const { policy } = account;
  let virtual = Number.POSITIVE_INFINITY;
  for (const { tag } of slots) if (tag < virtual) virtual = tag;
  account.advance(virtual);
  const entitledTo = virtual + policy.leadMs * policy.slots;
  const isAgesTurn = account.countChoice();
  return (
    (isAgesTurn && longestOverdue(slots, entitledTo, account, now)) || mostUrgent(slots, entitledTo, now)
  );
}

/**
 * Earliest eligible deadline first (after Stoica and Abdel-Wahab's EEVDF, 1995): eligible are the workspaces
 * that aren't ahead of their share, and there is always one. In a class, what is late already makes way.
 */
function mostUrgent(slots: readonly Slot[], entitledTo: number, now: number): Slot | null {
  let best: Slot | null = null;
  for (const slot of slots) {
    if (best && slot.flow.rank < best.flow.rank) break;
    if (slot.tag <= entitledTo && (!best || isSooner(slot.next, best.next, now))) best = slot;
  }
  if (best) best.choice = best.next;
  return best;
}

function isSooner(a: Entry, b: Entry, now: number): boolean {
  const lateA = a.startBy < now;
  const lateB = b.startBy < now;
  if (lateA !== lateB) return lateB;
  const [keyA, keyB] = lateA ? [a.task.dueAt, b.task.dueAt] : [a.wantedAt, b.wantedAt];
  return keyA < keyB || (keyA === keyB && a.task.runId < b.task.runId);
}

/** The run that has waited for the most of its class's patience, if any has for longer than that. */
function longestOverdue(
  slots: readonly Slot[],
  entitledTo: number,
  { policy }: Account,
  now: number,
): Slot | null {
  let best: Slot | null = null;
  let most = 1;
  for (const slot of slots) {
    if (slot.tag > entitledTo) continue;
    const waited = (now - slot.oldest.task.dueAt) / policy.patienceMs[CLASSES[slot.flow.rank]!];
    if (waited <= most) continue;
    most = waited;
    best = slot;
  }
  if (best) best.choice = best.oldest;
  return best;
}
