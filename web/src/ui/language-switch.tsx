import { SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeLanguage, type Language } from '../lib/i18n.ts';

export function LanguageSwitch({ onChange }: { onChange?: (language: Language) => void }) {
  const { t, i18n } = useTranslation();
  const change = (value: string) => {
    void changeLanguage(value as Language);
    onChange?.(value as Language);
  };
  return (
    <SegmentedControl
      size="sm"
      aria-label={t('settings.language')}
      value={i18n.language}
      onChange={change}
      data={[
        { value: 'en', label: 'English' },
        { value: 'zh-CN', label: '简体中文' },
      ]}
    />
  );
}
