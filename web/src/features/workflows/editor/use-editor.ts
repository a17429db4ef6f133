import { useReducer } from 'react';
import { type Draft, type DraftGraph, graphAt, type Level } from '../flow/draft.ts';
import { type History, record, redo, startHistory, undo } from '../flow/history.ts';

interface State {
  history: History<Draft>;
  level: Level;
  selected: ReadonlySet<string>;
}

type Act =
  | { type: 'change'; draft: Draft; mark: string | null; selected?: ReadonlySet<string> }
  | { type: 'select'; selected: ReadonlySet<string> }
  | { type: 'go'; level: Level; selected?: ReadonlySet<string> }
  | { type: 'undo' }
  | { type: 'redo' };

const NONE: ReadonlySet<string> = new Set();

/** Goes out of levels that are gone, and forgets nodes that are. */
function settled(state: State): State {
  let { level } = state;
  while (level.length > 0 && graphAt(state.history.present, level) === null) level = level.slice(0, -1);
  const ids = new Set(graphAt(state.history.present, level)?.nodes.map(({ id }) => id));
  const selected = [...state.selected].every((id) => ids.has(id))
    ? state.selected
    : new Set([...state.selected].filter((id) => ids.has(id)));
  return { ...state, level, selected };
}

function reduce(state: State, act: Act): State {
  switch (act.type) {
    case 'change': {
      const history = record(state.history, act.draft, act.mark);
      return settled({ ...state, history, selected: act.selected ?? state.selected });
    }
    case 'select':
      return settled({ ...state, selected: act.selected });
    case 'go':
      return settled({ ...state, level: act.level, selected: act.selected ?? NONE });
    case 'undo':
      return settled({ ...state, history: undo(state.history) });
    case 'redo':
      return settled({ ...state, history: redo(state.history) });
  }
}

export interface Editor {
  draft: Draft;
  level: Level;
  graph: DraftGraph;
  selected: ReadonlySet<string>;
  canUndo: boolean;
  canRedo: boolean;
  /** Null changes nothing. Changes in a row with the same mark are undone as one. */
  change(draft: Draft | null, mark?: string | null, selected?: ReadonlySet<string>): void;
  select(ids: ReadonlySet<string>): void;
  go(level: Level, selected?: ReadonlySet<string>): void;
  undo(): void;
  redo(): void;
}

/** A draft with its history, and where in it one is. */
export function useEditor(initial: Draft): Editor {
  const [state, act] = useReducer(reduce, initial, (draft) => ({
    history: startHistory(draft),
    level: [] as Level,
    selected: NONE,
  }));
  const { history, level, selected } = state;
  return {
    draft: history.present,
    level,
    graph: graphAt(history.present, level) ?? history.present,
    selected,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    change(draft, mark = null, chosen) {
      if (draft) act({ type: 'change', draft, mark, ...(chosen ? { selected: chosen } : {}) });
    },
    select: (ids) => act({ type: 'select', selected: ids }),
    go: (to, chosen) => act({ type: 'go', level: to, ...(chosen ? { selected: chosen } : {}) }),
    undo: () => act({ type: 'undo' }),
    redo: () => act({ type: 'redo' }),
  };
}
