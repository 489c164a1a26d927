import { Modal, type ModalProps } from '@mantine/core';
import { useCover } from './cover';

/** A modal dialog: Escape closes it, focus stays inside and goes back to where it was. */
export function Dialog(props: ModalProps) {
  useCover(props.opened);
  return <Modal {...props} />;
}
