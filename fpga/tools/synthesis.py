# SPDX-License-Identifier: Apache-2.0
"""The synthesis recipe of the FPGA flow: what timing and bitstream have in common.

A net counts 700 ps, about what nextpnr's nets take (yosys' own 300 ps make paths a third deeper, without a smaller area).

LUTs of all sizes cost the same, since nextpnr gives each one a place of its own and hardly ever puts two into one; yosys' costs, made for
a packer, take two small LUTs where one large one does. The network is mapped several times, each time from the structure that the
mapping before left. Both together save LUTs against yosys' own script, and nets with them.

No shift registers are made of LUTs: those that yosys finds are three or four flip-flops long, and flip-flops are there in plenty.

yosys takes any condition that makes a flip-flop 0 for a reset. A way to a reset pin is longer than one to a LUT, so only resets that many
flip-flops share stay resets.
"""
import os

from tools import write

LUT_LIBRARY = 'xc7.lut'
# size, area, and the delay of each input in ps (to nextpnr all inputs are alike)
LUTS = ''.join(f'{size} 1{" 127" * size}\n' for size in range(1, 7))
NET_PS = 700
_IF = '&if -C 16 -F 3 -A 4 {W} {D} {R}; &mfs -a; '
_DEEP, _WIDE = f'&dch -f -r; {_IF}', f'&synch2 -f; {_IF}'  # two ways of finding other structures
_ABC = f'read_lut {LUT_LIBRARY}; &scorr; &sweep; &dc2; ' + '&st; '.join([_DEEP, _WIDE, _WIDE, _WIDE, _DEEP]) + '&ps'
# a set/reset signal that fewer flip-flops share becomes part of their logic, if a point does not say otherwise
MIN_SHARED_RESET = 17


def synth(options='', shared_reset=MIN_SHARED_RESET):
    """The commands; options: more of them for synth_xilinx; shared_reset: how many flip-flops a reset has at least."""
    run = f'synth_xilinx -flatten -abc9 -nosrl -arch xc7 {options}'
    return (f'scratchpad -set synth_xilinx.abc9.W {NET_PS}\n'
            f'scratchpad -set abc9.script +{_ABC.replace("; ", ";").replace(" ", ",")}\n'
            f'{run} -run :map_ffs\n'
            f'dfflegalize -cell $_DFFE_?P?P_ 01 -cell $_SDFFE_?P?P_ 01 -cell $_DLATCH_?P?_ 01 -minsrst {shared_reset}\n'
            f'{run} -run map_ffs:\n')


# what a result depends on
RECIPE = synth() + LUTS


def prepare(folder):
    """Puts the library that synth() reads into the folder in which yosys runs."""
    write(os.path.join(folder, LUT_LIBRARY), LUTS)
