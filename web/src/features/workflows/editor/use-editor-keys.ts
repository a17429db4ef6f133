import { useEffect } from 'react';
import { copyNodes, pasteNodes, removeNodes } from '../flow/edit.ts';
import type { Editor } from './use-editor.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);

/** Undo, redo, save, copy, cut, paste and duplicate. In a text field the browser's own keys stay. */
export function useEditorKeys(editor: Editor, isReadOnly: boolean, save: () => void): void {
  useEffect(() => {
    const { draft, level, selected } = editor;
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const act = actOf(event.key.toLowerCase(), event.shiftKey);
      if (!act || isReadOnly || (act !== 'save' && isTyping(event.target))) return;
      event.preventDefault();
      if (act === 'save') save();
      if (act === 'undo') editor.undo();
      if (act === 'redo') editor.redo();
      if (act === 'duplicate') paste(copyNodes(draft, level, selected) ?? '');
      if (act === 'all') editor.select(new Set(editor.graph.nodes.map(({ id }) => id)));
    };
    const paste = (text: string): boolean => {
      const pasted = pasteNodes(draft, level, text);
      if (!pasted) return false;
      editor.change(pasted.draft, null, new Set(pasted.ids));
      return true;
    };
    const onCopy = (event: ClipboardEvent) => {
      const text = isTyping(event.target) || hasSelectedText() ? null : copyNodes(draft, level, selected);
      if (text === null) return;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      if (event.type === 'cut' && !isReadOnly) editor.change(removeNodes(draft, level, selected));
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event.target) || isReadOnly) return;
      if (paste(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
    };
    document.addEventListener('keydown', press);
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCopy);
    document.addEventListener('paste', onPaste);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCopy);
      document.removeEventListener('paste', onPaste);
    };
  }, [editor, isReadOnly, save]);
}

const hasSelectedText = (): boolean => (document.getSelection()?.toString() ?? '') !== '';

function actOf(key: string, isShifted: boolean): 'save' | 'undo' | 'redo' | 'duplicate' | 'all' | null {
  if (key === 's') return 'save';
  if (key === 'z') return isShifted ? 'redo' : 'undo';
  if (key === 'y') return 'redo';
  if (key === 'd') return 'duplicate';
  return key === 'a' ? 'all' : null;
}
