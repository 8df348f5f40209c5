// SPDX-License-Identifier: Apache-2.0
/* Tracks a domain for one epoch and prints the pages it wrote: harvest DEVICE DOMID PAGES VCPU SECONDS. See docs/driver.md. */
#include <err.h>
#include <fcntl.h>
#include <openpml.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static void call(int fd, unsigned long request, void *arg, const char *what) { if (ioctl(fd, request, arg)) err(1, "%s", what); }

int main(int argc, char **argv) {
  if (argc != 6) errx(2, "usage: harvest DEVICE DOMID PAGES VCPU SECONDS");
  int fd = open(argv[1], O_RDWR);
  if (fd < 0) err(1, "%s", argv[1]);
  struct openpml_vm_create vm = {.argsz = sizeof vm, .slot = OPENPML_SLOT_ANY, .domid = atoi(argv[2]), .limit = atoll(argv[3])};
  call(fd, OPENPML_IOC_VM_CREATE, &vm, "create");
  struct openpml_vm_bind bind = {.argsz = sizeof bind, .slot = vm.slot, .vcpu = atoi(argv[4])};
  call(fd, OPENPML_IOC_VM_BIND, &bind, "bind");
  struct openpml_vm_op op = {.argsz = sizeof op, .slot = vm.slot};
  call(fd, OPENPML_IOC_VM_ENABLE, &op, "enable");
  sleep(atoi(argv[5]));
  struct openpml_harvest harvest = {.argsz = sizeof harvest, .flags = OPENPML_HARVEST_WAIT | OPENPML_HARVEST_HOLD, .slot = vm.slot};
  call(fd, OPENPML_IOC_HARVEST, &harvest, "harvest");
  int buffer = (harvest.record.flags & OPENPML_REC_F_BUFFER1) != 0;
  const unsigned *summary = mmap(NULL, vm.summary_bytes, PROT_READ, MAP_SHARED, fd, OPENPML_MMAP_OFFSET(vm.slot, buffer, OPENPML_MAP_SUMMARY));
  const unsigned char *written = mmap(NULL, vm.bitmap_bytes, PROT_READ, MAP_SHARED, fd, OPENPML_MMAP_OFFSET(vm.slot, buffer, OPENPML_MAP_WRITTEN));
  if (summary == MAP_FAILED || written == MAP_FAILED) err(1, "mmap");
  for (unsigned i = 0; i < harvest.record.lines; i++) {  /* the touched lines alone, in no order */
    unsigned long first = (summary[i] & OPENPML_SUMMARY_LINE) * 1ul * OPENPML_LINE_PAGES;
    for (unsigned long gfn = first; gfn < first + OPENPML_LINE_PAGES; gfn++)
      if (written[gfn / 8] >> gfn % 8 & 1) printf("%lu\n", gfn);
  }
  fprintf(stderr, "epoch %u: %llu pages written\n", harvest.epoch, harvest.record.written);
  call(fd, OPENPML_IOC_VM_DESTROY, &op, "destroy");  /* the held buffer goes with it */
  return 0;
}
