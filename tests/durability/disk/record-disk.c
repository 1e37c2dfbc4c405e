/*
 * Records what a process does to the files below a folder, in the order in which the system sees it: loaded with
 * LD_PRELOAD, the folder in RECORD_FOLDER, the record in RECORD_FILE. Each entry is the kind, the length of the path, the
 * offset and the length of the data as four 64-bit integers, then the path and the data.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATED = 1, WRITTEN, TRUNCATED, RENAMED, REMOVED, SYNC_BEGUN, SYNC_ENDED };

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MAX_PATH 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int record = -1;
static uint64_t syncs = 0;

/* Whether the path is below the recorded folder. The index of the log, which SQLite rebuilds, is not. */
static int is_recorded(const char *path) {
  const char *folder = getenv("RECORD_FOLDER");
  size_t length = strlen(path);
  return folder != NULL && strncmp(path, folder, strlen(folder)) == 0 && !(length > 4 && strcmp(path + length - 4, "-shm") == 0);
}

static int path_of(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, MAX_PATH - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_recorded(path);
}

static void append(enum kind kind, const char *path, uint64_t offset, const void *data, size_t length) {
  if (record < 0) record = NEXT(open)(getenv("RECORD_FILE"), O_WRONLY | O_CREAT | O_APPEND, 0600);
  uint64_t head[4] = {kind, strlen(path), offset, length};
  struct iovec parts[3] = {{head, sizeof head}, {(void *)path, strlen(path)}, {(void *)data, length}};
  if (NEXT(writev)(record, parts, length > 0 ? 3 : 2) < 0) abort();
}

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  int (*next)(int, const char *, int, ...) = NEXT(openat);
  if (!(flags & O_CREAT) || !is_recorded(path)) return next(folder, path, flags, mode);
  pthread_mutex_lock(&lock);
  int existed = access(path, F_OK) == 0;
  int file = next(folder, path, flags, mode);
  int reason = errno;
  if (file >= 0 && !existed) append(CREATED, path, 0, NULL, 0);
  if (file >= 0 && existed && (flags & O_TRUNC)) append(TRUNCATED, path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = reason;
  return file;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & O_CREAT) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }

int open(const char *path, int flags, ...) { MODE(flags) return open_file(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_file(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return open_file(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return open_file(folder, path, flags, mode); }

/* Runs a write and records what was written of it; `at` is the offset, or -1 for the position of the file. */
#define RECORD_WRITE(at, call, copy) \
  char path[MAX_PATH]; \
  if (!path_of(file, path)) return call; \
  pthread_mutex_lock(&lock); \
  uint64_t offset = (at) >= 0 ? (uint64_t)(at) : (uint64_t)lseek(file, 0, SEEK_CUR); \
  ssize_t written = call; \
  int reason = errno; \
  if (written > 0) { copy } \
  pthread_mutex_unlock(&lock); \
  errno = reason; \
  return written;

#define WHOLE append(WRITTEN, path, offset, data, (size_t)written);
#define PARTS \
  size_t left = (size_t)written; \
  for (int i = 0; i < count && left > 0; i++) { \
    size_t length = parts[i].iov_len < left ? parts[i].iov_len : left; \
    append(WRITTEN, path, offset, parts[i].iov_base, length); \
    offset += length; left -= length; \
  }

ssize_t write(int file, const void *data, size_t length) { RECORD_WRITE((off64_t)-1, NEXT(write)(file, data, length), WHOLE) }
ssize_t pwrite(int file, const void *data, size_t length, off_t at) { RECORD_WRITE(at, NEXT(pwrite)(file, data, length, at), WHOLE) }
ssize_t pwrite64(int file, const void *data, size_t length, off64_t at) { RECORD_WRITE(at, NEXT(pwrite64)(file, data, length, at), WHOLE) }
ssize_t writev(int file, const struct iovec *parts, int count) { RECORD_WRITE((off64_t)-1, NEXT(writev)(file, parts, count), PARTS) }
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t at) { RECORD_WRITE(at, NEXT(pwritev)(file, parts, count, at), PARTS) }
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t at) { RECORD_WRITE(at, NEXT(pwritev64)(file, parts, count, at), PARTS) }

static int truncate_file(int file, off64_t length) {
  char path[MAX_PATH];
  if (!path_of(file, path)) return NEXT(ftruncate64)(file, length);
  pthread_mutex_lock(&lock);
  int result = NEXT(ftruncate64)(file, length);
  if (result == 0) append(TRUNCATED, path, (uint64_t)length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int file, off_t length) { return truncate_file(file, length); }
int ftruncate64(int file, off64_t length) { return truncate_file(file, length); }

int rename(const char *from, const char *to) {
  if (!is_recorded(to)) return NEXT(rename)(from, to);
  pthread_mutex_lock(&lock);
  int result = NEXT(rename)(from, to);
  int reason = errno;
  if (result == 0) append(RENAMED, from, 0, to, strlen(to));
  pthread_mutex_unlock(&lock);
  errno = reason;
  return result;
}

int unlink(const char *path) {
  if (!is_recorded(path)) return NEXT(unlink)(path);
  pthread_mutex_lock(&lock);
  int result = NEXT(unlink)(path);
  int reason = errno;
  if (result == 0) append(REMOVED, path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = reason;
  return result;
}

int mkdir(const char *path, mode_t mode) {
  if (!is_recorded(path)) return NEXT(mkdir)(path, mode);
  pthread_mutex_lock(&lock);
  int result = NEXT(mkdir)(path, mode);
  int reason = errno;
  if (result == 0) append(CREATED, path, 1, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = reason;
  return result;
}

/* What was written before a sync begins is on disk when it ends, and what is written meanwhile need not be. */
#define RECORD_SYNC(name) \
  char path[MAX_PATH]; \
  if (!path_of(file, path)) return NEXT(name)(file); \
  pthread_mutex_lock(&lock); \
  uint64_t number = ++syncs; \
  append(SYNC_BEGUN, path, number, NULL, 0); \
  pthread_mutex_unlock(&lock); \
  int result = NEXT(name)(file); \
  int reason = errno; \
  pthread_mutex_lock(&lock); \
  if (result == 0) append(SYNC_ENDED, path, number, NULL, 0); \
  pthread_mutex_unlock(&lock); \
  errno = reason; \
  return result;

int fsync(int file) { RECORD_SYNC(fsync) }
int fdatasync(int file) { RECORD_SYNC(fdatasync) }
