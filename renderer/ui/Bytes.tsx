import { formatBytes } from '../../driver/model/memory';

/** A size for people; the exact one on hover. */
export function Bytes({ value }: { value: number }) {
  return (
    <span className="numbers" title={`${value.toLocaleString()} bytes`}>
      {formatBytes(value)}
    </span>
  );
}
