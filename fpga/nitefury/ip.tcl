# SPDX-License-Identifier: Apache-2.0
# Vendor IP of the NiteFury board. The names of modules and ports are those of fpga/pcie/ip; sources of the parameter names:
# PG055 (axi_pcie 2.9), PG059 (axi_clock_converter 2.1), UG586 (mig_7series 4.2).
source [file join $board_dir mig.tcl]

# BAR0: 128 KiB at AXI 0; BAR2 (the IP calls the second 64-bit BAR "BAR1"): board DRAM at AXI 40000000h.
# The one AXI aperture is the whole 32-bit space, translated to the 64-bit address in AXIBAR2PCIEBAR_0 (register 208h/20Ch).
proc bar_size {mib} {
  return [expr {$mib >= 1024 ? [list Gigabytes [expr {$mib / 1024}]] : [list Megabytes $mib]}]
}
lassign [bar_size $bar2_mib] bar2_scale bar2_size
make_ip axi_pcie 2.9 axi_pcie_0 [list \
  INCLUDE_RC PCI_Express_Endpoint_device PCIE_BLK_LOCN X0Y0 NO_OF_LANES X4 MAX_LINK_SPEED 5.0_GT/s REF_CLK_FREQ 100_MHz \
  SLOT_CLOCK_CONFIG true VENDOR_ID 0x$pci_vendor DEVICE_ID 0x$pci_device REV_ID 0x$pci_revision \
  SUBSYSTEM_VENDOR_ID 0x$pci_vendor SUBSYSTEM_ID 0x$pci_subsystem_nitefury ENABLE_CLASS_CODE true CLASS_CODE 0x$pci_class \
  BAR_64BIT true BAR0_ENABLED true BAR0_TYPE Memory BAR0_SCALE Kilobytes BAR0_SIZE 128 PCIEBAR2AXIBAR_0 0x00000000 \
  BAR1_ENABLED true BAR1_TYPE Memory BAR1_SCALE $bar2_scale BAR1_SIZE $bar2_size PCIEBAR2AXIBAR_1 0x40000000 \
  AXIBAR_NUM 1 AXIBAR_AS_0 true AXIBAR_0 0x00000000 AXIBAR_HIGHADDR_0 0xFFFFFFFF AXIBAR2PCIEBAR_0 0x00000000 \
  INCLUDE_BAROFFSET_REG true BASEADDR 0x00000000 HIGHADDR 0x00000FFF S_AXI_ID_WIDTH 4 S_AXI_DATA_WIDTH 128 M_AXI_DATA_WIDTH 128 \
  S_AXI_SUPPORTS_NARROW_BURST true NUM_MSI_REQ 4 COMP_TIMEOUT 50ms shared_logic_in_core false]

make_ip axi_clock_converter 2.1 axi_cc_ctl [list PROTOCOL AXI4LITE ADDR_WIDTH 32 DATA_WIDTH 32 ACLK_ASYNC 1]
make_ip axi_clock_converter 2.1 axi_cc_ddr3 [list PROTOCOL AXI4 ADDR_WIDTH 30 DATA_WIDTH 128 ID_WIDTH 4 ACLK_ASYNC 1]

set prj [file join $out_dir mig.prj]
write_mig_prj [file join $board_dir ddr3.xdc] $prj $part
make_ip mig_7series 4.2 mig_7series_0 [list XML_INPUT_FILE $prj RESET_BOARD_INTERFACE Custom MIG_DONT_TOUCH_PARAM Custom \
  BOARD_MIG_PARAM Custom]
