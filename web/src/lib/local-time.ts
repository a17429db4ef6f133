const pad = (value: number) => String(value).padStart(2, '0');

/** A time as a `datetime-local` field has it, in the zone of the browser: 2026-03-29T09:00. */
export function toLocalText(at: number): string {
  const date = new Date(at);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

/** Milliseconds since 1970; null for what is no time, such as a field that is half filled. */
export function fromLocalText(text: string): number | null {
  if (text === '') return null;
  const at = new Date(text).getTime();
  return Number.isNaN(at) ? null : at;
}
