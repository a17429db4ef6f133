import { Badge, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CodeScan } from '../lib/api-types.ts';

type Severity = CodeScan['findings'][number]['severity'];

const COLOURS: Record<Severity, string> = { low: 'gray', medium: 'orange', high: 'red' };
const ORDER: readonly Severity[] = ['high', 'medium', 'low'];

const worstOf = ({ findings }: CodeScan): Severity | undefined =>
  ORDER.find((severity) => findings.some((finding) => finding.severity === severity));

/** One word on what the scan of code said; nothing where it said nothing worth a look. */
export function ScanBadge({ scan }: { scan: CodeScan }) {
  const { t } = useTranslation();
  if (scan.verdict === 'unscannable') return <Mark colour="gray" text={t('scan.unscannable')} />;
  const worst = worstOf(scan);
  if (!worst || worst === 'low') return null;
  const count = scan.findings.filter(({ severity }) => severity !== 'low').length;
  return <Mark colour={COLOURS[worst]} text={t('scan.findings', { count })} />;
}

function Mark({ colour, text }: { colour: string; text: string }) {
  return (
    <Badge color={colour} variant="light" size="sm" style={{ flex: 'none' }}>
      {text}
    </Badge>
  );
}

/** The scan speaks English. Other languages say what the rule is about, and keep the thing that the scan named. */
function useReason(): (finding: CodeScan['findings'][number]) => { text: string; isEnglish: boolean } {
  const { t, i18n } = useTranslation();
  return ({ rule, reason }) => {
    const key = `scanRule.${rule}`;
    const isEnglish = i18n.language.startsWith('en') || !i18n.exists(key);
    if (isEnglish) return { text: reason, isEnglish };
    const thing = /: ([\w.:"$-]+)$/.exec(reason)?.[1];
    return { text: thing === undefined ? t(key) : t('scan.about', { reason: t(key), thing }), isEnglish };
  };
}

/** Every finding with its line; that there are none is said as well. */
export function ScanFindings({ scan }: { scan: CodeScan }) {
  const { t } = useTranslation();
  const reasonOf = useReason();
  return (
    <div data-testid="scan" data-verdict={scan.verdict}>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {t('scan.title')}
      </Text>
      {scan.verdict === 'clean' && <Text size="sm">{t('scan.clean')}</Text>}
      {scan.verdict === 'unscannable' && (
        <Text size="sm">
          {t('scan.unscannable')}: <span lang="en">{scan.reason}</span>
        </Text>
      )}
      <Stack gap={6}>
        {scan.findings.map((finding) => (
          <Group
            key={`${finding.rule}:${finding.line}:${finding.column}`}
            gap="xs"
            align="baseline"
            wrap="nowrap"
          >
            <Mark colour={COLOURS[finding.severity]} text={t(`scan.severity.${finding.severity}`)} />
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {t('scan.place', { line: finding.line, rule: finding.rule })}
            </Text>
            <Reason {...reasonOf(finding)} />
          </Group>
        ))}
      </Stack>
      {scan.truncated && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('scan.more')}
        </Text>
      )}
    </div>
  );
}

function Reason({ text, isEnglish }: { text: string; isEnglish: boolean }) {
  return (
    <Text size="sm" {...(isEnglish ? { lang: 'en' } : {})} style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}
