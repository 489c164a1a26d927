import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { api } from '../state/api';
import { attempt } from './notify';
import { SmallButton } from './SmallButton';

/** Copies a text to the clipboard; `what` names it: `Copy the image id`. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => setCopied(await attempt(api.shell.copyText.mutate({ text })));
  const label = copied ? 'Copied' : `Copy ${what}`;
  return (
    <SmallButton label={label} onClick={() => void copy()}>
      {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
    </SmallButton>
  );
}
