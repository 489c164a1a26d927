import { useEffect, useRef } from 'react';

interface LogLinesProps {
  label: string;
  lines: readonly { at: number; level: 'info' | 'warning' | 'error'; text: string }[];
  /** Their days as well as their times. */
  dated?: boolean;
  /** Keeps the newest line in sight. */
  follow?: boolean;
}

/** Lines of a log with their times, as they come. */
export function LogLines({ label, lines, dated = false, follow = false }: LogLinesProps) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what makes it scroll
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [lines.length, follow]);
  const timeOf = (at: number) => (dated ? new Date(at).toLocaleString() : new Date(at).toLocaleTimeString());
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keyboard
    <div className="log" ref={box} tabIndex={0} role="log" aria-label={label} aria-live="off">
      {lines.length === 0 && <span className="log-note">Nothing yet.</span>}
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end
        <div key={index} data-level={line.level}>
          <span className="log-note">{timeOf(line.at)}</span> {line.text}
        </div>
      ))}
    </div>
  );
}
