# SPDX-License-Identifier: Apache-2.0
# Mutation score (tb/mutate/README.md): yosys puts many mutants into each module of a unit, and one Verilated model carries all of them.
MUT := $(BUILD)/mutate
MUT_PER_MODULE := 26
MUT_SETS := unit system
# Verilated models of each set (prefix:top module); sources compiled with their headers; objects that know nothing of mutants.
MUT_unit_MODELS := Vpml_mutant_unit:pml_unit
MUT_unit_SRC := tb/mutate/unit_runs.cpp
MUT_unit_OBJ := tb/lockstep.o tb/verilated_stop.o tb/register_rules.o tb/axi_checker.o $(addprefix tb/tests/random/,random_run.o conservation_watch.o progress_watch.o scenario.o scenario_abuse.o scenario_actions.o event_mix.o) \
  $(patsubst %.cpp,%.o,$(wildcard tb/tests/directed/*.cpp tb/cover/*.cpp))
MUT_system_MODELS := Vpml_system:pml_system Vunit_pml_gen:pml_gen Vunit_pml_tap:pml_tap Vunit_pml_src_irq:pml_src_irq Vunit_pml_ingest_128:pml_ingest
MUT_system_SRC := tb/mutate/system_runs.cpp tb/rtl_system.cpp tb/tests/sources/test_lockstep.cpp tb/tests/sources/test_lockstep_long.cpp tb/tests/sources/test_tap.cpp
MUT_system_OBJ := tb/lockstep.o tb/verilated_stop.o tb/axi_checker.o tb/ingest_host.o tb/log_page.o tb/system_params.o tb/tests/system/system_bench.o \
  tb/tests/system/system_random.o tb/tests/system/test_system.o
MUT_SRC := tb/mutate/mutant_select.cpp tb/mutate/mutant_tests.cpp tb/mutate/pml_mutant_main.cpp
MUT_VFLAGS := --cc -O3 -Wno-fatal -Wno-lint -Wno-style -Wno-UNOPTFLAT --x-assign fast --x-initial unique tb/pml_public.vlt tb/mutate/pml_mutant_pkg.sv

mut_prefix = $(firstword $(subst :, ,$(1)))
mut_top = $(lastword $(subst :, ,$(1)))
mut_dirs = $(foreach m,$(MUT_$(1)_MODELS),$(MUT)/$(1)/$(call mut_prefix,$(m)))
mut_libs = $(foreach m,$(MUT_$(1)_MODELS),$(MUT)/$(1)/$(call mut_prefix,$(m))/$(call mut_prefix,$(m))__ALL.a)
mut_objs = $(patsubst %.cpp,$(MUT)/$(1)/obj/%.o,$(MUT_$(1)_SRC)) $(addprefix $(OBJ)/,$(MUT_$(1)_OBJ)) $(call objs,$(MUT_SRC))

define mutant_model
$(MUT)/$(1)/$(2)/$(2).mk: $(MUT)/$(1)/mutants.json tb/mutate/pml_mutant_pkg.sv tb/pml_public.vlt scripts/mutate.mk
	@echo "verilator mutants: $(3)"
	@mkdir -p $$(@D)
	@$(VERILATOR) $(MUT_VFLAGS) --top-module $(3) --prefix $(2) --Mdir $$(@D) $(MUT)/$(1)/mutants.v
	@touch $$@
$(MUT)/$(1)/$(2)/$(2)__ALL.a: $(MUT)/$(1)/$(2)/$(2).mk
	@echo "c++ mutants: $(3)"
	+@$(MAKE) --no-print-directory -s -C $$(@D) -f $(2).mk $(2)__ALL.a OPT_FAST="-O1" OPT_SLOW="-O0" >$$(@D)/build.log 2>&1 || \
	  { cat $$(@D)/build.log; exit 1; }
endef

define mutant_set
$(MUT)/$(1)/mutants.json: $(RTL) tb/mutate/make_mutants.py
	@echo "yosys mutants of $(1)"
	@tb/mutate/make_mutants.py $(1) --out $(MUT)/$(1) --per-module $(MUT_PER_MODULE)
$(foreach m,$(MUT_$(1)_MODELS),$(eval $(call mutant_model,$(1),$(call mut_prefix,$(m)),$(call mut_top,$(m)))))
$(MUT)/$(1)/obj/%.o: %.cpp $(foreach d,$(call mut_dirs,$(1)),$(d)/$(notdir $(d)).mk)
	@echo "c++ mutants: $$<"
	@mkdir -p $$(@D)
	@$(CXX) $(CXXFLAGS) $(addprefix -isystem ,$(call mut_dirs,$(1))) $$(CPPFLAGS) -c $$< -o $$@
$(MUT)/pml_mutant_$(1): $(call mut_objs,$(1)) $(LIB)/libopenpml.a $(call mut_libs,$(1)) $(RUNTIME_OBJS)
	$$(call link,-lgtest)
-include $(patsubst %.cpp,$(MUT)/$(1)/obj/%.d,$(MUT_$(1)_SRC))
endef
$(foreach s,$(MUT_SETS),$(eval $(call mutant_set,$(s))))
# for 'make tidy' only: elsewhere these are compiled under $(MUT)
define mutant_tidy
$(OBJ)/tb/mutate/$(1)_runs.o: CPPFLAGS += $(addprefix -isystem ,$(call mut_dirs,$(1)))
$(OBJ)/tb/mutate/$(1)_runs.o: $(foreach d,$(call mut_dirs,$(1)),$(d)/$(notdir $(d)).mk)
endef
$(foreach s,$(MUT_SETS),$(eval $(call mutant_tidy,$(s))))
-include $(patsubst %.o,%.d,$(call objs,$(MUT_SRC)))

.PHONY: mutate mutate-table
# EFFORT 0: the short runs only; MUTANTS=60: so many of all mutants, the same ones each time
mutate: bootstrap ## mutation score of the RTL; make mutate MUTANTS=60 EFFORT=0 takes a sample, with short runs only
	@$(SUBMAKE) $(foreach s,$(MUT_SETS),$(MUT)/pml_mutant_$(s))
	@tb/mutate/run.py $(MUT_SETS) --effort $(or $(EFFORT),1) $(if $(MUTANTS),--mutants $(MUTANTS))

mutate-table: ## writes the table of docs/verification.md from the last 'make mutate' of all mutants
	@tb/mutate/run.py --table
