import { Progress, Text } from '@mantine/core';
import { IconRefresh, IconX } from '@tabler/icons-react';
import { formatDuration } from '../../driver/model/duration';
import { sentence } from '../../driver/model/errors';
import type { Host } from '../../driver/model/host';
import type { LookedImage } from '../../driver/model/hostLook';
import { withTag } from '../../driver/model/image';
import type { Task } from '../../driver/model/task';
import { api } from '../state/api';
import { useModel } from '../state/store';
import { attempt } from '../ui/notify';
import { SmallButton } from '../ui/SmallButton';
import { placeOf, pushesIn, pushText, standingNow } from './pushes';
import { Standing } from './Standing';

interface ImageStateProps {
  host: Host;
  /** As the last look showed it. */
  image: LookedImage;
  lookedAt: number;
}

/** How an image stands on a host in one line: how far a push is, with a way to end it, or why it isn't there, with a way to try again. */
export function ImageState({ host, image: looked, lookedAt }: ImageStateProps) {
  const push = useModel(state => pushesIn(state.tasks).get(placeOf(host.engineUrl, looked.name)));
  const image = standingNow(looked, push, lookedAt);
  if (push?.state === 'running') return <Sending push={push} host={host} name={image.name} />;
  if (image.standing !== 'failed') {
    return (
      <span title={image.why}>
        <Standing standing={image.standing} />
      </span>
    );
  }
  const again = () =>
    attempt(api.images.sendAgain.mutate({ hostIds: [host.id], image: withTag(image.name) }));
  return (
    <span className="image-state">
      <span title={whyFailed(image)}>
        <Standing standing="failed" />
      </span>
      <SmallButton
        label={`Send ${image.name} to ${host.name} again`}
        hint="Send again"
        onClick={() => void again()}
      >
        <IconRefresh size={14} aria-hidden />
      </SmallButton>
    </span>
  );
}

function Sending({ push, host, name }: { push: Task; host: Host; name: string }) {
  const { done, total } = push;
  const text = pushText(push);
  return (
    <span className="image-state" title={`${push.step} · ${text}`}>
      <Progress
        size="sm"
        w={48}
        value={total ? Math.min(100, (done / total) * 100) : 0}
        aria-label={`Progress of ${name} to ${host.name}`}
      />
      <Text size="xs" component="span" className="numbers image-state-text">
        {text}
      </Text>
      <SmallButton
        label={`Cancel sending ${name} to ${host.name}`}
        hint="Cancel"
        onClick={() => void attempt(api.tasks.cancel.mutate({ id: push.id }))}
      >
        <IconX size={14} aria-hidden />
      </SmallButton>
    </span>
  );
}

/** Why it isn't there, and whether that is tried again by itself. */
export function whyFailed({ error, retryAt }: LookedImage): string {
  const why = error ? sentence(error) : 'It was cancelled.';
  const inMs = retryAt === undefined ? 0 : retryAt - Date.now();
  return inMs > 0 ? `${why} Tried again in ${formatDuration(inMs)}.` : why;
}
