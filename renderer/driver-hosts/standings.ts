import type { ImageStanding } from '../../driver/model/hostLook';

/** How an image stands on a host, in words. */
export const standings: Record<ImageStanding, string> = {
  present: 'present',
  coming: 'being pushed',
  queued: 'follows',
  failed: 'not brought',
  'left out': 'left out',
  missing: 'missing',
  nowhere: 'not in the image directory',
};

/** Its place when hosts are sorted by it: what needs a look first. */
export const standingOrder: readonly ImageStanding[] = [
  'nowhere',
  'failed',
  'missing',
  'coming',
  'queued',
  'left out',
  'present',
];
