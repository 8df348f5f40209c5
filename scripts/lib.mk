# SPDX-License-Identifier: Apache-2.0
# The host's side: libpml (driver/lib), pmlctl (driver/tools/pmlctl), their tests, their benchmark.
comma := ,
HOST_SRC := $(wildcard driver/lib/*.cpp)
PMLCTL_MAIN := driver/tools/pmlctl/main.cpp driver/tools/pmlctl/interrupts.cpp
PMLCTL_SRC := $(filter-out $(PMLCTL_MAIN),$(wildcard driver/tools/pmlctl/*.cpp)) $(wildcard driver/tools/common/*.cpp) \
  sw-model/src/pmlsim/json.cpp
HOST_BENCH_SRC := $(wildcard driver/lib/bench/*.cpp)
SONAME := libpml.so.1
HOST_TEST_SRC := $(wildcard driver/lib/tests/*.cpp driver/tools/pmlctl/tests/*.cpp)

HOST_OBJS := $(call objs,$(HOST_SRC))
PMLCTL_OBJS := $(call objs,$(PMLCTL_SRC))
PMLCTL_MAIN_OBJS := $(call objs,$(PMLCTL_MAIN))
HOST_BENCH_OBJS := $(call objs,$(HOST_BENCH_SRC))
HOST_TEST_OBJS := $(call objs,$(HOST_TEST_SRC))
$(HOST_OBJS): CXXFLAGS += -fPIC -fvisibility=hidden
$(HOST_OBJS) $(PMLCTL_OBJS) $(PMLCTL_MAIN_OBJS) $(HOST_BENCH_OBJS) $(HOST_TEST_OBJS): CPPFLAGS = -D_FILE_OFFSET_BITS=64 -Idriver/include -Idriver/lib -Idriver/tools \
  -Isw-model/include -Isw-model/src

$(HOST_TEST_OBJS): CPPFLAGS += -Itb

$(LIB)/libpml.a: $(HOST_OBJS)
	$(archive)

$(LIB)/libpml.so: $(HOST_OBJS) driver/lib/libpml.map
	$(call link,-shared -Wl$(comma)-soname$(comma)$(SONAME) -Wl$(comma)--version-script=driver/lib/libpml.map -Wl$(comma)--no-undefined)

$(BIN)/pmlctl: $(PMLCTL_MAIN_OBJS) $(PMLCTL_OBJS) $(LIB)/libpml.a
	$(call link,-static-libstdc++ -static-libgcc)
# needs no library of the system it runs on
$(BIN)/pmlctl-static: $(PMLCTL_MAIN_OBJS) $(PMLCTL_OBJS) $(LIB)/libpml.a
	$(call link,-static)

$(BIN)/pml_host_tests: $(HOST_TEST_OBJS) $(OBJ)/tb/json_grammar.o $(PMLCTL_OBJS) $(LIB)/libpml.a $(LIB)/libopenpml.a
	$(call link,-lgtest_main -lgtest)

$(BIN)/pml_host_bench: $(HOST_BENCH_OBJS) $(OBJ)/sw-model/src/pmlsim/json.o $(LIB)/libpml.a
	$(call link,-lbenchmark)

.PHONY: bench-host
bench-host: bootstrap ## population count against memory bandwidth, touched lines against whole bitmaps; build/bench/host.json
	@$(SUBMAKE) $(BIN)/pml_host_bench
	@mkdir -p $(BUILD)/bench
	@$(BIN)/pml_host_bench $(BUILD)/bench/host.json

BINARIES += $(BIN)/pmlctl $(BIN)/pml_host_tests $(BIN)/pml_host_bench $(LIB)/libpml.so
-include $(patsubst %.o,%.d,$(HOST_OBJS) $(PMLCTL_OBJS) $(PMLCTL_MAIN_OBJS) $(HOST_BENCH_OBJS) $(HOST_TEST_OBJS))
