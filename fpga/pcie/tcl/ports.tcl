# SPDX-License-Identifier: Apache-2.0
# Compares the ports of a generated IP with those that our top level was written and linted against.

# Ports of a Verilog stub, one a line: name -> {direction width}. Reads fpga/pcie/ip and what Vivado's write_verilog -mode synth_stub makes.
proc stub_ports {path module} {
  set file [open $path]
  set text [read $file]
  close $file
  set ports {}
  foreach line [split $text \n] {
    if {[regexp {^\s*(input|output|inout)\s+(?:wire\s*)?(?:\[(\d+):0\])?\s*(\w+)\s*[,;]?\s*(?:/\*.*\*/)?\s*$} $line - direction high name]} {
      dict set ports $name [list $direction [expr {$high eq "" ? 1 : $high + 1}]]
    }
  }
  if {[dict size $ports] == 0} { error "$path: no ports of $module found" }
  return $ports
}

# Differences, one text each; empty when they are the same.
proc compare_ports {module ours theirs} {
  set found {}
  dict for {name value} $ours {
    if {![dict exists $theirs $name]} {
      lappend found "$module: port $name of fpga/pcie/ip/$module.v is not in the generated IP"
    } elseif {[dict get $theirs $name] ne $value} {
      lappend found "$module: port $name is {[dict get $theirs $name]} in the generated IP, {$value} in fpga/pcie/ip/$module.v"
    }
  }
  dict for {name value} $theirs {
    if {![dict exists $ours $name]} { lappend found "$module: port $name ({$value}) of the generated IP is not in fpga/pcie/ip/$module.v" }
  }
  return $found
}
