# SPDX-License-Identifier: Apache-2.0
# Stands in for Vivado in the test of the build scripts: its commands, as far as fpga/pcie/tcl/build.tcl uses them. They check what can be
# checked without Vivado (files exist, IP is created once, properties come in pairs) and write files of the right name. What they
# cannot check: whether the real commands, IP parameters and values are right.
# Set before: mock(argv), mock(script), mock(root); optional mock(slack), mock(port) (a port that the "generated" IP has less).
array set mock_ip {}
proc mock_log {text} { puts "vivado: $text" }
proc mock_need {files} { foreach file $files { if {![file exists $file]} { error "vivado: no file $file" } } }
proc mock_touch {path} { close [open $path w] }
# Commands without an effect here; any option is taken.
foreach name {opt_design place_design phys_opt_design route_design current_project current_design} {
  proc $name {args} {}
}
proc create_project {args} { mock_log "create_project $args" }
proc create_ip {args} {
  array set options [lrange $args 0 end-1]
  set module $options(-module_name)
  if {[info exists ::mock_ip($module)]} { error "vivado: IP $module exists" }
  set ::mock_ip($module) $options(-dir)
}
proc get_ips {module} {
  if {![info exists ::mock_ip($module)]} { error "vivado: no IP $module" }
  return $module
}
proc set_property {args} {
  if {[lindex $args 0] eq "-dict"} {
    foreach {key value} [lindex $args 1] {
      if {![string match CONFIG.?* $key] || $value eq ""} { error "vivado: set_property $key '$value'" }
      mock_log "set_property [lindex $args 2] $key $value"
    }
    if {[llength [lindex $args 1]] % 2} { error "vivado: properties not in pairs" }
  } elseif {[lindex $args 0] eq "LOC"} {
    mock_log "set_property $args"
  }
}
proc reset_property {args} {}
proc generate_target {what ip} {}
proc synth_ip {ip} {
  # the stub as Vivado writes it: no 'wire', a semicolon after each port
  set folder [file join $::mock_ip($ip) $ip]
  file mkdir $folder
  set in [open [file join $::mock(root) fpga pcie ip $ip.v]]
  set out [open [file join $folder ${ip}_stub.v] w]
  foreach line [split [read $in] \n] {
    if {[regexp {^\s*(input|output|inout)\s+wire\s*(\[\d+:0\])?\s*(\w+),?$} $line - direction range name]} {
      if {[info exists ::mock(port)] && $name eq $::mock(port)} { continue }
      puts $out "  $direction $range$name;"
    }
  }
  close $in
  close $out
}
proc read_verilog {args} { mock_need [lindex $args end]; mock_log "read_verilog [llength [lindex $args end]] files" }
proc read_xdc {file} { mock_need [list $file]; mock_log "read_xdc [file tail $file]" }
proc synth_design {args} {
  array set options $args
  mock_need [list $options(-include_dirs)]
  mock_log "synth_design $options(-top) $options(-part)"
}
proc get_cells {args} { return [list cell] }
proc get_timing_paths {args} { return path }
proc get_property {name object} { return [expr {[info exists ::mock(slack)] ? $::mock(slack) : 0.1}] }
foreach name {write_checkpoint write_bitstream} { proc $name {args} { mock_touch [lindex $args end] } }
foreach name {report_utilization report_timing_summary report_cdc report_drc write_cfgmem} {
  proc $name {args} { mock_touch [lindex $args [expr {[lsearch $args -file] + 1}]] }
}
set argv $mock(argv)
set argc [llength $argv]
if {[catch {source $mock(script)} message]} {
  puts stderr "vivado: ERROR: $message"
  exit 1
}
