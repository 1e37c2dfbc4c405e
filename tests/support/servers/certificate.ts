import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPrograms } from '../processes/find-program.ts';

export const findOpenssl = (): string | undefined => findPrograms('openssl')[0];

export const noOpenssl = 'openssl, which creates the certificate, was not found on the PATH.';

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** The file of the certificate, which a program can trust. */
  readonly path: string;
}

/** Creates a certificate for 127.0.0.1 that signs itself, in a folder that the caller deletes. */
export function createCertificate(openssl: string, folder: string): Certificate {
  const [keyPath, path] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyPath];
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync(openssl, ['req', '-x509', '-days', '2', ...key, ...subject, '-out', path], { stdio: 'pipe' });
  return { key: readFileSync(keyPath), cert: readFileSync(path), path };
}
