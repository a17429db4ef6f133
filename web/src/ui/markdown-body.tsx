import 'katex/dist/katex.min.css';
import { createCodePlugin } from '@streamdown/code';
import { createMathPlugin } from '@streamdown/math';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import remarkCjkFriendly from 'remark-cjk-friendly';
import { type Components, defaultRemarkPlugins, Streamdown, type StreamdownProps } from 'streamdown';

export interface MarkdownBodyProps {
  text: string;
  isStreaming?: boolean;
  /** Must be the same objects on each render. */
  components?: Components;
  remarkPlugins?: NonNullable<StreamdownProps['remarkPlugins']>;
  allowedTags?: NonNullable<StreamdownProps['allowedTags']>;
}

const plugins = {
  code: createCodePlugin({ themes: ['github-light-high-contrast', 'github-dark-default'] }),
  math: createMathPlugin({ singleDollarTextMath: true }),
};
const NO_PLUGINS: NonNullable<StreamdownProps['remarkPlugins']> = [];

/** Task lists are read-only and need a name for readers of the screen. */
function useComponents(given: Components | undefined): Components {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      input: ({ checked }) => (
        <input type="checkbox" checked={checked ?? false} disabled aria-label={t('markdown.task')} />
      ),
      ...given,
    }),
    [given, t],
  );
}

function useTranslations() {
  const { t } = useTranslation();
  return useMemo(
    () => ({
      close: t('common.close'),
      copied: t('common.copied'),
      copyCode: t('markdown.copyCode'),
      copyLink: t('markdown.copyLink'),
      copyTable: t('markdown.copyTable'),
      downloadFile: t('markdown.downloadCode'),
      downloadTable: t('markdown.downloadTable'),
      exitFullscreen: t('markdown.exitFullscreen'),
      viewFullscreen: t('markdown.viewFullscreen'),
      externalLinkWarning: t('markdown.linkWarning'),
      openExternalLink: t('markdown.openExternal'),
      openLink: t('markdown.openLink'),
      imageNotAvailable: t('markdown.noImage'),
    }),
    [t],
  );
}

export default function MarkdownBody({ text, isStreaming = false, ...given }: MarkdownBodyProps) {
  const components = useComponents(given.components);
  const translations = useTranslations();
  const own = given.remarkPlugins ?? NO_PLUGINS;
  const remarkPlugins = useMemo(
    () => [...Object.values(defaultRemarkPlugins), remarkCjkFriendly, ...own] as typeof own,
    [own],
  );
  return (
    <Streamdown
      mode={isStreaming ? 'streaming' : 'static'}
      isAnimating={isStreaming}
      plugins={plugins}
      remarkPlugins={remarkPlugins}
      components={components}
      translations={translations}
      controls={{ table: { fullscreen: false }, code: true }}
      {...(given.allowedTags ? { allowedTags: given.allowedTags } : {})}
    >
      {text}
    </Streamdown>
  );
}
