import { useTranslation } from 'react-i18next';
import { asProblem } from './problem.ts';

/** Says a failure in the reader's language, by its code; one that is not in the catalogue as the server says it. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return (error) => {
    const { code, message } = asProblem(error);
    return i18n.exists(`problem.${code}`) ? t(`problem.${code}`) : message;
  };
}

/** The same for a code and message that came as a value, such as a run's error. */
export function useCodeText(): (code: string, fallback: string) => string {
  const { t, i18n } = useTranslation();
  return (code, fallback) => (i18n.exists(`problem.${code}`) ? t(`problem.${code}`) : fallback);
}
