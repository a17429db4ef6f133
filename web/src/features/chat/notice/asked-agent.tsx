import { foldAnswer } from '../../../../../server/src/chat/fold.ts';
import { useRunFold } from '../../../lib/use-run-fold.ts';
import { Notice } from './notice.tsx';
import { isWait, isWaiting } from './wait-part.ts';

/** What another agent, that was asked by this one, waits for: its run is read like that of an answer. */
export function AskedAgent({ runId }: { runId: string }) {
  const { state } = useRunFold(runId, foldAnswer);
  if (state === null || state.end !== null) return null;
  return (
    <>
      {state.parts.map((part) =>
        isWait(part) && isWaiting(part) ? (
          <Notice key={part.type === 'budget' ? part.budgetId : part.callId} part={part} isLive />
        ) : null,
      )}
      {state.open.map((call) => call.runId && <AskedAgent key={call.callId} runId={call.runId} />)}
    </>
  );
}
