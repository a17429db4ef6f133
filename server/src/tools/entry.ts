import type { SourceKind, ToolSettings } from './registry-contract.ts';
import type { Tool } from './tool.ts';
import type { Traits } from './traits.ts';

export interface ToolSource {
  kind: SourceKind;
  /** Null for what is built in. */
  id: string | null;
  name: string;
}

/** `pending`: its newest definition waits for approval. `gone`: its source has it no more. */
export type ToolState = 'ready' | 'pending' | 'gone';

/** A tool as its source gives it. */
export interface ProvidedTool {
  tool: Tool;
  source: ToolSource;
  version: number;
  state: ToolState;
}

/** A tool as a workspace has it. */
export interface ToolEntry extends ProvidedTool {
  settings: ToolSettings;
  traits: Traits;
  /** A person has to be asked before a call. */
  asks: boolean;
}

export function isUsable({ state, settings }: Pick<ToolEntry, 'state' | 'settings'>): boolean {
  return state === 'ready' && settings.enabled;
}
