import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readJson, writeJson } from './field-value.ts';
import type { InputProps } from './input-props.ts';

/** A JSON value as text. Not strict: what is no JSON is taken as a text. */
export function JsonInput({ value, onChange, isStrict, error, ...rest }: InputProps & { isStrict: boolean }) {
  const { t } = useTranslation();
  const [text, setText] = useState(() => writeJson(value));
  const [shown, setShown] = useState(value);
  // Changed from elsewhere, as by undo: what was typed here gives way.
  if (JSON.stringify(shown) !== JSON.stringify(value)) {
    setShown(value);
    setText(writeJson(value));
  }
  const isBroken = isStrict && typeof readJson(text) === 'string';
  const type = (next: string) => {
    setText(next);
    const read = readJson(next);
    if (isStrict && typeof read === 'string') return;
    setShown(read);
    onChange(read);
  };
  return (
    <Textarea
      {...rest}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
      error={isBroken ? t('value.notJson') : error}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
    />
  );
}
