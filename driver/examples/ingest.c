// SPDX-License-Identifier: Apache-2.0
/* Hands a log of 8-byte entries to the unit as accesses of a vCPU: ingest DEVICE VCPU pml|hdbss|gfn < LOG. See docs/driver.md. */
#include <err.h>
#include <fcntl.h>
#include <openpml.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

int main(int argc, char **argv) {
  if (argc != 4) errx(2, "usage: ingest DEVICE VCPU pml|hdbss|gfn < LOG");
  int fd = open(argv[1], O_RDWR);
  if (fd < 0) err(1, "%s", argv[1]);
  struct openpml_ingest ingest = {.argsz = sizeof ingest, .vcpu = atoi(argv[2]), .format = OPENPML_FMT_PML};
  if (!strcmp(argv[3], "hdbss")) ingest.format = OPENPML_FMT_HDBSS;
  else if (!strcmp(argv[3], "gfn")) ingest.format = OPENPML_FMT_GFN;
  else if (strcmp(argv[3], "pml")) errx(2, "no format '%s': pml, hdbss or gfn", argv[3]);
  static __u64 entries[4096];
  unsigned long long events = 0, malformed = 0;
  while ((ingest.count = fread(entries, sizeof *entries, 4096, stdin)) > 0) {
    ingest.flags = 0;
    ingest.entries = (__u64)(unsigned long)entries;
    if (ioctl(fd, OPENPML_IOC_INGEST, &ingest)) err(1, "ingest: %llu of %llu entries done", ingest.done, ingest.count);
    events += ingest.events;
    malformed += ingest.malformed;
  }
  fprintf(stderr, "%llu accesses, %llu malformed entries\n", events, malformed);
  return malformed != 0;
}
