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

function wordsOf(text: string): Set<string> {
  const words = [...segmenter.segment(text.normalize('NFKC').toLowerCase().replaceAll('_', ' '))];
  return new Set(words.filter(({ isWordLike }) => isWordLike).map(({ segment }) => stem(segment)));
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
      .filter((word) => weights.has(word))
      .map((word) => ({ word, score: weights.get(word)! * rarity(word) }))
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
    for (const word of wordsOf(text)) weights.set(word, Math.max(weight, weights.get(word) ?? 0));
  };
  add(agent.capabilities.join(' '), WEIGHTS.capabilities);
  add(agent.name, WEIGHTS.name);
  add(agent.description, WEIGHTS.description);
  add(agent.tools.join(' '), WEIGHTS.tools);
  return weights;
}
