const codes = new Set<unknown>(['EACCES', 'EEXIST', 'EISDIR', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']);

/** The message of an error of the file system that is not the program's fault, with the path; undefined for all others. */
export function explainFileError(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('path' in error)) return undefined;
  return codes.has(error.code) ? error.message : undefined;
}
