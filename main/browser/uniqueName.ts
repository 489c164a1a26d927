import path from 'node:path';

/** `report.pdf`, or `report (1).pdf` and so on where that is taken. */
export function uniqueName(fileName: string, isTaken: (name: string) => boolean): string {
  // No folder, and nothing that hides the file.
  const safe = path.basename(fileName).replace(/^\.+/, '') || 'download';
  if (!isTaken(safe)) return safe;
  const ending = /\.tar\.\w+$/.exec(safe)?.[0] ?? path.extname(safe);
  const stem = safe.slice(0, safe.length - ending.length);
  for (let n = 1; ; n += 1) {
    const name = `${stem} (${n})${ending}`;
    if (!isTaken(name)) return name;
  }
}
