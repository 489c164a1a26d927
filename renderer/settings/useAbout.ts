import { useEffect, useState } from 'react';
import { type ApiOutput, api } from '../state/api';
import { notifyError } from '../ui/notify';

export type AboutFacts = ApiOutput['shell']['about'];

/** What the app says of itself; it doesn't change while it runs. */
export function useAbout(): AboutFacts | undefined {
  const [about, setAbout] = useState<AboutFacts>();
  useEffect(() => {
    api.shell.about.query().then(setAbout, notifyError);
  }, []);
  return about;
}
