# SPDX-License-Identifier: Apache-2.0
"""The parts of documents that programs write: what stands between two comments."""


def replace_part(text, begin, end, body):
    """The text with `body` (lines, without the last newline) between the comments. ValueError when they are not there exactly once, in order."""
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(end) < text.index(begin):
        raise ValueError(f"the place '{begin}' is not in the document exactly once")
    head, rest = text.split(begin)
    return f"{head}{begin}\n{body}\n{end}{rest.split(end)[1]}"
