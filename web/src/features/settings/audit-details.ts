/** What an entry says beside its subject, on a line: "role: editor", "place: postgresql · db.example · 5432". */
export function detailsText(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join('; ');
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return '–';
  if (Array.isArray(value)) return value.length === 0 ? '–' : value.map(valueText).join(', ');
  if (typeof value === 'object') return Object.values(value).map(valueText).join(' · ');
  return String(value);
}
