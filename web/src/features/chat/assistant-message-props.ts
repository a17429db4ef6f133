import type { Citation, Message } from '../../lib/api-types.ts';

export interface AssistantMessageProps {
  message: Message;
  siblingIds: string;
  mayEdit: boolean;
  onEnded: () => void;
  onCitation: (citation: Citation, all: readonly Citation[]) => void;
  onBranch: (id: string) => void;
  onRegenerate: (id: string) => void;
}
