/**
 * Takes out of a text what opens something, by the look of it: routes of instances, what is called a token, a password, a
 * passphrase or a secret, credentials in addresses, tokens of clouds, and private keys.
 */
export function withoutSecrets(text: string): string {
  return text
    .replace(/\/notebooks\/[0-9a-f]{8,}/gi, '/notebooks/…')
    .replace(
      /((?:token|password|passphrase|secret)(?:\\*"\s*:\s*\\*"|[=:]\s*|%3D))(?=[^\s"&\\…])[^\s"&\\]+/gi,
      '$1…',
    )
    .replace(/\b([a-z]{2,12}:\/\/)[^\s/@"]+@/gi, '$1…@')
    .replace(/\bgAAAAA[\w-]{20,}=*/g, '…')
    .replace(/-----BEGIN ([A-Z ]*)PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----|$)/g, '…');
}
