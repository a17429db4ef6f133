import type { AgentDefinition } from './definitions.ts';

export interface AgentMatch {
  agentId: string;
  name: string;
  score: number;
  /** Words of the task that speak for the agent, the heaviest first. */
  matched: string[];
}

/** A capability is a promise, a name nearly one; a description only mentions. */
const WEIGHTS = { capabilities: 3, name: 2, description: 1, tools: 1 } as const;
const MAX_MATCHED = 8;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Words that say nothing of a task. */
const EMPTY_WORDS = new Set(
  (
    'a an and are as at be by can do for from give has have help how i if in into is it its make me my of on or our ' +
    'please so that the their them then there these this to up use want was we what when where which who will with ' +
    'would you your 的 了 和 是 在 我 我们 你 请 帮 帮我 把 一个 这 这个 那 那个 有 与 并 对 为 吗'
  ).split(' '),
);

/** The words of a text by their stems. */
function wordsOf(text: string): Map<string, string> {
  const parts = [...segmenter.segment(text.normalize('NFKC').toLowerCase().replaceAll('_', ' '))];
  const words = parts.filter(({ isWordLike, segment }) => isWordLike && !EMPTY_WORDS.has(segment));
  return new Map(words.map(({ segment }) => [stem(segment), segment]));
}

/** Plurals and the commonest endings: enough to tell that "tests" and "testing" mean "test". */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ing|ed|es|s)$/, '').replace(/e$/, '') : word;
}

/**
 * Which agents fit a task, the best first. A word counts more the fewer agents have it (inverse document
 * frequency, Spärck Jones 1972), so that what all of them say decides nothing.
 */
export function matchAgents(agents: readonly AgentDefinition[], task: string): AgentMatch[] {
  const wanted = wordsOf(task);
  const profiles = agents.map((agent) => ({ agent, weights: profileOf(agent) }));
  const rarity = (word: string) => {
    const having = profiles.filter(({ weights }) => weights.has(word)).length;
    return having === 0 ? 0 : Math.log(1 + agents.length / having);
  };
  const matches = profiles.map(({ agent, weights }): AgentMatch => {
    const hits = [...wanted]
      .filter(([root]) => weights.has(root))
      .map(([root, word]) => ({ word, score: weights.get(root)! * rarity(root) }))
      .sort((a, b) => b.score - a.score);
    const score = hits.reduce((sum, hit) => sum + hit.score, 0);
    const matched = hits.slice(0, MAX_MATCHED).map(({ word }) => word);
    return { agentId: agent.id, name: agent.name, score: Math.round(score * 1000) / 1000, matched };
  });
  return matches.sort((a, b) => b.score - a.score);
}

function profileOf(agent: AgentDefinition): Map<string, number> {
  const weights = new Map<string, number>();
  const add = (text: string, weight: number) => {
    for (const word of wordsOf(text).keys()) weights.set(word, Math.max(weight, weights.get(word) ?? 0));
  };
  add(agent.capabilities.join(' '), WEIGHTS.capabilities);
  add(agent.name, WEIGHTS.name);
  add(agent.description, WEIGHTS.description);
  add(agent.tools.join(' '), WEIGHTS.tools);
  return weights;
}
