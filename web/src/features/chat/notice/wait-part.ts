import type { MessagePart } from '../../../lib/api-types.ts';

export type WaitPart = Extract<MessagePart, { type: 'budget' | 'approval' }>;

export function isWait(part: MessagePart): part is WaitPart {
  return part.type === 'budget' || part.type === 'approval';
}

export function isWaiting(part: WaitPart): boolean {
  return part.type === 'budget' ? !part.raised : part.state === 'pending';
}
