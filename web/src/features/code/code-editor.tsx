import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { Language } from './code-draft.ts';
import './code-editor.css';

interface CodeEditorProps {
  language: Language;
  value: string;
  label: string;
  onChange: (value: string) => void;
  /** Mod-Enter. */
  onRun: () => void;
}

const GRAMMARS = {
  python: () => [python(), indentUnit.of('    ')],
  javascript: () => [javascript(), indentUnit.of('  ')],
};

/** A text field for code. Escape, then Tab, leaves it by the keyboard. */
export function CodeEditor({ language, value, label, onChange, onRun }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const grammar = useRef(new Compartment());
  const acts = useRef({ onChange, onRun });
  acts.current = { onChange, onRun };
  const begin = useRef({ language, value, label });
  useEffect(() => {
    const made = new EditorView({
      parent: place.current!,
      state: EditorState.create({
        doc: begin.current.value,
        extensions: extensionsOf(begin.current, grammar.current, acts),
      }),
    });
    // What scrolls has to be reached by the keyboard.
    made.scrollDOM.tabIndex = 0;
    view.current = made;
    return () => made.destroy();
  }, []);
  useEffect(() => {
    view.current?.dispatch({ effects: grammar.current.reconfigure(GRAMMARS[language]()) });
  }, [language]);
  useEffect(() => {
    const now = view.current?.state.doc.toString();
    if (now === undefined || now === value) return;
    view.current?.dispatch({ changes: { from: 0, to: now.length, insert: value } });
  }, [value]);
  return <div ref={place} className="code-editor" data-testid="code-editor" />;
}

type Acts = { current: Pick<CodeEditorProps, 'onChange' | 'onRun'> };

function extensionsOf(
  { language, label }: Pick<CodeEditorProps, 'language' | 'label'>,
  grammar: Compartment,
  acts: Acts,
) {
  const run = () => {
    acts.current.onRun();
    return true;
  };
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    syntaxHighlighting(classHighlighter),
    grammar.of(GRAMMARS[language]()),
    keymap.of([
      { key: 'Mod-Enter', run },
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      indentWithTab,
    ]),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) acts.current.onChange(update.state.doc.toString());
    }),
  ];
}
