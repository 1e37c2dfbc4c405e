import { SelectField } from '../ui/field.tsx';

const methods = ['POST', 'GET'] as const;
export type WebhookMethod = (typeof methods)[number];

interface MethodFieldProps {
  readonly value: WebhookMethod;
  readonly onChange: (method: WebhookMethod) => void;
}

/** Chooses how a webhook is called. */
export const MethodField = ({ value, onChange }: MethodFieldProps) => (
  <SelectField
    label="Method"
    hint="POST sends the parameters as a form, GET in the query."
    value={value}
    onChange={({ target }) => onChange(methods.find((method) => method === target.value) ?? 'POST')}
  >
    {methods.map((method) => (
      <option key={method}>{method}</option>
    ))}
  </SelectField>
);
