# SPDX-License-Identifier: Apache-2.0
# Makes the project file (XML) of the memory controller from the pins in ddr3.xdc.
# DDR3 of the board: 16 bits, 512M x 16, 800 MT/s (400 MHz, controller at 100 MHz), 200 MHz input clock. Source of the timing figures and
# of the part: mig_b.prj of RHSResearchLLC/NiteFury-and-LiteFury, sample project 0, Nitefury-II (commit 6d1b8512).
proc xdc_pins {path} {
  set pins {}
  set file [open $path]
  foreach line [split [read $file] \n] {
    if {[regexp {^set_property -dict \{PACKAGE_PIN (\w+) IOSTANDARD (\w+)\} \[get_ports \{?([\w\[\]]+)\}?\]$} $line - pin standard port]} {
      dict set pins $port [list $pin $standard]
    } elseif {![regexp {^(#.*)?$} $line]} {
      error "$path: mig.tcl cannot read: $line"
    }
  }
  close $file
  return $pins
}

proc write_mig_prj {xdc path part} {
  set pins [xdc_pins $xdc]
  regexp {^(xc7a\d+t)(fbg484)(-\d)$} $part - die package speed
  set out {<?xml version="1.0" encoding="UTF-8" standalone="no" ?>}
  append out "\n<Project NoOfControllers=\"1\">\n"
  foreach {key value} [list ModuleName mig_7series_0 dci_inouts_inputs 1 dci_inputs 1 Debug_En OFF DataDepth_En 1024 LowPower_En ON \
      XADC_En Enabled TargetFPGA $die-$package/$speed Version 4.2 SystemClock Differential ReferenceClock {Use System Clock} \
      SysResetPolarity {ACTIVE LOW} BankSelectionFlag FALSE InternalVref 0 dci_hr_inouts_inputs {50 Ohms} dci_cascade 0] {
    append out "  <$key>$value</$key>\n"
  }
  append out "  <Controller number=\"0\">\n"
  foreach {key value} {MemoryDevice DDR3_SDRAM/Components/MT41K256M16XX-125 TimePeriod 2500 VccAuxIO 1.8V PHYRatio 4:1 InputClkFreq 200
      UIExtraClocks 0 MMCM_VCO 800 MMCMClkOut0 1.000 MMCMClkOut1 1 MMCMClkOut2 1 MMCMClkOut3 1 MMCMClkOut4 1 DataWidth 16
      DeepMemory 1 DataMask 1 ECC Disabled Ordering Strict BankMachineCnt 4 CustomPart TRUE NewPartName MT41K512M16XX-125
      RowAddress 16 ColAddress 10 BankAddress 3 MemoryVoltage 1.5V C0_MEM_SIZE 1073741824 UserMemoryAddressMap BANK_ROW_COLUMN} {
    append out "    <$key>$value</$key>\n"
  }
  append out "    <PinSelection>\n"
  dict for {port value} $pins {
    if {![string match ddr3_* $port]} { continue }
    lassign $value pin standard
    append out "      <Pin IN_TERM=\"\" IOSTANDARD=\"$standard\" PADName=\"$pin\" SLEW=\"\" VCCAUX_IO=\"\" name=\"$port\"/>\n"
  }
  set clock [lindex [dict get $pins sys_clk_p] 0]/[lindex [dict get $pins sys_clk_n] 0]
  append out "    </PinSelection>\n    <System_Clock>\n"
  append out "      <Pin Bank=\"15\" PADName=\"${clock}(CC_P/N)\" name=\"sys_clk_p/n\"/>\n    </System_Clock>\n    <System_Control>\n"
  foreach name {sys_rst init_calib_complete tg_compare_error} {
    append out "      <Pin Bank=\"Select Bank\" PADName=\"No connect\" name=\"$name\"/>\n"
  }
  append out "    </System_Control>\n    <TimingParameters>\n"
  append out "      <Parameters tcke=\"5\" tfaw=\"40\" tras=\"35\" trcd=\"13.75\" trefi=\"7.8\" trfc=\"260\" trp=\"13.75\" trrd=\"7.5\""
  append out " trtp=\"7.5\" twtr=\"7.5\"/>\n    </TimingParameters>\n"
  foreach {key name value} {mrBurstLength {Burst Length} {8 - Fixed} mrBurstType {Read Burst Type and Length} Sequential
      mrCasLatency {CAS Latency} 6 mrMode Mode Normal mrDllReset {DLL Reset} No mrPdMode {DLL control for precharge PD} {Slow Exit}
      emrDllEnable {DLL Enable} Enable emrOutputDriveStrength {Output Driver Impedance Control} RZQ/7
      emrMirrorSelection {Address Mirroring} Disable emrCSSelection {Controller Chip Select Pin} Disable
      emrRTT {RTT (nominal) - On Die Termination (ODT)} RZQ/4 emrPosted {Additive Latency (AL)} 0
      emrOCD {Write Leveling Enable} Disabled emrDQS {TDQS enable} Enabled emrRDQS Qoff {Output Buffer Enabled}
      mr2PartialArraySelfRefresh {Partial-Array Self Refresh} {Full Array} mr2CasWriteLatency {CAS write latency} 5
      mr2AutoSelfRefresh {Auto Self Refresh} Enabled mr2SelfRefreshTempRange {High Temparature Self Refresh Rate} Normal
      mr2RTTWR {RTT_WR - Dynamic On Die Termination (ODT)} {Dynamic ODT off}} {
    append out "    <$key name=\"$name\">$value</$key>\n"
  }
  append out "    <PortInterface>AXI</PortInterface>\n    <AXIParameters>\n"
  foreach {key value} {C_RD_WR_ARB_ALGORITHM RD_PRI_REG S_AXI_ADDR_WIDTH 30 S_AXI_DATA_WIDTH 128 S_AXI_ID_WIDTH 4
      S_AXI_SUPPORTS_NARROW_BURST 1} {
    append out "      <C0_$key>$value</C0_$key>\n"
  }
  append out "    </AXIParameters>\n  </Controller>\n</Project>\n"
  set file [open $path w]
  puts -nonewline $file $out
  close $file
}
