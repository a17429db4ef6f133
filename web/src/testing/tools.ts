import type { Tool, ToolSource } from '../lib/api-types.ts';

export function aTool(more: Partial<Tool> = {}): Tool {
  return {
    name: 'read_file',
    title: 'Read a file',
    description: 'Reads a text file',
    effect: 'read',
    parameters: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
    source: { kind: 'built-in', id: null, name: 'AgenticGen' },
    version: 1,
    state: 'ready',
    traits: {
      risk: 'low',
      approval: 'policy',
      costMicros: 0,
      timeoutMs: 60_000,
      retries: 0,
      ratePerMinute: null,
      cacheTtlMs: 0,
    },
    settings: { enabled: true },
    asks: false,
    ...more,
  };
}

export function aSource(more: Partial<ToolSource> = {}): ToolSource {
  return {
    id: 's1',
    kind: 'mcp',
    name: 'weather',
    title: 'Weather',
    address: 'https://weather.example/mcp',
    auth: 'none',
    state: 'ready',
    reason: null,
    tools: 2,
    pending: 0,
    skipped: [],
    createdBy: 'me',
    createdAt: 1,
    updatedAt: 1,
    ...more,
  };
}
