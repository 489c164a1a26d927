import os from 'node:os';

/** What people call whoever runs this app; a system that doesn't know its user's name (a container) has `admin`. */
export function userName(): string {
  try {
    return os.userInfo().username || 'admin';
  } catch {
    return 'admin';
  }
}
