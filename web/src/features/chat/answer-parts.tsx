import { Fragment, lazy, memo, Suspense, useMemo } from 'react';
import type { Components } from 'streamdown';
import type { MessagePart } from '../../lib/api-types.ts';
import { Markdown } from '../../ui/markdown.tsx';
import { CitationMark } from './citation-chip.tsx';
import { annotated } from './evidence/annotate.ts';
import { ClaimFlagMark, ClaimText } from './evidence/claim.tsx';
import { isWait } from './notice/wait-part.ts';
import { Reasoning } from './reasoning.tsx';
import { CITATION_TAG, CLAIM_TAG, citationTags, FLAG_TAG, remarkCitations } from './remark-citations.ts';
import type { ShownAnswer } from './shown-answer.ts';
import { ToolCard } from './tool-card.tsx';

const components = {
  [CITATION_TAG]: CitationMark,
  [CLAIM_TAG]: ClaimText,
  [FLAG_TAG]: ClaimFlagMark,
} as Components;
const remarkPlugins = [remarkCitations];
const Evidence = lazy(() =>
  import('./evidence/evidence-part.tsx').then((file) => ({ default: file.Evidence })),
);
// Few answers wait for people: their forms are loaded with the first that does.
const Notice = lazy(() => import('./notice/notice.tsx').then((file) => ({ default: file.Notice })));
const AskedAgent = lazy(() =>
  import('./notice/asked-agent.tsx').then((file) => ({ default: file.AskedAgent })),
);

/** What an answer says and does, in order. */
export function AnswerParts({ answer: { parts, open, state } }: { answer: ShownAnswer }) {
  const isStreaming = state === 'streaming';
  const shown = useMemo(() => annotated(parts), [parts]);
  return (
    <>
      {shown.map((part, index) => (
        <Part
          // biome-ignore lint/suspicious/noArrayIndexKey: parts only ever grow at the end
          key={index}
          part={part}
          isLive={isStreaming}
          isGrowing={isStreaming && index === shown.length - 1}
        />
      ))}
      {open.map((call) => (
        <Fragment key={call.callId}>
          <ToolCard call={call} />
          {call.runId && (
            <Suspense>
              <AskedAgent runId={call.runId} />
            </Suspense>
          )}
        </Fragment>
      ))}
    </>
  );
}

const Part = memo(ShownPart, (before, after) => {
  if (isWait(before.part) || isWait(after.part))
    return before.isLive === after.isLive && JSON.stringify(before.part) === JSON.stringify(after.part);
  if (before.isGrowing !== after.isGrowing || before.part.type !== after.part.type) return false;
  if (before.part.type === 'tool' || after.part.type === 'tool') {
    return (before.part as { callId?: string }).callId === (after.part as { callId?: string }).callId;
  }
  if ('text' in before.part && 'text' in after.part) return before.part.text === after.part.text;
  return JSON.stringify(before.part) === JSON.stringify(after.part);
});

interface ShownPartProps {
  part: MessagePart;
  isLive: boolean;
  isGrowing: boolean;
}

function ShownPart({ part, isLive, isGrowing }: ShownPartProps) {
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
    case 'question':
    case 'check':
    case 'unknown':
      return (
        <Suspense>
          <Evidence part={part} />
        </Suspense>
      );
    case 'budget':
    case 'approval':
      return (
        <Suspense>
          <Notice part={part} isLive={isLive} />
        </Suspense>
      );
  }
}
