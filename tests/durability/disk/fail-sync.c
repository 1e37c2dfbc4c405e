/* Lets syncs of files fail, as on a broken disk, while the file exists that FAIL_SYNC_WHILE names. For LD_PRELOAD. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int sync_file(const char *name, int file) {
  const char *mark = getenv("FAIL_SYNC_WHILE");
  if (mark != NULL && access(mark, F_OK) == 0) {
    errno = EIO;
    return -1;
  }
  return ((int (*)(int))dlsym(RTLD_NEXT, name))(file);
}

int fsync(int file) { return sync_file("fsync", file); }
int fdatasync(int file) { return sync_file("fdatasync", file); }
