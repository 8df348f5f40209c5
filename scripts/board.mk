# SPDX-License-Identifier: Apache-2.0
# The Arty board: its top in Verilator (board_sim), the host tool (pml-uart), the self test's ROM.
BOARD_RTL := $(wildcard fpga/common/*.sv fpga/arty/*.sv) tb/board/BUFG.sv
BOARD_VLT := $(wildcard fpga/common/*.vlt tb/board/*.vlt)
BOARD_DIR := $(BUILD)/verilated/board
BOARD_SIM_SRC := $(wildcard tb/board/*.cpp)
UART_SRC := $(wildcard driver/tools/*.cpp driver/tools/common/*.cpp)
# 12.5 Mbaud at 100 MHz: 8 cycles a bit; a short reset and a short gap, so that simulation is quick
BOARD_DIV := 8
BOARD_PARAMS := BAUD=12500000 RST_LOG2=4 GAP_MS=1

$(BOARD_DIR)/Vpml_board.mk: $(RTL_DEPS) $(BOARD_RTL) $(BOARD_VLT) scripts/board.mk
	@echo "verilator board"
	@mkdir -p $(@D)
	@$(VERILATOR) --cc -O3 --assert --x-assign fast --x-initial unique --top-module pml_arty -Irtl -Wno-lint \
	  $(filter rtl/%.vlt,$(VLT)) $(BOARD_VLT) $(addprefix -G,$(BOARD_PARAMS)) --prefix Vpml_board --Mdir $(@D) $(RTL) $(BOARD_RTL)
	@touch $@
$(BOARD_DIR)/Vpml_board__ALL.a: $(BOARD_DIR)/Vpml_board.mk
	@echo "c++ verilated board"
	+@$(MAKE) --no-print-directory -s -C $(@D) -f Vpml_board.mk Vpml_board__ALL.a \
	  OPT_FAST="$(VOPT)" OPT_SLOW="-O0" >$(@D)/build.log 2>&1 || { cat $(@D)/build.log; exit 1; }

$(call objs,$(BOARD_SIM_SRC)): $(BOARD_DIR)/Vpml_board.mk
$(call objs,$(BOARD_SIM_SRC)): CPPFLAGS += -isystem $(BOARD_DIR) -DBOARD_DIV=$(BOARD_DIV)
$(BIN)/board_sim: $(call objs,$(BOARD_SIM_SRC)) $(OBJ)/tb/verilated_stop.o $(BOARD_DIR)/Vpml_board__ALL.a $(RUNTIME_OBJS)
	$(link)

# the host tool
REG_NAMES := $(BUILD)/gen/pml_reg_names.inc
$(REG_NAMES): rtl/pml_regs.toml scripts/gen_reg_names.py
	@mkdir -p $(@D)
	@python3 scripts/gen_reg_names.py $@
$(OBJ)/driver/tools/reg_names.o: $(REG_NAMES)
$(OBJ)/driver/tools/reg_names.o: CPPFLAGS += -I$(BUILD)/gen
$(call objs,$(UART_SRC)): CPPFLAGS += -Idriver/tools
$(BIN)/pml-uart: $(call objs,$(UART_SRC) sw-model/src/pmlsim/json.cpp)
	$(link)

-include $(patsubst %.o,%.d,$(call objs,$(UART_SRC) $(BOARD_SIM_SRC)))

BINARIES += $(BIN)/board_sim $(BIN)/pml-uart

# the on-chip memory alone
RAM_DIR := $(BUILD)/verilated/axi_ram
RAM_TEST_SRC := $(wildcard tb/board/ram/*.cpp)
$(RAM_DIR)/Vaxi_ram.mk: rtl/pml_fifo.sv rtl/pml_assert.svh $(wildcard fpga/common/pml_axi_*.sv fpga/common/pml_ram_be.sv)
	@echo "verilator axi_ram"
	@mkdir -p $(@D)
	@$(VERILATOR) --cc -O3 --assert --x-assign fast --x-initial unique --top-module pml_axi_ram -Irtl -Wno-lint \
	  --prefix Vaxi_ram --Mdir $(@D) $(filter %.sv,$^)
	@touch $@
$(RAM_DIR)/Vaxi_ram__ALL.a: $(RAM_DIR)/Vaxi_ram.mk
	+@$(MAKE) --no-print-directory -s -C $(@D) -f Vaxi_ram.mk Vaxi_ram__ALL.a OPT_FAST=-O1 OPT_SLOW=-O0 >$(@D)/build.log 2>&1 || { cat $(@D)/build.log; exit 1; }
$(call objs,$(RAM_TEST_SRC)): $(RAM_DIR)/Vaxi_ram.mk
$(call objs,$(RAM_TEST_SRC)): CPPFLAGS += -isystem $(RAM_DIR)
$(BIN)/axi_ram_tests: $(call objs,$(RAM_TEST_SRC)) $(OBJ)/tb/verilated_stop.o $(RAM_DIR)/Vaxi_ram__ALL.a $(RUNTIME_OBJS)
	$(call link,-lgtest_main -lgtest)
BINARIES += $(BIN)/axi_ram_tests
-include $(patsubst %.o,%.d,$(call objs,$(RAM_TEST_SRC)))
