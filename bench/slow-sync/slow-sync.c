/*
 * Makes every sync of a file take longer, as on a disk without a fast cache. Loaded with LD_PRELOAD; the time is in
 * BENCH_SYNC_DELAY_US, in microseconds.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*sync_function)(int);

static void wait_for_disk(void) {
  const char *text = getenv("BENCH_SYNC_DELAY_US");
  long microseconds = text == NULL ? 0 : strtol(text, NULL, 10);
  struct timespec left = {microseconds / 1000000, (microseconds % 1000000) * 1000};
  while (nanosleep(&left, &left) != 0) {
  }
}

int fsync(int file) {
  wait_for_disk();
  return ((sync_function)dlsym(RTLD_NEXT, "fsync"))(file);
}

int fdatasync(int file) {
  wait_for_disk();
  return ((sync_function)dlsym(RTLD_NEXT, "fdatasync"))(file);
}
