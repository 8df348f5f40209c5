# SPDX-License-Identifier: Apache-2.0
"""Which bits of an elaborated design (yosys' write_json, hierarchical) can reach an output of its top module.

A bit that cannot, such as the upper half of a table whose users take the lower half, is dead: what a mutation does to it nobody can see.
Errs on the side of 'alive': a module's bit is alive if it is in any instance, and a cell whose type is not known below uses all its inputs.
"""
BITWISE = {"$and", "$or", "$xor", "$xnor", "$not", "$pos", "$mux", "$pmux", "$bwmux"}
CARRY = {"$add", "$sub", "$neg", "$mul"}  # output bit i needs input bits 0..i
CLOCKED = {"$dff", "$dffe", "$sdff", "$sdffe", "$sdffce", "$adff", "$adffe"}


def needed(cell, port, out_bits, widths):
    """Bits of input `port` that the live output bits `out_bits` (numbers) of the cell need."""
    kind, n = cell["type"], widths[port]
    if not out_bits:
        return set()
    if kind in BITWISE and port in "AB" or kind in CLOCKED and port == "D":
        out_w = max(widths.get("Y", 0), widths.get("Q", 0))
        if kind == "$pmux" and port == "B":
            return {i for i in range(n) if i % out_w in out_bits}
        bits = {i for i in out_bits if i < n}
        return bits | {n - 1} if max(out_bits) >= n else bits  # the sign
    if kind in CARRY and port in "AB":
        return set(range(min(n, max(out_bits) + 1)))
    return set(range(n))


class Module:
    def __init__(self, name, data):
        self.name, self.cells, self.ports = name, data["cells"], data["ports"]
        self.live = set()       # nets (numbers)
        self.mem = {}           # memory: live bits
        self.used = {}          # (cell, port): live bits of an input
        self.drivers = {}       # net: [(cell name, port, bit)]
        self.reads = {}         # memory: cells that read it
        for cname, cell in self.cells.items():
            if cell["type"].startswith("$memrd"):
                self.reads.setdefault(cell["parameters"]["MEMID"], []).append(cname)
            for port, nets in cell["connections"].items():
                if cell["port_directions"][port] == "output":
                    for i, net in enumerate(nets):
                        self.drivers.setdefault(net, []).append((cname, port, i))


class Liveness:
    """alive(module, cell, port, bit): can this pin's bit be seen outside the top module?"""

    def __init__(self, design, top):
        self.mods = {n: Module(n, m) for n, m in design["modules"].items()}
        self.parents = {}
        for m in self.mods.values():
            for cname, cell in m.cells.items():
                self.parents.setdefault(cell["type"], []).append((m, cname))
        todo = [(self.mods[top], net) for p in design["modules"][top]["ports"].values() if p["direction"] == "output" for net in p["bits"]]
        self.todo = todo
        while self.todo:
            self.net(*self.todo.pop())

    def net(self, m, net):
        if isinstance(net, str) or net in m.live:
            return
        m.live.add(net)
        for cname, port, bit in m.drivers.get(net, ()):
            self.cell_output(m, cname, port, bit)
        for pname, port in m.ports.items():  # an input of the module: what drives it in every parent
            if port["direction"] == "input" and net in port["bits"]:
                bit = port["bits"].index(net)
                for parent, iname in self.parents.get(m.name, ()):
                    self.input(parent, iname, pname, {bit})

    def input(self, m, cname, port, bits):
        used = m.used.setdefault((cname, port), set())
        nets = m.cells[cname]["connections"][port]
        for bit in bits - used:
            used.add(bit)
            self.todo.append((m, nets[bit]))

    def cell_output(self, m, cname, port, bit):
        cell = m.cells[cname]
        if cell["type"] in self.mods:  # an instance: the output of the module within
            inner = self.mods[cell["type"]]
            self.todo.append((inner, inner.ports[port]["bits"][bit]))
            return
        widths = {p: len(b) for p, b in cell["connections"].items()}
        if cell["type"].startswith("$memrd"):
            self.memory_bit(m, cell["parameters"]["MEMID"], bit)
        for p, direction in cell["port_directions"].items():
            if direction == "input":
                self.input(m, cname, p, needed(cell, p, {bit}, widths))

    def memory_bit(self, m, memory, bit):
        live = m.mem.setdefault(memory, set())
        if bit in live:
            return
        live.add(bit)
        for cname, cell in m.cells.items():
            if cell["type"].startswith("$memwr") and cell["parameters"]["MEMID"] == memory:
                self.input(m, cname, "DATA", {bit})
                self.input(m, cname, "EN", {bit})
                for p in ("ADDR", "CLK"):
                    self.input(m, cname, p, set(range(len(cell["connections"][p]))))

    def alive(self, module, cell, port, bit):
        m = self.mods[module]
        c = m.cells[cell]
        if c["port_directions"][port] == "output":
            return c["connections"][port][bit] in m.live
        return bit in m.used.get((cell, port), ())
