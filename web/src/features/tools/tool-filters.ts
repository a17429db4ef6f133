import type { Tool } from '../../lib/api-types.ts';

export interface ToolFilter {
  text: string;
  source: Tool['source']['kind'] | null;
  effect: Tool['effect'] | null;
  risk: Tool['traits']['risk'] | null;
}

export const NO_FILTER: ToolFilter = { text: '', source: null, effect: null, risk: null };

/** Tools that fit; those that wait for somebody first, then by name. */
export function filteredTools(tools: readonly Tool[], { text, source, effect, risk }: ToolFilter): Tool[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (tool: Tool) => {
    const said = `${tool.name} ${tool.title} ${tool.description} ${tool.source.name}`.toLowerCase();
    return (
      words.every((word) => said.includes(word)) &&
      (source === null || tool.source.kind === source) &&
      (effect === null || tool.effect === effect) &&
      (risk === null || tool.traits.risk === risk)
    );
  };
  const rank = ({ state }: Tool) => (state === 'pending' ? 0 : state === 'ready' ? 1 : 2);
  return tools.filter(fits).sort((a, b) => rank(a) - rank(b) || a.title.localeCompare(b.title));
}
