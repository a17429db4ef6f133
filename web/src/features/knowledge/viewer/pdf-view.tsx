import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passage } from '../../../lib/api-types.ts';
import { useApi } from '../../../lib/client.tsx';
import { ErrorState, LoadingRows } from '../../../ui/states.tsx';
import type { Target } from './marks.ts';
import { openPdf, type PdfDocument } from './pdf-document.ts';
import { PdfPage, type Wanted } from './pdf-page.tsx';
import { soughtOn, wantedOnPages } from './pdf-wanted.ts';
import type { Match } from './use-find.ts';
import styles from './viewer.module.css';

interface PdfViewProps {
  fileId: string;
  passages: readonly Passage[];
  target: Target;
  matches: readonly Match[];
  current: number;
}

const NOTHING: readonly Wanted[] = [];

/** The pages of a PDF as they were made, with what is cited and searched for marked on them. */
export default function PdfView({ fileId, passages, target, matches, current }: PdfViewProps) {
  const { t } = useTranslation();
  const opened = useOpenPdf(fileId);
  const { passage, start, end } = target;
  const wanted = useMemo(
    () => wantedOnPages(passages, { passage, start, end }, matches, current),
    [passages, passage, start, end, matches, current],
  );
  const sought = soughtOn(wanted);
  if (opened.error) return <ErrorState error={opened.error} onRetry={opened.retry} />;
  if (!opened.pdf) return <LoadingRows rows={3} height={320} />;
  const { pdf, ratio } = opened;
  return (
    <div className={styles.pages} data-testid="pdf">
      {Array.from({ length: pdf.numPages }, (_, index) => index + 1).map((number) => (
        <section key={number} aria-label={t('chat.page', { page: number })}>
          <Text size="xs" c="dimmed" className={styles.pageNumber ?? ''} aria-hidden>
            {t('viewer.pageOf', { page: number, count: pdf.numPages })}
          </Text>
          <PdfPage
            pdf={pdf}
            number={number}
            ratio={ratio}
            wanted={wanted.get(number) ?? NOTHING}
            sought={sought?.page === number ? sought.name : null}
          />
        </section>
      ))}
    </div>
  );
}

interface Opened {
  pdf: PdfDocument;
  /** Height to width of the first page: what the others are taken for until they are drawn. */
  ratio: number;
}

function useOpenPdf(fileId: string) {
  const api = useApi();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const file = useQuery({
    queryKey: ['file-bytes', fileId],
    queryFn: async ({ signal }) =>
      (await api.fetch(`/api/v1/files/${fileId}/content`, { signal })).arrayBuffer(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  useEffect(() => {
    if (!file.data) return;
    let close: (() => void) | undefined;
    let isGone = false;
    const open = async (bytes: ArrayBuffer) => {
      const made = await openPdf(bytes.slice(0));
      close = made.close;
      if (isGone) return close();
      const { width, height } = (await made.pdf.getPage(1)).getViewport({ scale: 1 });
      if (!isGone) setOpened({ pdf: made.pdf, ratio: height / width });
    };
    open(file.data).catch((error: unknown) => !isGone && setFailure(error));
    return () => {
      isGone = true;
      setOpened(null);
      close?.();
    };
  }, [file.data]);
  return {
    ...(opened ?? { pdf: null, ratio: 1 }),
    error: file.error ?? failure,
    retry: () => void file.refetch(),
  };
}
