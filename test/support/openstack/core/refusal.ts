/** What a service says no with. Each service puts it into an envelope of its own. */
export class Refusal extends Error {
  readonly status: number;
  /** The name in the envelope, where the status alone doesn't give it: Nova's `badRequest`, Neutron's `PortNotFound`. */
  readonly type: string | undefined;
  /** Further fields of the envelope. */
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(status: number, message: string, type?: string, extra: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.extra = extra;
  }
}
