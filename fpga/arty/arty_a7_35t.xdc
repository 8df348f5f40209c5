# SPDX-License-Identifier: Apache-2.0
# Arty A7-35T (xc7a35tcsg324-1), top pml_arty. One set_property per port and property: what the open flow reads, and Vivado too.
set_property PACKAGE_PIN E3 [get_ports clk100_i]
set_property IOSTANDARD LVCMOS33 [get_ports clk100_i]
create_clock -period 10.000 -name clk100 [get_ports clk100_i]

# button RESET, low when pressed
set_property PACKAGE_PIN C2 [get_ports rst_btn_ni]
set_property IOSTANDARD LVCMOS33 [get_ports rst_btn_ni]

# USB-UART bridge: A9 from the host, D10 to the host
set_property PACKAGE_PIN A9 [get_ports uart_rx_i]
set_property IOSTANDARD LVCMOS33 [get_ports uart_rx_i]
set_property PACKAGE_PIN D10 [get_ports uart_tx_o]
set_property IOSTANDARD LVCMOS33 [get_ports uart_tx_o]

# LD4..LD7 (green)
set_property PACKAGE_PIN H5 [get_ports {led_o[0]}]
set_property IOSTANDARD LVCMOS33 [get_ports {led_o[0]}]
set_property PACKAGE_PIN J5 [get_ports {led_o[1]}]
set_property IOSTANDARD LVCMOS33 [get_ports {led_o[1]}]
set_property PACKAGE_PIN T9 [get_ports {led_o[2]}]
set_property IOSTANDARD LVCMOS33 [get_ports {led_o[2]}]
set_property PACKAGE_PIN T10 [get_ports {led_o[3]}]
set_property IOSTANDARD LVCMOS33 [get_ports {led_o[3]}]
