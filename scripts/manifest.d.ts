/** Of a package: stands beside dist when compiled, so the compiler must not take it for a source. */
declare module '*/package.json' {
  const manifest: { readonly version: string; readonly engines: { readonly node: string } };
  export default manifest;
}
