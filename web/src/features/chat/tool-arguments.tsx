import { Markdown } from '../../ui/markdown.tsx';
import { fenced } from './tool-summary.ts';

/** Code as code, everything else as it was given. */
export function ToolArguments({ tool, given }: { tool: string; given: unknown }) {
  const { code, language, sql } = (given ?? {}) as { code?: unknown; language?: unknown; sql?: unknown };
  if (tool === 'sql_query' && typeof sql === 'string') return <Markdown text={fenced(sql, 'sql')} />;
  if ((tool === 'run_code' || tool === 'notebook') && typeof code === 'string') {
    const name = typeof language === 'string' ? language : 'python';
    return <Markdown text={fenced(code, name)} />;
  }
  return <Markdown text={fenced(JSON.stringify(given ?? {}, null, 2), 'json')} />;
}
