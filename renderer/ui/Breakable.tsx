import { Fragment } from 'react';

/** A name or path that may be broken after its separators where it is too long for a line. */
export function Breakable({ text }: { text: string }) {
  return text.split(/(?<=[/:._-])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text have no other name
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
