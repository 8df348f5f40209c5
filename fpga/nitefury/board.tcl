# SPDX-License-Identifier: Apache-2.0
# NiteFury (II) / Acorn CLE-215+: what fpga/pcie/tcl/build.tcl needs to know. Every value can be set from outside: -set name=value.
set top           pml_nitefury
set part          xc7a200tfbg484-2  ;# NiteFury II; Acorn CLE-215+: xc7a200tfbg484-3
set xdc           {nitefury.xdc}    ;# the pins of ddr3.xdc reach the design through mig.tcl
set ips           {axi_pcie_0 axi_cc_ctl axi_cc_ddr3 mig_7series_0}
source [file join $tcl_dir pci_ids.tcl]
# size of BAR2 in MiB, at most 1024; a host that cannot place 1 GiB ("above 4G decoding" off) needs less
set bar2_mib      1024
set flash_mib     32                ;# S25FL256: 256 Mbit
set flash_bus     spix4
