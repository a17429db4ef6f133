import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

const ID = /^[A-Za-z_][A-Za-z0-9_]{0,47}$/;

/** The name by which others speak of the node; it takes effect when the field is left. */
export function IdInput(given: { id: string; isReadOnly: boolean; onRename: (id: string) => boolean }) {
  const { t } = useTranslation();
  const { id, isReadOnly, onRename } = given;
  const [text, setText] = useState(id);
  const [fault, setFault] = useState<string | null>(null);
  const rename = () => {
    if (text === id) return setFault(null);
    if (!ID.test(text)) return setFault(t('editor.idInvalid'));
    setFault(onRename(text) ? null : t('editor.idTaken'));
  };
  return (
    <TextInput
      label={t('nodeField.id')}
      description={t('nodeFieldText.id')}
      value={text}
      error={fault}
      disabled={isReadOnly}
      spellCheck={false}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={rename}
      onKeyDown={({ key }) => key === 'Enter' && rename()}
      data-testid="field-id"
    />
  );
}
