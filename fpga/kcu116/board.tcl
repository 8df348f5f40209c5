# SPDX-License-Identifier: Apache-2.0
# KCU116: what fpga/pcie/tcl/build.tcl needs to know. Every value can be set from outside: -set name=value.
set top           pml_kcu116
set part          xcku5p-ffvb676-2-e
set xdc           {kcu116.xdc}
set ips           {xdma_0 axi_cc_ddr4 ddr4_0}
source [file join $tcl_dir pci_ids.tcl]
# size of BAR2 in MiB, at most 1024; a host that cannot place 1 GiB ("above 4G decoding" off) needs less
set bar2_mib      1024
# memory on the board: XilinxBoardStore kcu116 1.5 has presets for MT40A256M16GE-075E and, on later boards, MT40A256M16LY-062E
set ddr4_part     MT40A256M16GE-075E
set flash_bus     none              ;# no flash file: the bitstream goes over JTAG
