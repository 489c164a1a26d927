import { type HostSettings, hostSettingsSchema } from '../../driver/model/host';
import { parseJson } from '../../driver/model/json';

export type SettingsResult = { ok: true; settings: HostSettings } | { ok: false; message: string };

/** Unknown keys are typing errors, not something to pass over. */
const strict = hostSettingsSchema.strict();

/** Settings of a host out of a text of JSON; what is wrong says where. */
export function settingsOfText(text: string, inUse: number): SettingsResult {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const { cutShort, line, column } = parsed.fault;
    const place = `line ${line}, column ${column}`;
    return {
      ok: false,
      message: cutShort
        ? `This JSON is cut short: it ends at ${place}.`
        : `This is no JSON from ${place} on.`,
    };
  }
  const result = strict.safeParse(parsed.value);
  if (!result.success) {
    const messages = result.error.issues.map(({ path, message }) =>
      [...path.map(String), message].join(': '),
    );
    return { ok: false, message: messages.join(' ') };
  }
  const few = tooFewSlots(result.data, inUse);
  return few ? { ok: false, message: few } : { ok: true, settings: result.data };
}

/** Why a host can't have so few slots; undefined where it can. */
export function tooFewSlots({ slots }: HostSettings, inUse: number): string | undefined {
  if (slots === null || slots >= inUse) return undefined;
  return `${inUse} slots are in use by its instances; give it at least as many, or cordon it until some have ended.`;
}
