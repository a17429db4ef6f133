import { memo } from 'react';
import type { Components } from 'streamdown';
import type { MessagePart } from '../../lib/api-types.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { CitationMark } from './citation-chip.tsx';
import { Reasoning } from './reasoning.tsx';
import { CITATION_TAG, citationTags, remarkCitations } from './remark-citations.ts';
import type { ShownAnswer } from './shown-answer.ts';
import { ToolCard } from './tool-card.tsx';

const components = { [CITATION_TAG]: CitationMark } as Components;
const remarkPlugins = [remarkCitations];

/** What an answer says and does, in order. */
export function AnswerParts({ answer: { parts, open, state } }: { answer: ShownAnswer }) {
  const isStreaming = state === 'streaming';
  return (
    <>
      {parts.map((part, index) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: parts only ever grow at the end
          key={index}
          part={part}
          isGrowing={isStreaming && index === parts.length - 1}
        />
      ))}
      {open.map((call) => (
        <ToolCard key={call.callId} call={call} />
      ))}
    </>
  );
}

const Part = memo(ShownPart, (before, after) => {
  if (before.isGrowing !== after.isGrowing || before.part.type !== after.part.type) return false;
  if (before.part.type === 'tool' || after.part.type === 'tool') {
    return (before.part as { callId?: string }).callId === (after.part as { callId?: string }).callId;
  }
  return before.part.text === after.part.text;
});

function ShownPart({ part, isGrowing }: { part: MessagePart; isGrowing: boolean }) {
  switch (part.type) {
    case 'text':
      return (
        <Markdown
          text={part.text}
          isStreaming={isGrowing}
          components={components}
          remarkPlugins={remarkPlugins}
          allowedTags={citationTags}
        />
      );
    case 'reasoning':
      return <Reasoning text={part.text} isGrowing={isGrowing} />;
    case 'tool':
      return <ToolCard call={part} result={part} />;
  }
}
