/** Architectures beside its own that an engine's processor runs. */
const alsoRuns: Record<string, string[]> = { amd64: ['386'], arm64: ['arm'] };

/** In Go's words (`amd64`); an image that says nothing of it may run anywhere. */
export function runsOn(imageArchitecture: string, engineArchitecture: string): boolean {
  return (
    imageArchitecture === '' ||
    imageArchitecture === engineArchitecture ||
    (alsoRuns[engineArchitecture]?.includes(imageArchitecture) ?? false)
  );
}
