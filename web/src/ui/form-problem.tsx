import { Alert } from '@mantine/core';
import { useProblemText } from '../lib/use-problem-text.ts';

/** What was wrong with a form that was sent. */
export function FormProblem({ error }: { error: unknown }) {
  const say = useProblemText();
  if (!error) return null;
  return (
    <Alert color="red" variant="light" role="alert" data-testid="form-problem">
      {say(error)}
    </Alert>
  );
}
