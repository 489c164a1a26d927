import type { LogLine } from '../../driver/model/instance';

/** The steps of a launch with their times, as they come. */
export function ProvisioningLog({ lines }: { lines: readonly LogLine[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
    <div className="log" tabIndex={0} role="log" aria-label="Provisioning log">
      {lines.length === 0 && <span className="log-note">Nothing yet.</span>}
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
        <div key={index} data-level={line.level}>
          <span className="log-note">{new Date(line.at).toLocaleTimeString()}</span> {line.text}
        </div>
      ))}
    </div>
  );
}
