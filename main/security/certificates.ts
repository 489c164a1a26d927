import { app } from 'electron';

/** A certificate that Chromium doesn't trust is never accepted, and nobody is asked to. */
export function refuseBadCertificates(): void {
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, accept) => {
    event.preventDefault();
    accept(false);
  });
}
