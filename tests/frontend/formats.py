# SPDX-License-Identifier: GPL-2.0-or-later
"""labflow's fields as each output format of tshark holds them: for each frame, {field: [value, ...]}."""

import json
import xml.etree.ElementTree as ElementTree

PREFIX = "labflow."


def from_json(text):
    """Keys may occur twice in one object, so they are taken before a dict is made of them."""
    frames = json.loads(text, object_pairs_hook=list)
    return [_pairs(frame, {}) for frame in frames]


def _pairs(node, found):
    for key, value in node:
        if key.startswith(PREFIX) and not _is_pairs(value):
            found.setdefault(key, []).append(str(value))
        for part in [value] if _is_pairs(value) else value if isinstance(value, list) else []:
            if _is_pairs(part):
                _pairs(part, found)
    return found


def _is_pairs(value):
    """An object, as object_pairs_hook gives it."""
    return isinstance(value, list) and all(isinstance(item, tuple) for item in value)


def from_ek(text):
    """Pairs of lines, an index and a document; names hold underscores for dots."""
    lines = [json.loads(line) for line in text.splitlines()]
    if any("index" not in line for line in lines[::2]):
        raise ValueError("a document without its index line")
    return [_layers(line["layers"]) for line in lines[1::2]]


def _layers(layers):
    """One annotation is an object, several are a list of them; values may be lists too."""
    found = {}
    for name in ("labflow", "labflow_http"):
        layer = layers.get(name, {})
        for part in layer if isinstance(layer, list) else [layer]:
            for key, value in part.items():
                values = value if isinstance(value, list) else [value]
                found.setdefault(key.removeprefix(f"{name}_"), []).extend(str(item) for item in values)
    return found


def ek_name(field):
    """`labflow.seq.actual` is `labflow_seq_actual` in Elastic's format, behind its layer's name."""
    return field.replace(".", "_")


def from_pdml(text):
    return [_nodes(packet) for packet in ElementTree.fromstring(text).iter("packet")]


def _nodes(packet):
    found = {}
    for node in packet.iter("field"):
        if node.get("name").startswith(PREFIX):
            found.setdefault(node.get("name"), []).append(node.get("show"))
    return found
