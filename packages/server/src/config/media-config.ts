import { dirname, join } from 'node:path';
import type { ContentLocation } from '../media/content/content-location.ts';
import { parseDatabaseUrl } from '../storage/database-url.ts';
import { ConfigError } from './config-error.ts';
import type { Settings } from './options.ts';
import { invalidSetting, splitList } from './setting-values.ts';

export interface MediaConfig {
  readonly location: ContentLocation;
  /** Maximum size of an upload. */
  readonly maxBytes: number;
  /** Types that may be uploaded, in lower case; an empty list allows all. */
  readonly types: readonly string[];
}

/** The largest object that S3 accepts in one request. */
const maxObjectBytes = 5 * 1024 ** 3;

/** @throws ConfigError for an invalid setting. */
export function parseMedia(settings: Settings): MediaConfig {
  const maxBytes = Number(settings.mediaMaxBytes);
  if (!/^[1-9]\d*$/.test(settings.mediaMaxBytes) || maxBytes > maxObjectBytes) {
    throw invalidSetting(settings, 'mediaMaxBytes', `a number of bytes from 1 to ${maxObjectBytes}`);
  }
  const types = splitList(settings.mediaTypes.toLowerCase());
  if (!types.every((type) => /^[\w!#$&^.+-]+\/(?:[\w!#$&^.+-]+|\*)$/.test(type))) {
    throw invalidSetting(settings, 'mediaTypes', 'a list such as image/*,application/pdf');
  }
  return { location: parseLocation(settings), maxBytes, types };
}

function parseLocation(settings: Settings): ContentLocation {
  const { mediaUrl, databaseUrl } = settings;
  if (mediaUrl.startsWith('s3://')) return parseBucket(settings);
  if (mediaUrl !== '') {
    const path = mediaUrl.startsWith('file:')
      ? mediaUrl.slice('file:'.length).replace(/^\/\/(?=\/)/, '')
      : '';
    if (path === '') throw invalidSetting(settings, 'mediaUrl', 'file:FOLDER or s3://BUCKET/PREFIX');
    return { kind: 'folder', path };
  }
  const database = parseDatabaseUrl(databaseUrl);
  if (database?.kind === 'memory') return { kind: 'temporary' };
  if (database?.kind === 'file') return { kind: 'folder', path: join(dirname(database.path), 'media') };
  return { kind: 'folder', path: './data/media' };
}

function parseBucket(settings: Settings): ContentLocation {
  const { mediaUrl, mediaAccessKeyId, mediaSecretAccessKey } = settings;
  if (mediaAccessKeyId === '' || mediaSecretAccessKey === '') {
    throw new ConfigError(
      'A bucket for media needs COLLOQUY_MEDIA_ACCESS_KEY_ID and COLLOQUY_MEDIA_SECRET_ACCESS_KEY.',
    );
  }
  const url = URL.canParse(mediaUrl) ? new URL(mediaUrl) : undefined;
  const prefix = /^\/((?:[\w.-]+\/)*[\w.-]+)\/?$|^\/?$/.exec(url?.pathname ?? '?');
  if (url === undefined || prefix === null || !/^[a-z0-9][a-z0-9.-]+$/.test(url.host)) {
    throw invalidSetting(settings, 'mediaUrl', 's3://BUCKET/PREFIX of letters, digits, dots and dashes');
  }
  const region = url.searchParams.get('region') ?? 'us-east-1';
  const given = url.searchParams.get('endpoint');
  const style = url.searchParams.get('style') ?? (given === null ? 'virtual' : 'path');
  const endpoint = given ?? `https://s3.${region}.amazonaws.com`;
  if (!/^https?:\/\/[^/?#@]+\/?$/.test(endpoint) || !URL.canParse(endpoint)) {
    throw invalidSetting(
      settings,
      'mediaUrl',
      'an s3:// URL whose endpoint is an http or https URL without a path',
    );
  }
  if (!['path', 'virtual'].includes(style))
    throw invalidSetting(settings, 'mediaUrl', 'an s3:// URL whose style is path or virtual');
  const { protocol, host } = new URL(endpoint);
  const bucket = style === 'path' ? `${protocol}//${host}/${url.host}/` : `${protocol}//${url.host}.${host}/`;
  return {
    kind: 'bucket',
    url: prefix[1] === undefined ? bucket : `${bucket}${prefix[1]}/`,
    region,
    accessKeyId: mediaAccessKeyId,
    secretAccessKey: mediaSecretAccessKey,
  };
}
