/** The projects of whoever asks. */
export const projectsPath = '/auth/projects';
