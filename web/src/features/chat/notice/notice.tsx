import { useEffect, useRef } from 'react';
import { ApprovalQuestion } from './approval-question.tsx';
import { BudgetWait } from './budget-wait.tsx';
import styles from './notice.module.css';
import { PastWait } from './past-wait.tsx';
import { isWaiting, type WaitPart } from './wait-part.ts';

/** Why an answer stands still and what can be done about it; once that is over, one quiet line. */
export function Notice({ part, isLive }: { part: WaitPart; isLive: boolean }) {
  const isOpen = isLive && isWaiting(part);
  const frame = useKeptFocus(isOpen);
  return (
    <section
      ref={frame}
      tabIndex={-1}
      className={styles.notice}
      data-testid="notice"
      data-kind={part.type}
      data-open={isOpen}
    >
      {!isOpen && <PastWait part={part} />}
      {isOpen && part.type === 'budget' && <BudgetWait part={part} />}
      {isOpen && part.type === 'approval' && <ApprovalQuestion part={part} />}
    </section>
  );
}

/** Once what was open is gone with the button that was pressed in it, the keyboard goes on from the frame. */
function useKeptFocus(isOpen: boolean) {
  const frame = useRef<HTMLElement>(null);
  const wasEntered = useRef(false);
  useEffect(() => {
    const note = () => {
      wasEntered.current = true;
    };
    const element = frame.current;
    if (isOpen) element?.addEventListener('focusin', note);
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (!isOpen && wasEntered.current && isLost) element?.focus({ preventScroll: true });
    return () => element?.removeEventListener('focusin', note);
  }, [isOpen]);
  return frame;
}
