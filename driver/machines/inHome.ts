/** A path as people write it: `~` is the home folder. */
export const inHome = (file: string, home: string): string => file.replace(/^~(?=$|[\\/])/, home);
