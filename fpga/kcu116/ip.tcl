# SPDX-License-Identifier: Apache-2.0
# Vendor IP of the KCU116 board. The names of modules and ports are those of fpga/pcie/ip; sources of the parameter names:
# PG195 and PG194 (xdma 4.1 in AXI Bridge mode), PG059 (axi_clock_converter 2.1), PG150 (ddr4 2.2), XilinxBoardStore kcu116 1.5 preset.xml.

# BAR0: 128 KiB at AXI 0; BAR2: board DRAM at AXI 40000000h; BAR4: 64 KiB, the IP's own interrupt registers (2000h) and MSI-X table (8000h).
# The AXI slave aperture is the whole 64-bit space, not translated.
proc bar_size {mib} {
  return [expr {$mib >= 1024 ? [list Gigabytes [expr {$mib / 1024}]] : [list Megabytes $mib]}]
}
lassign [bar_size $bar2_mib] bar2_scale bar2_size
make_ip xdma 4.1 xdma_0 [list \
  functional_mode AXI_Bridge mode_selection Advanced device_port_type PCI_Express_Endpoint_device pcie_blk_locn X0Y0 \
  en_gt_selection true select_quad GTY_Quad_225 pl_link_cap_max_link_width X4 pl_link_cap_max_link_speed 8.0_GT/s \
  ref_clk_freq 100_MHz axi_addr_width 64 axi_data_width 256_bit axisten_freq 125 dma_reset_source_sel User_Reset \
  vendor_id $pci_vendor pf0_device_id $pci_device pf0_revision_id $pci_revision pf0_subsystem_vendor_id $pci_vendor \
  pf0_subsystem_id $pci_subsystem_kcu116 pf0_class_code $pci_class \
  pf0_bar0_64bit true pf0_bar0_scale Kilobytes pf0_bar0_size 128 pciebar2axibar_0 0x0000000000000000 \
  pf0_bar2_enabled true pf0_bar2_64bit true pf0_bar2_prefetchable true pf0_bar2_scale $bar2_scale pf0_bar2_size $bar2_size \
  pciebar2axibar_2 0x0000000040000000 pf0_bar4_enabled true pf0_bar4_64bit true pf0_bar4_scale Kilobytes pf0_bar4_size 64 \
  bar_indicator BAR_5:4 pf0_msi_enabled false pf0_interrupt_pin NONE pf0_msix_enabled true pf0_msix_impl_locn Internal \
  pf0_msix_cap_table_size 00F pf0_msix_cap_table_bir BAR_5:4 pf0_msix_cap_table_offset 00008000 \
  pf0_msix_cap_pba_bir BAR_5:4 pf0_msix_cap_pba_offset 00008FE0 xdma_num_usr_irq 16 xdma_axilite_slave true \
  en_axi_slave_if true axibar_num 1 axibar_0 0x0000000000000000 axibar_highaddr_0 0xFFFFFFFFFFFFFFFF \
  axibar2pciebar_0 0x0000000000000000 c_s_axi_supports_narrow_burst true]

make_ip axi_clock_converter 2.1 axi_cc_ddr4 [list PROTOCOL AXI4 ADDR_WIDTH 30 DATA_WIDTH 256 ID_WIDTH 4 ACLK_ASYNC 1]

make_ip ddr4 2.2 ddr4_0 [list C0.DDR4_MemoryPart $ddr4_part C0.DDR4_InputClockPeriod 3334 C0.DDR4_DataWidth 32 \
  C0.DDR4_AxiSelection true C0.DDR4_AxiDataWidth 256 C0.DDR4_AxiAddressWidth 30 C0.DDR4_AxiIDWidth 4 \
  C0.DDR4_AxiNarrowBurst true System_Clock Differential Debug_Signal Disable]
