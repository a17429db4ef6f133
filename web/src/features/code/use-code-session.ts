import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../lib/client.tsx';
import { asProblem } from '../../lib/problem.ts';
import type { Language } from './code-draft.ts';

interface Open {
  id: string;
  language: Language;
}

/** A session that keeps variables from run to run; opened with the first run that wants one, closed with the page. */
export function useCodeSession() {
  const api = useApi();
  const [isOn, setOn] = useState(false);
  const [open, setOpen] = useState<Open | null>(null);
  const latest = useRef<Open | null>(null);
  latest.current = open;

  const close = (id: string) => api.call('DELETE /api/v1/code-sessions/{id}', { params: { id } });
  // Its own end, after a while without a cell, comes where this is not heard.
  const leave = useRef(close);
  useEffect(
    () => () => {
      if (latest.current) void leave.current(latest.current.id).catch(() => undefined);
    },
    [],
  );

  const restart = useMutation({
    mutationFn: async () => {
      setOpen(null);
      // One that is gone already needs no end.
      if (open) await close(open.id).catch(() => undefined);
    },
  });

  /** The session for code of this language; a new one takes the place of one of another language. */
  async function idFor(language: Language): Promise<string> {
    if (open?.language === language) return open.id;
    if (open) await close(open.id);
    const { id } = await api.call('POST /api/v1/code-sessions', { body: { language } });
    setOpen({ id, language });
    return id;
  }

  /** One that has ended is forgotten, so that the next run begins another. */
  function heed(error: unknown): void {
    if (asProblem(error).code === 'code_session_ended') setOpen(null);
  }

  return {
    isOn,
    isOpen: open !== null,
    idFor,
    heed,
    restart: () => restart.mutate(),
    toggle(wanted: boolean) {
      setOn(wanted);
      if (!wanted) restart.mutate();
    },
  };
}

export type CodeSession = ReturnType<typeof useCodeSession>;
