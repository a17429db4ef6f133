import { ActionIcon, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from '../lib/clipboard.ts';

const SHOWN_MS = 1_500;

export function CopyButton({ text, label, size = 'md' }: { text: string; label?: string; size?: string }) {
  const { t } = useTranslation();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(text))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  };
  const title = isCopied ? t('common.copied') : (label ?? t('common.copy'));
  return (
    <Tooltip label={title}>
      <ActionIcon variant="subtle" color="gray" size={size} aria-label={title} onClick={copy}>
        {isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
