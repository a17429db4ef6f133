import type { BuiltInAgent } from '../agents/index.ts';
import type { Route } from './contract.ts';

/** Why a route was taken. Codes, so that the page says it in the reader's language. */
export const REASONS = [
  'pinned_route',
  'pinned_agent',
  'has_code',
  'has_table',
  'asks_for_code',
  'asks_for_test',
  'asks_for_text',
  'asks_for_calculation',
  'question_with_knowledge',
  'model_decided',
  'nothing_special',
] as const;
export type Reason = (typeof REASONS)[number];

export interface RouteInput {
  text: string;
  attachments: readonly { name: string }[];
  /** Whether there are documents that the person may search. */
  hasKnowledge: boolean;
  route?: Route | undefined;
  agent?: string | undefined;
}

export interface Choice {
  route: Route;
  agent: string;
  reason: Reason;
  pinned: boolean;
  /** False where no rule spoke clearly: a model may then decide better. */
  sure: boolean;
}

const AGENT_OF: Record<Route, BuiltInAgent> = { agent: 'research', knowledge: 'research', code: 'code' };

const TABLE = /\.(csv|tsv|xlsx?|parquet|json)$/i;
const FENCE = /```[\s\S]*?```/;
const ARITHMETIC = /^[\s\d+\-*/^%().,=?×÷]*\d\s*[-+*/^%×÷]\s*\d[\s\d+\-*/^%().,=?×÷]*$/;
const PLOT =
  /\b(plot|chart|graph|histogram|scatter|visuali[sz]e)\b|画图|绘制|图表|柱状图|折线图|散点图|直方图|可视化/i;
const CALCULATE = /\b(calculate|compute|how much is|what is)\s+[\d(]|计算|等于多少/i;
const CODE =
  /\b(code|script|function|program|python|javascript|typescript|debug|refactor|regex|algorithm|run this)\b|代码|脚本|函数|程序|编程|调试/i;
const TEST = /\b(unit tests?|test cases?|write tests?|test suite)\b|单元测试|测试用例|写测试/i;
const TEXT =
  /\b(write|draft|rewrite|compose|poem|story|slogan|brainstorm|e-?mail|essay|translate)\b|写一|起草|润色|改写|头脑风暴|翻译|诗|故事/i;
const QUESTION =
  /[?？]\s*$|^(who|what|when|where|why|how|which|is|are|does|do|did|can|could|should|explain|summari[sz]e|according to|tell me|find|list)\b|什么|怎么|如何|为什么|哪|谁|多少|吗|是否|总结|根据|介绍|解释/i;

function choose(route: Route, agent: BuiltInAgent, reason: Reason, sure = true): Choice {
  return { route, agent, reason, pinned: false, sure };
}

function pinned({ route, agent }: RouteInput): Choice | undefined {
  if (agent) return { route: route ?? 'agent', agent, reason: 'pinned_agent', pinned: true, sure: true };
  if (route) return { route, agent: AGENT_OF[route], reason: 'pinned_route', pinned: true, sure: true };
  return undefined;
}

function byRules({ text, attachments, hasKnowledge }: RouteInput): Choice {
  if (FENCE.test(text)) return choose('code', 'code', 'has_code');
  if (attachments.some((file) => TABLE.test(file.name))) return choose('code', 'analysis', 'has_table');
  if (PLOT.test(text)) return choose('code', 'analysis', 'asks_for_calculation');
  if (ARITHMETIC.test(text) || CALCULATE.test(text))
    return choose('code', 'analysis', 'asks_for_calculation');
  if (TEST.test(text)) return choose('agent', 'test', 'asks_for_test');
  if (CODE.test(text)) return choose('code', 'code', 'asks_for_code', !QUESTION.test(text));
  if (TEXT.test(text)) return choose('agent', 'creative', 'asks_for_text');
  if (hasKnowledge && QUESTION.test(text)) return choose('knowledge', 'research', 'question_with_knowledge');
  return choose('agent', hasKnowledge ? 'research' : 'creative', 'nothing_special', false);
}

/** Picks the path of a message: what the person pinned, else the first rule that fits. */
export function chooseRoute(input: RouteInput): Choice {
  return pinned(input) ?? byRules(input);
}
