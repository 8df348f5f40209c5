# SPDX-License-Identifier: Apache-2.0
# Builds a PCIe board with Vivado, without GUI and without project files: IP, synthesis, implementation, timing report, bitstream.
#   vivado -mode batch -source fpga/pcie/tcl/build.tcl -tclargs BOARD OUT_DIR [-to ip|synth|impl|bit] [-set NAME=VALUE ...]
# BOARD: a folder of fpga/ with board.tcl (nitefury, kcu116). OUT_DIR: everything that is made goes there.
# It stops with one line that says why. A design that misses its timing gets no bitstream.
proc say {text} { puts "pml: $text" }
proc stop {text} { puts stderr "pml: ERROR: $text"; exit 1 }

set steps {ip synth impl bit}
set last bit
set overrides {}
if {[llength $argv] < 2} { stop "usage: -tclargs BOARD OUT_DIR ?-to ip|synth|impl|bit? ?-set NAME=VALUE ...?" }
set board [lindex $argv 0]
set out_dir [file normalize [lindex $argv 1]]
foreach {option value} [lrange $argv 2 end] {
  switch -- $option {
    -to { set last $value }
    -set { lappend overrides $value }
    default { stop "unknown option $option" }
  }
}
if {$last ni $steps} { stop "-to $last: one of $steps" }
proc wanted {step} { expr {[lsearch $::steps $step] <= [lsearch $::steps $::last]} }

set tcl_dir [file dirname [file normalize [info script]]]
set root [file normalize [file join $tcl_dir .. .. ..]]
set board_dir [file join $root fpga $board]
if {![file exists [file join $board_dir board.tcl]]} { stop "no board '$board' (no $board_dir/board.tcl)" }
source [file join $tcl_dir ports.tcl]
source [file join $board_dir board.tcl]
foreach setting $overrides {
  if {![regexp {^(\w+)=(.*)$} $setting - name value] || ![info exists $name]} { stop "-set $setting: no such value in $board/board.tcl" }
  set $name $value
}
file mkdir $out_dir
create_project -in_memory -part $part
set_property target_language Verilog [current_project]

# ---------------------------------------------------------------- IP
set ip_dir [file join $out_dir ip]
file mkdir $ip_dir
proc make_ip {name version module settings} {
  say "IP $module ($name $version)"
  create_ip -vendor xilinx.com -library ip -name $name -version $version -module_name $module -dir $::ip_dir -force
  set pairs {}
  foreach {key value} $settings { lappend pairs CONFIG.$key $value }
  set_property -dict $pairs [get_ips $module]
  generate_target all [get_ips $module]
  synth_ip [get_ips $module]
}
source [file join $board_dir ip.tcl]

# The ports that were linted against are the ports that were generated.
set differences {}
foreach module $ips {
  set made [file join $ip_dir $module ${module}_stub.v]
  if {![file exists $made]} { stop "Vivado did not write $made: cannot compare the ports of $module" }
  set ours [stub_ports [file join $root fpga pcie ip $module.v] $module]
  foreach text [compare_ports $module $ours [stub_ports $made $module]] { lappend differences $text }
}
foreach text $differences { say $text }
if {[llength $differences] > 0} { stop "[llength $differences] ports differ from fpga/pcie/ip: adapt the stub and fpga/$board/$top.sv" }
if {![wanted synth]} { exit 0 }

# ---------------------------------------------------------------- synthesis
set sources [list [file join $root rtl pml_pkg.sv] [file join $root rtl pml_reg_pkg.sv]]
foreach folder [list rtl [file join fpga pcie rtl] [file join fpga $board]] {
  foreach file [lsort [glob [file join $root $folder *.sv]]] {
    if {$file ni $sources} { lappend sources $file }
  }
}
read_verilog -sv $sources
foreach file $xdc { read_xdc [file join $board_dir $file] }
synth_design -top $top -part $part -include_dirs [file join $root rtl]
write_checkpoint -force [file join $out_dir synth.dcp]
report_utilization -hierarchical -file [file join $out_dir utilization_synth.txt]
if {![wanted impl]} { exit 0 }

# ---------------------------------------------------------------- implementation
opt_design
source [file join $board_dir place.tcl]
place_design
phys_opt_design
route_design
write_checkpoint -force [file join $out_dir routed.dcp]
report_utilization -hierarchical -file [file join $out_dir utilization.txt]
report_timing_summary -delay_type min_max -report_unconstrained -max_paths 10 -file [file join $out_dir timing.txt]
report_cdc -details -file [file join $out_dir cdc.txt]
report_drc -file [file join $out_dir drc.txt]
set setup [get_property SLACK [get_timing_paths -delay_type max]]
set hold [get_property SLACK [get_timing_paths -delay_type min]]
say "slack: setup $setup ns, hold $hold ns (report: $out_dir/timing.txt)"
if {$setup < 0 || $hold < 0} { stop "timing is not met: no bitstream" }
if {![wanted bit]} { exit 0 }

# ---------------------------------------------------------------- bitstream
set bit [file join $out_dir $top.bit]
write_bitstream -force $bit
if {$flash_bus eq "spix4"} {
  write_cfgmem -force -format bin -interface $flash_bus -size $flash_mib -loadbit "up 0x0 $bit" -file [file join $out_dir $top.bin]
}
say "made $bit"
exit 0
