# SPDX-License-Identifier: Apache-2.0
# The host's side: libpml (driver/lib), its tests and its benchmark.
HOST_SRC := $(wildcard driver/lib/*.cpp)
HOST_TEST_SRC := $(wildcard driver/lib/tests/*.cpp)

HOST_OBJS := $(call objs,$(HOST_SRC))
HOST_TEST_OBJS := $(call objs,$(HOST_TEST_SRC))
$(HOST_OBJS): CXXFLAGS += -fPIC -fvisibility=hidden
$(HOST_OBJS) $(HOST_TEST_OBJS): CPPFLAGS = -Idriver/include -Idriver/lib -Isw-model/include -Isw-model/src

$(LIB)/libpml.a: $(HOST_OBJS)
	$(archive)

$(BIN)/pml_host_tests: $(HOST_TEST_OBJS) $(LIB)/libpml.a $(LIB)/libopenpml.a
	$(call link,-lgtest_main -lgtest)

BINARIES += $(BIN)/pml_host_tests
-include $(patsubst %.o,%.d,$(HOST_OBJS) $(HOST_TEST_OBJS))
