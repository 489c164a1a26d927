import { formatDuration } from '../../driver/model/duration';
import { useNow } from './useNow';

/** `3d ago`, one unit; the exact time on hover. */
export function Age({ at }: { at: number | undefined }) {
  const now = useNow();
  if (at === undefined) return <span>unknown</span>;
  const iso = new Date(at).toISOString();
  return (
    <time dateTime={iso} title={new Date(at).toLocaleString()} className="numbers">
      {ageText(now - at)}
    </time>
  );
}

/** An age in its greatest unit: `just now`, `5m ago`, `3 months ago`. */
export function ageText(ms: number): string {
  const days = ms / 86_400_000;
  if (ms < 60_000) return 'just now';
  if (days >= 730) return `${Math.floor(days / 365)} years ago`;
  if (days >= 60) return `${Math.floor(days / 30)} months ago`;
  return `${formatDuration(ms).split(' ')[0]} ago`;
}
