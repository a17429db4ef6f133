import { contentWords } from '../../language/index.ts';
import type { ToolSpec } from '../chat-model.ts';

type Schema = Record<string, unknown>;

/** Values that the question offers for arguments: quoted texts and numbers, each used once, in order. */
interface Offer {
  texts: string[];
  numbers: number[];
  question: string;
}

function offerOf(question: string): Offer {
  const quoted = [...question.matchAll(/"([^"]+)"|'([^']+)'|`([^`]+)`|“([^”]+)”|「([^」]+)」/g)];
  const names = [...question.matchAll(/\b(?:in|for|of|at|to)\s+([A-Z][\p{L}-]+(?:\s[A-Z][\p{L}-]+)*)/gu)];
  return {
    texts: [
      ...quoted.map((match) => match.slice(1).find(Boolean) ?? ''),
      ...names.map((match) => match[1] ?? ''),
    ],
    numbers: (question.match(/-?\d+(\.\d+)?/g) ?? []).map(Number),
    question,
  };
}

function valueFor(schema: Schema, offer: Offer): unknown {
  if (Array.isArray(schema.enum)) {
    const named = schema.enum.find((value) =>
      offer.question.toLowerCase().includes(String(value).toLowerCase()),
    );
    return named ?? schema.enum[0];
  }
  switch (schema.type) {
    case 'number':
      return offer.numbers.shift() ?? 0;
    case 'integer':
      return Math.round(offer.numbers.shift() ?? 0);
    case 'boolean':
      return true;
    case 'array':
      return [valueFor((schema.items as Schema) ?? {}, offer)];
    case 'object':
      return objectFor(schema, offer);
    default:
      return offer.texts.shift() ?? offer.question;
  }
}

function objectFor(schema: Schema, offer: Offer): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const required = new Set((schema.required ?? Object.keys(properties)) as string[]);
  const wanted = Object.entries(properties).filter(([name]) => required.has(name));
  return Object.fromEntries(wanted.map(([name, property]) => [name, valueFor(property, offer)]));
}

/** Arguments for a tool that nobody wrote a rule for: the required ones, filled from the question. */
export function argumentsFor(tool: ToolSpec, question: string): Record<string, unknown> {
  return objectFor(tool.parameters, offerOf(question));
}

/** The tool whose name and description share most words with the question, if any does. */
export function fittingTool(tools: readonly ToolSpec[], question: string): ToolSpec | undefined {
  const words = new Set(contentWords(question));
  const scored = tools.map((tool) => {
    const own = contentWords(`${tool.name.replaceAll(/[_-]/g, ' ')} ${tool.description}`);
    return { tool, score: new Set(own.filter((word) => words.has(word))).size };
  });
  const best = scored.sort((a, b) => b.score - a.score)[0];
  return best && best.score > 0 ? best.tool : undefined;
}
