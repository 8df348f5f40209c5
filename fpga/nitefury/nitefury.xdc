# SPDX-License-Identifier: Apache-2.0
# NiteFury (II) / Acorn CLE-215+: PCIe, clock, LEDs. Part xc7a200tfbg484.
# Sources, which agree on every pin below:
#  [L] litex-hub/litex-boards, litex_boards/platforms/sqrl_acorn.py (commit 2f06d08a)
#  [R] RHSResearchLLC/NiteFury-and-LiteFury, sample project 0, Nitefury-II: early.xdc, normal.xdc, mig_b.prj (commit 6d1b8512)

# PCIe reset and clock request: [L] pcie_x4.rst_n, pcie_clkreq_n; [R] pci_reset, pcie_clkreq_l
set_property -dict {PACKAGE_PIN J1 IOSTANDARD LVCMOS33 PULLUP TRUE} [get_ports pcie_perst_ni]
set_property -dict {PACKAGE_PIN G1 IOSTANDARD LVCMOS33} [get_ports pcie_clkreq_no]

# PCIe reference clock, 100 MHz: [L] pcie_x4.clk_p/n; [R] pcie_clkin_clk_p/n. (Transceiver pins have no IOSTANDARD.)
set_property PACKAGE_PIN F6 [get_ports pcie_refclk_p_i]
set_property PACKAGE_PIN E6 [get_ports pcie_refclk_n_i]

# PCIe lanes 0..3: [L] pcie_x4.rx/tx; [R] pcie_mgt_rx/tx. The GTP channels are set in place.tcl.
set_property PACKAGE_PIN B10 [get_ports {pcie_rxp_i[0]}]
set_property PACKAGE_PIN A10 [get_ports {pcie_rxn_i[0]}]
set_property PACKAGE_PIN B6 [get_ports {pcie_txp_o[0]}]
set_property PACKAGE_PIN A6 [get_ports {pcie_txn_o[0]}]
set_property PACKAGE_PIN B8 [get_ports {pcie_rxp_i[1]}]
set_property PACKAGE_PIN A8 [get_ports {pcie_rxn_i[1]}]
set_property PACKAGE_PIN B4 [get_ports {pcie_txp_o[1]}]
set_property PACKAGE_PIN A4 [get_ports {pcie_txn_o[1]}]
set_property PACKAGE_PIN D11 [get_ports {pcie_rxp_i[2]}]
set_property PACKAGE_PIN C11 [get_ports {pcie_rxn_i[2]}]
set_property PACKAGE_PIN D5 [get_ports {pcie_txp_o[2]}]
set_property PACKAGE_PIN C5 [get_ports {pcie_txn_o[2]}]
set_property PACKAGE_PIN D9 [get_ports {pcie_rxp_i[3]}]
set_property PACKAGE_PIN C9 [get_ports {pcie_rxn_i[3]}]
set_property PACKAGE_PIN D7 [get_ports {pcie_txp_o[3]}]
set_property PACKAGE_PIN C7 [get_ports {pcie_txn_o[3]}]

# LEDs: [L] user_led 0..3; [R] LED_A1..LED_A4
set_property -dict {PACKAGE_PIN G3 IOSTANDARD LVCMOS33 DRIVE 8 PULLUP TRUE} [get_ports {led_no[0]}]
set_property -dict {PACKAGE_PIN H3 IOSTANDARD LVCMOS33 DRIVE 8 PULLUP TRUE} [get_ports {led_no[1]}]
set_property -dict {PACKAGE_PIN G4 IOSTANDARD LVCMOS33 DRIVE 8 PULLUP TRUE} [get_ports {led_no[2]}]
set_property -dict {PACKAGE_PIN H4 IOSTANDARD LVCMOS33 DRIVE 8 PULLUP TRUE} [get_ports {led_no[3]}]

# Clocks. MIG constrains its own 200 MHz input. Resets are synchronised inside.
create_clock -period 10.000 -name pcie_refclk [get_ports pcie_refclk_p_i]
set_false_path -from [get_ports pcie_perst_ni]
set_false_path -to [get_ports {led_no[*]}]
# Two-flip-flop synchronisers and reset synchronisers (pml_bit_sync, pml_rst_sync)
set_false_path -to [get_pins -hierarchical -filter {NAME =~ *u_sync_*/sync_q_reg[0]/D}]
set_false_path -to [get_pins -hierarchical -filter {NAME =~ *u_rst_*/sync_q_reg[*]/CLR}]

# Configuration: [R] normal.xdc, [L] bitstream commands
set_property CONFIG_VOLTAGE 3.3 [current_design]
set_property CFGBVS VCCO [current_design]
set_property CONFIG_MODE SPIx4 [current_design]
set_property BITSTREAM.CONFIG.SPI_BUSWIDTH 4 [current_design]
set_property BITSTREAM.CONFIG.EXTMASTERCCLK_EN Div-1 [current_design]
set_property BITSTREAM.CONFIG.SPI_FALL_EDGE YES [current_design]
set_property BITSTREAM.CONFIG.OVERTEMPPOWERDOWN ENABLE [current_design]
set_property BITSTREAM.GENERAL.COMPRESS TRUE [current_design]
