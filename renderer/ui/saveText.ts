import { api } from '../state/api';
import { notifyDone, notifyError } from './notify';

interface TextFile {
  /** Of the dialog. */
  title: string;
  /** What is suggested; what no file name has is replaced. */
  fileName: string;
  text: string;
}

/** Lets the person choose where a text is saved, and says where it is, or why it isn't. @param what `The report` */
export async function saveText({ title, fileName, text }: TextFile, what: string): Promise<void> {
  try {
    const name = fileName.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(-200);
    const path = await api.shell.saveText.mutate({ title, fileName: name, text });
    if (path) notifyDone(`${what} saved as ${path}.`);
  } catch (thrown) {
    notifyError(thrown);
  }
}
