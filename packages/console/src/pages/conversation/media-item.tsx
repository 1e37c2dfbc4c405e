import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useClient } from '../../api/client.ts';
import type { Message } from '../../api/messages.ts';
import { useService } from '../../api/service.ts';
import { Button } from '../../ui/button.tsx';
import styles from './messages.module.css';

type Media = NonNullable<Message['media']>[number];

/** Larger images are loaded only when the user asks for them. */
const maxShownBytes = 4_000_000;
/** Images that cannot contain scripts or links. */
const shownTypes = ['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif'];

/** A file of a message: an image, or a button that saves it. */
export function MediaItem({ media }: { readonly media: Media }) {
  const isShown = shownTypes.includes(media.contentType) && media.size <= maxShownBytes;
  return isShown ? <MediaImage media={media} /> : <MediaButton media={media} />;
}

const nameOf = ({ filename, sid }: Media): string => filename ?? sid;

function useContentQuery({ sid }: Media, enabled: boolean) {
  const client = useClient();
  const service = useService();
  return useQuery({
    queryKey: ['media', sid, 'content'],
    queryFn: ({ signal }) => client.fetchMediaContent(service.sid, sid, { signal }),
    // The content of media never changes.
    staleTime: Number.POSITIVE_INFINITY,
    enabled,
  });
}

function MediaImage({ media }: { readonly media: Media }) {
  const { data } = useContentQuery(media, true);
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (data === undefined) return;
    const created = URL.createObjectURL(data);
    setUrl(created);
    return () => URL.revokeObjectURL(created);
  }, [data]);
  return url === undefined ? (
    <span>{nameOf(media)}</span>
  ) : (
    <img className={styles['image']} src={url} alt={nameOf(media)} />
  );
}

function MediaButton({ media }: { readonly media: Media }) {
  const { refetch, isFetching } = useContentQuery(media, false);
  const save = async () => {
    const { data } = await refetch();
    if (data === undefined) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(data);
    link.download = nameOf(media);
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Button small disabled={isFetching} onClick={() => void save()}>
      Save {nameOf(media)} ({describeSize(media.size)})
    </Button>
  );
}

const sizes = new Intl.NumberFormat('en', {
  notation: 'compact',
  style: 'unit',
  unit: 'byte',
  unitDisplay: 'narrow',
});
const describeSize = (bytes: number): string => sizes.format(bytes);
