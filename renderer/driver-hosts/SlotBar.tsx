import type { SlotUse } from './hostRows';

/** Slots of a host at a glance: used, reserved by launches under way, free. */
export function SlotBar({ use }: { use: SlotUse }) {
  const { used, reserved, free, total } = use;
  // More may be taken than there is, where a host was given fewer slots than it had.
  const whole = Math.max(total, used + reserved, 1);
  const share = (slots: number) => `${(slots / whole) * 100}%`;
  const words = `${used} used, ${reserved} reserved, ${free} free of ${total}`;
  return (
    <span className="slot-bar" title={words}>
      <span className="slot-bar-track" aria-hidden>
        <span data-part="used" style={{ width: share(used) }} />
        <span data-part="reserved" style={{ width: share(reserved) }} />
      </span>
      <span className="numbers" aria-hidden>
        {used + reserved}/{total}
      </span>
      <span className="unseen">{words}</span>
    </span>
  );
}
