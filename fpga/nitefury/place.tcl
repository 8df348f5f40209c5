# SPDX-License-Identifier: Apache-2.0
# Before placement: the transceiver channel of each PCIe lane. The IP's own choice is another order than the board's pins.
# Channels: early.xdc of RHSResearchLLC/NiteFury-and-LiteFury (commit 6d1b8512); they agree with the pins of nitefury.xdc.
reset_property LOC [get_cells -hierarchical -filter {NAME =~ *gtp_channel.gtpe2_channel_i}]
foreach {lane channel} {0 X0Y6 1 X0Y4 2 X0Y5 3 X0Y7} {
  set cell [get_cells -hierarchical -filter "NAME =~ *pipe_lane\[$lane\].gt_wrapper_i/gtp_channel.gtpe2_channel_i"]
  if {[llength $cell] != 1} { error "place.tcl: [llength $cell] transceiver cells for PCIe lane $lane, expected 1" }
  set_property LOC GTPE2_CHANNEL_$channel $cell
}
