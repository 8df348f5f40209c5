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
#define CALL(name, type, ...) struct openpml_##type type = {.argsz = sizeof type, __VA_ARGS__}; if (ioctl(fd, OPENPML_IOC_##name, &type)) err(1, #name)
int main(int argc, char **argv) {
  if (argc != 6) errx(2, "usage: harvest DEVICE DOMID PAGES VCPU SECONDS");
  int fd = open(argv[1], O_RDWR);
  if (fd < 0) err(1, "%s", argv[1]);
  CALL(VM_CREATE, vm_create, .slot = OPENPML_SLOT_ANY, .domid = atoi(argv[2]), .limit = atoll(argv[3]));
  CALL(VM_BIND, vm_bind, .slot = vm_create.slot, .vcpu = atoi(argv[4]));
  CALL(VM_ENABLE, vm_op, .slot = vm_create.slot);
  sleep(atoi(argv[5]));
  CALL(HARVEST, harvest, .slot = vm_create.slot, .flags = OPENPML_HARVEST_WAIT | OPENPML_HARVEST_HOLD);
  int buffer = (harvest.record.flags & OPENPML_REC_F_BUFFER1) != 0;
  unsigned *summary = mmap(0, vm_create.summary_bytes, PROT_READ, MAP_SHARED, fd, OPENPML_MMAP_OFFSET(vm_create.slot, buffer, OPENPML_MAP_SUMMARY));
  unsigned char *written = mmap(0, vm_create.bitmap_bytes, PROT_READ, MAP_SHARED, fd, OPENPML_MMAP_OFFSET(vm_create.slot, buffer, OPENPML_MAP_WRITTEN));
  if (summary == MAP_FAILED || written == MAP_FAILED) err(1, "mmap");
  for (unsigned i = 0; i < harvest.record.lines; i++) /* the touched lines alone, in no order */
    for (unsigned long n = 0, gfn = (summary[i] & OPENPML_SUMMARY_LINE) * 1ul * OPENPML_LINE_PAGES; n < OPENPML_LINE_PAGES; n++, gfn++)
      if (written[gfn / 8] >> gfn % 8 & 1) printf("%lu\n", gfn);
  fprintf(stderr, "epoch %u: %llu pages written\n", harvest.epoch, harvest.record.written);
  if (ioctl(fd, OPENPML_IOC_VM_DESTROY, &vm_op)) err(1, "VM_DESTROY"); /* the held buffer goes with it */
}
