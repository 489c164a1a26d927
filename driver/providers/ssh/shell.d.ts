/** The text of a script, as vite brings it into the bundle. */
declare module '*.sh?raw' {
  const text: string;
  export default text;
}
