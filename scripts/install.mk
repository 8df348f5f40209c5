# SPDX-License-Identifier: Apache-2.0
# 'make install': library, headers, tools, manual page, completion. DESTDIR and PREFIX as usual.
PREFIX ?= /usr/local
TO = $(DESTDIR)$(PREFIX)

.PHONY: install
install: $(LIB)/libpml.so $(LIB)/libpml.a $(BIN)/pmlctl $(BIN)/pml-uart ## libpml, headers, pmlctl, pml-uart, manual page into PREFIX (/usr/local), below DESTDIR
	@install -d $(TO)/lib/pkgconfig $(TO)/include/openpml/uapi $(TO)/bin $(TO)/sbin $(TO)/share/man/man8 $(TO)/share/bash-completion/completions
	@install -m 644 $(LIB)/libpml.a $(TO)/lib/
	@install -m 755 $(LIB)/libpml.so $(TO)/lib/$(SONAME)
	@ln -sf $(SONAME) $(TO)/lib/libpml.so
	@sed 's|@PREFIX@|$(PREFIX)|' driver/lib/libpml.pc.in >$(TO)/lib/pkgconfig/libpml.pc
	@install -m 644 driver/include/libpml.h driver/include/libpml.hpp $(TO)/include/openpml/
	@install -m 644 driver/include/uapi/openpml.h $(TO)/include/openpml/uapi/
	@install -m 755 $(BIN)/pmlctl $(TO)/sbin/
	@install -m 755 $(BIN)/pml-uart $(TO)/bin/
	@install -m 644 driver/tools/pmlctl/pmlctl.8 $(TO)/share/man/man8/
	@install -m 644 driver/tools/pmlctl/pmlctl.bash $(TO)/share/bash-completion/completions/pmlctl
	@echo "installed into $(TO)"
