/** Where the content of media is stored. */
export type ContentLocation =
  | { readonly kind: 'folder'; readonly path: string }
  /** A folder that is deleted when the server stops. */
  | { readonly kind: 'temporary' }
  | BucketLocation;

/** A bucket of an object store with the S3 protocol. */
export interface BucketLocation {
  readonly kind: 'bucket';
  /** URL of the bucket and the prefix in it, with a slash at the end. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}
