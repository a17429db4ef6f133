/** What the controls of the panel have in common. */
export interface InputProps {
  label: string;
  description: string | undefined;
  error: string | null;
  disabled: boolean;
  size: 'sm';
  'data-testid': string;
  value: unknown;
  onChange: (value: unknown) => void;
}
