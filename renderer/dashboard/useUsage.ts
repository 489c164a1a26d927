import { useEffect, useState } from 'react';
import type { ErrorValue } from '../../driver/model/errors';
import { api, errorOf } from '../state/api';
import { addUsage, emptySeries, type UsageSeries } from './usageSeries';

export interface FollowedUsage {
  series: UsageSeries;
  status: 'following' | 'ended';
  error?: ErrorValue;
}

const beginning: FollowedUsage = { series: emptySeries, status: 'following' };

/** What an instance's container uses, for as long as it is looked at; a new `attempt` asks anew. */
export function useUsage(id: string, attempt: number): FollowedUsage {
  const [followed, setFollowed] = useState(beginning);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt opens it anew
  useEffect(() => {
    setFollowed(beginning);
    const subscription = api.instances.usages.subscribe(
      { id },
      {
        onData: told =>
          setFollowed(now => ({ ...now, series: addUsage(now.series, told, performance.now()) })),
        onComplete: () => setFollowed(now => ({ ...now, status: 'ended' })),
        onError: thrown => setFollowed(now => ({ ...now, status: 'ended', error: errorOf(thrown) })),
      },
    );
    return () => subscription.unsubscribe();
  }, [id, attempt]);
  return followed;
}
