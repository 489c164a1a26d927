/** What the build (and test/support/modulePath.ts in tests) makes of such an import: the path of a bundle. */
declare module '*?modulePath' {
  const path: string;
  export default path;
}
