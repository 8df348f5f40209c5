# SPDX-License-Identifier: Apache-2.0
"""The harness that a module is timed in: one clock, four pins, whatever the module's ports.

Every input bit comes from a flip-flop of one long shift register; every output bit goes into a flip-flop of its own and from there
into a registered tree of exclusive-ors, six at a time. Reset comes from a flip-flop that is 1 in reset, as the flip-flops of the
device want it: so no LUT stands between it and them. So every path of the module is one between flip-flops on one clock and no
logic of the module can be dropped. The harness is made of cells of the device with names of its own that synthesis must keep as they
are, so none is merged with one of the module and its area can be counted exactly: a cell whose name starts with 'harness_'.
"""

CLOCK = 'clk_i'
RESET = 'rst_ni'
PINS = ('clk', 'rst', 'si', 'so')
PREFIX = 'harness_'
# exclusive-or of six
XOR6 = "64'h6996966996696996"


class HarnessError(Exception):
    """A module that cannot be put into the harness."""


def widths(ports):
    """(inputs, outputs) of yosys' JSON port list as lists of (name, width), without clock and reset."""
    inputs, outputs = [], []
    for name, port in ports.items():
        width = len(port['bits'])
        if port['direction'] == 'input':
            if name not in (CLOCK, RESET):
                inputs.append((name, width))
        elif port['direction'] == 'output':
            outputs.append((name, width))
        else:
            raise HarnessError(f'port {name} is {port["direction"]}: only inputs and outputs can be timed')
    if not outputs:
        raise HarnessError('the module has no outputs: there is nothing to time')
    return inputs, outputs


def tree_sizes(count):
    """Number of nodes in each level of the tree over so many bits."""
    sizes = []
    while count > 1:
        count = (count + 5) // 6
        sizes.append(count)
    return sizes


def overrides(params):
    """Parameters as the SystemVerilog of an instance."""
    return ', '.join(f'.{name}({value})' for name, value in params.items())


def generate(module, ports, params):
    """The harness in SystemVerilog. params: {name: value} of the module."""
    inputs, outputs = widths(ports)
    n_in = max(1, sum(width for _, width in inputs))
    n_out = sum(width for _, width in outputs)
    connections = [f'.{name}({wire})' for name, wire in ((CLOCK, 'clk'), (RESET, '!rst_q')) if name in ports]
    for source, wires in (('sh_q', inputs), ('o_w', outputs)):
        low = 0
        for name, width in wires:
            connections.append(f'.{name}({source}[{low + width - 1}:{low}])')
            low += width
    sizes = tree_sizes(n_out)

    def flip_flop(name, d, q):
        return f'  (* keep *) FDRE {PREFIX}{name} (.C(clk), .CE(1\'b1), .R(1\'b0), .D({d}), .Q({q}));'

    lines = [
        f'// made by fpga/timing/harness.py for {module}',
        f'module harness (input logic {PINS[0]}, input logic {PINS[1]}, input logic {PINS[2]}, output logic {PINS[3]});',
        f'  logic [{n_in - 1}:0] sh_q;',
        '  logic rst_q;',
        f'  logic [{n_out - 1}:0] o_w, o_q;',
        f'  {module} #({overrides(params)}) u_dut ({", ".join(connections)});',
        flip_flop('rst', PINS[1], 'rst_q'),
    ]
    lines += [flip_flop(f'sh{i}', f'sh_q[{i - 1}]' if i else PINS[2], f'sh_q[{i}]') for i in range(n_in)]
    lines += [flip_flop(f'o{i}', f'o_w[{i}]', f'o_q[{i}]') for i in range(n_out)]
    nodes = [f'o_q[{i}]' for i in range(n_out)]
    for level, size in enumerate(sizes):
        lines.append(f'  logic [{size - 1}:0] x{level}_d, x{level}_q;')
        for node in range(size):
            inputs = nodes[6 * node:6 * node + 6]
            pins = ', '.join(f'.I{i}({inputs[i] if i < len(inputs) else zero})' for i, zero in enumerate(["1'b0"] * 6))
            lines.append(f'  (* keep *) LUT6 #(.INIT({XOR6})) {PREFIX}xor{level}_{node} ({pins}, .O(x{level}_d[{node}]));')
            lines.append(flip_flop(f'x{level}_{node}', f'x{level}_d[{node}]', f'x{level}_q[{node}]'))
        nodes = [f'x{level}_q[{i}]' for i in range(size)]
    lines += [f'  assign so = {nodes[0]};', 'endmodule', '']
    return '\n'.join(lines)
