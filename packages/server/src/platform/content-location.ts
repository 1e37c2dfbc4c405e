/** Where the content of media is kept. */
export type ContentLocation =
  | { readonly kind: 'folder'; readonly path: string }
  /** A folder that goes when the server does. */
  | { readonly kind: 'temporary' }
  | BucketLocation;

/** A bucket of a store that speaks the protocol of S3. */
export interface BucketLocation {
  readonly kind: 'bucket';
  /** URL of the bucket and the prefix in it, with a slash at the end. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
