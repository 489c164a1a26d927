import type { LogLine } from '../../driver/model/instance';
import { LogLines } from '../ui/LogLines';

/** The steps of a launch with their times, as they come. */
export function ProvisioningLog({ lines }: { lines: readonly LogLine[] }) {
  return <LogLines label="Provisioning log" lines={lines} />;
}
