import type { ModelRequest, ToolSpec } from '../chat-model.ts';
import { arithmetic, arithmeticCode, formulaToPlot, plotCode } from './formula-code.ts';
import { argumentsFor, fittingTool } from './schema-arguments.ts';
import { tableCode } from './table-code.ts';

/** The next tool call, or undefined where there is nothing to call. */
export interface PlannedCall {
  tool: string;
  arguments: Record<string, unknown>;
}

interface Question {
  /** The person's own words, without the note of attached files. */
  text: string;
  files: string[];
}

const ATTACHED = /\n\n\[Attached files: (.+)\]$/s;
/** "name (media type, n bytes)": the name itself may have brackets and commas. */
const ATTACHED_FILE = /(.+?) \([\w.+-]+\/[\w.+-]+, \d+ bytes\)(?:, |$)/g;
const FENCE = /```([\w+-]*)[^\n]*\n([\s\S]*?)```/;
const TABLE = /\.(csv|tsv|xlsx|xls|json)$/i;
const TEXT_NAME = /\.(?:txt|md|csv|json|py|js|ts|html|log)$/i;
const TEXT_FILE = /\b[\w.-]+\.(?:txt|md|csv|json|py|js|ts|html|log)\b/i;
const READ = /\b(read|show|open|summari[sz]e|what is in)\b|读|打开|显示|总结/i;
const SAVE =
  /\b(?:save|write|store)\b([\s\S]*?)\b(?:to|as|in|into)\s+(?:a\s+file\s+(?:called|named)\s+)?["'`]?([\w.-]+\.\w{1,5})["'`]?|(?:把([\s\S]*?))?保存[为到]?\s*([\w.-]+\.\w{1,5})/i;
const URL_IN_TEXT = /https?:\/\/[^\s)>\]"'，。；：！？、）》」”]+/i;
const END_OF_SENTENCE = /[.,;:!?]+$/;
const JAVASCRIPT = /^(js|javascript|node|mjs)$/i;

/** Our own tools have rules below; others come with clients of the OpenAI surface. */
const OWN = new Set([
  ...['run_code', 'read_file', 'write_file', 'list_files', 'search_files', 'diff_files', 'patch_file'],
  ...['fetch_url', 'http_request', 'web_search', 'search_knowledge', 'calculate', 'date_time', 'draft_email'],
  ...['data_table', 'chart', 'notebook'],
]);

export function readQuestion(raw: string): Question {
  const list = ATTACHED.exec(raw)?.[1] ?? '';
  const files = [...list.matchAll(ATTACHED_FILE)].map((match) => match[1] ?? '');
  return { text: raw.replace(ATTACHED, ''), files };
}

function codeCall({ text, files }: Question): PlannedCall | undefined {
  const run = (code: string, language = 'python') => ({ tool: 'run_code', arguments: { language, code } });
  const fence = FENCE.exec(text);
  if (fence) return run(fence[2] ?? '', JAVASCRIPT.test(fence[1] ?? '') ? 'javascript' : 'python');
  const table = files.find((file) => TABLE.test(file));
  if (table) return run(tableCode({ file: table, question: text }));
  const formula = formulaToPlot(text);
  if (formula) return run(plotCode(formula));
  const expression = arithmetic(text);
  return expression ? run(arithmeticCode(expression)) : undefined;
}

function saveCall(text: string): PlannedCall | undefined {
  const found = SAVE.exec(text);
  const name = found?.[2] ?? found?.[4];
  if (!name) return undefined;
  const after = text.slice((found?.index ?? 0) + (found?.[0].length ?? 0)).replace(/^\s*[:：]\s*/, '');
  const between = (found?.[1] ?? found?.[3] ?? '').trim().replace(/^["'“]|["'”]$/g, '');
  return { tool: 'write_file', arguments: { name, content: after.trim() || between || text } };
}

function readCall({ text, files }: Question): PlannedCall | undefined {
  const named = TEXT_FILE.exec(text)?.[0];
  const name = named ?? files.find((file) => TEXT_NAME.test(file));
  return name && (READ.test(text) || files.length > 0)
    ? { tool: 'read_file', arguments: { name } }
    : undefined;
}

function fetchCall({ text }: Question): PlannedCall | undefined {
  const url = URL_IN_TEXT.exec(text)?.[0].replace(END_OF_SENTENCE, '');
  return url ? { tool: 'fetch_url', arguments: { url } } : undefined;
}

function foreignCall(
  tools: readonly ToolSpec[],
  { text }: Question,
  required: boolean,
): PlannedCall | undefined {
  const foreign = tools.filter((tool) => !OWN.has(tool.name));
  const tool = fittingTool(foreign, text) ?? (required ? foreign[0] : undefined);
  return tool ? { tool: tool.name, arguments: argumentsFor(tool, text) } : undefined;
}

/** The rules, in order: the first whose tool the agent has is taken. */
export function planCall(request: ModelRequest, raw: string): PlannedCall | undefined {
  if (request.toolChoice === 'none') return undefined;
  const question = readQuestion(raw);
  const has = (call: PlannedCall | undefined) =>
    call && request.tools.some((tool) => tool.name === call.tool);
  const search = { tool: 'search_knowledge', arguments: { query: question.text.slice(0, 1_000) } };
  const rules = [
    () => foreignCall(request.tools, question, request.toolChoice === 'required'),
    () => codeCall(question),
    () => saveCall(question.text),
    () => fetchCall(question),
    () => readCall(question),
    () => (question.text.trim() === '' ? undefined : search),
  ];
  for (const rule of rules) {
    const call = rule();
    if (has(call)) return call;
  }
  return undefined;
}
