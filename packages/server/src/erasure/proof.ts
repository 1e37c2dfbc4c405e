import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { loadSecret } from '../accounts/secrets.ts';
import type { Randomness } from '../platform/randomness.ts';
import type { TransactionRunner } from '../storage/storage.ts';
import type { Person } from './person.ts';
import type { Counts } from './step.ts';

/** What a proof says. It has no name and no text of the person. */
export interface ErasureProof {
  readonly sid: string;
  readonly account_sid: string;
  /** A keyed hash of the person's names. */
  readonly subject: string;
  readonly date_started: string;
  readonly date_finished: string;
  /** Whether messages have stayed, without author, text and media. */
  readonly structure_kept: boolean;
  readonly erased: Counts;
  /** Whether the files of the database have been rewritten, so that no remains are in their free space. */
  readonly rewritten: boolean;
  readonly software: string;
}

/** The keys of the installation for proofs: in the database, and so in its backups. */
export interface ErasureKeys {
  /** Hashes the names of persons. */
  readonly subjectKey: string;
  /** Ed25519, PKCS #8 in PEM. */
  readonly signingKey: string;
}

type Storage = Pick<TransactionRunner, 'read' | 'write'>;

/** Finds the keys, or generates them. */
export async function loadKeys(storage: Storage, randomness: Randomness): Promise<ErasureKeys> {
  const subjectKey = await loadSecret(storage, 'erasure subjects', () => randomness.randomHex(64));
  const signingKey = await loadSecret(storage, 'erasure proofs', () =>
    generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return { subjectKey, signingKey };
}

/** The keyed hash of a person's names, in hexadecimal digits. Equal names have equal hashes. */
export const hashSubject = ({ subjectKey }: ErasureKeys, { identity, address }: Person): string =>
  createHmac('sha256', subjectKey)
    .update(JSON.stringify([identity, address]))
    .digest('hex');

/** The key that verifies proofs, in PEM. */
export const publicKeyOf = ({ signingKey }: ErasureKeys): string =>
  createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }).toString();

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The header of every proof. https://www.rfc-editor.org/rfc/rfc8037 */
const header = encode({ alg: 'EdDSA', typ: 'JOSE' });

/** Signs a proof: a JSON Web Signature in its compact form, https://www.rfc-editor.org/rfc/rfc7515 */
export function signProof({ signingKey }: ErasureKeys, proof: ErasureProof): string {
  const signed = `${header}.${encode(proof)}`;
  const signature = sign(undefined, Buffer.from(signed), createPrivateKey(signingKey));
  return `${signed}.${signature.toString('base64url')}`;
}

/** The JSON of a proof whose signature fits the key; undefined for any other text. @param publicKey in PEM. */
export function verifyProof(publicKey: string, proof: string): unknown {
  const [head, payload, signature, ...rest] = proof.trim().split('.');
  if (head !== header || payload === undefined || signature === undefined || rest.length > 0)
    return undefined;
  const isSigned = verify(
    undefined,
    Buffer.from(`${head}.${payload}`),
    createPublicKey(publicKey),
    Buffer.from(signature, 'base64url'),
  );
  return isSigned ? JSON.parse(Buffer.from(payload, 'base64url').toString()) : undefined;
}
