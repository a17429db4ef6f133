import { useTranslation } from 'react-i18next';

/** What a port is called: those of the language by the catalogue, a case or a signal by its own name. */
export function usePortText(): (port: string) => string {
  const { t, i18n } = useTranslation();
  return (port) => (i18n.exists(`port.${port}`) ? t(`port.${port}`) : port);
}
