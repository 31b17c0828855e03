"""What the buttons do to the conditions: add, remove, move, nest, take apart, seat a group, compute a number."""

from __future__ import annotations

from frontend.rulebook.builder.nodes import COMPUTED, DEEPEST, Node, at, root, walk
from frontend.rulebook.builder.presets import computed, preset, seat


def edit(tree: Node, act: str, group: str) -> str:
    """Do what a button asks, such as `add:adopt.1:veto` or `up:quorum.0`; return the path to go on from."""
    verb, _colon, rest = act.partition(":")
    path, _colon, what = rest.partition(":")
    name, *numbers = path.split(".")
    steps = [int(number) for number in numbers if number.isascii() and number.isdigit()]
    node = at(tree, steps)
    if node is None or len(steps) != len(numbers):
        return ""
    if verb in INSIDE:
        return INSIDE[verb](node, path, what or group, group)
    outer = at(tree, steps[:-1]) if steps else None
    if outer is None or verb not in AMONG:
        return ""
    index = AMONG[verb](outer, steps[-1], len(steps))
    above = ".".join([name, *map(str, steps[:-1])])
    return above if index < 0 else f"{above}.{index}"


def _add(node: Node, path: str, what: str, group: str) -> str:
    if node.kind != "group":
        return ""
    return _put(node, path, preset(what, group))


def _seat(node: Node, path: str, what: str, group: str) -> str:
    if node.kind != "test":
        return ""
    return _put(node, path, seat(group))


def _put(node: Node, path: str, new: Node) -> str:
    """Add a condition inside another, unless it would lie deeper than the form reads."""
    if path.count(".") + 1 + _depth(new) > DEEPEST:
        return path
    node.children.append(new)
    return f"{path}.{len(node.children) - 1}"


def _depth(node: Node) -> int:
    return max(path.count(".") for path, _node in walk(node, ""))


def _compute(node: Node, path: str, what: str, group: str) -> str:
    """Turn a number that is typed into one computed from the roll, and back."""
    if node.kind != "test":
        return ""
    if node.value("computed"):
        for key in COMPUTED:
            node.values.pop(key, None)
    else:
        node.values |= computed()
        if node.value("much") in ("all", "none"):
            node.values["much"] = "fewer_than"
    return path


def _remove(outer: Node, index: int, depth: int) -> int:
    del outer.children[index]
    return min(index, len(outer.children) - 1)


def _up(outer: Node, index: int, depth: int) -> int:
    return _swap(outer, index, index - 1)


def _down(outer: Node, index: int, depth: int) -> int:
    return _swap(outer, index, index + 1)


def _swap(outer: Node, index: int, other: int) -> int:
    if outer.kind == "seat" or not 0 <= other < len(outer.children):
        return index
    outer.children[index], outer.children[other] = outer.children[other], outer.children[index]
    return other


def _nest(outer: Node, index: int, depth: int) -> int:
    """Put a condition in a group of its own, to which others are then added."""
    node = outer.children[index]
    if outer.kind == "group" and depth + _depth(node) < DEEPEST:
        outer.children[index] = root("any", node)
    return index


def _unnest(outer: Node, index: int, depth: int) -> int:
    """Take a group apart: what was in it stands where it stood."""
    node = outer.children[index]
    if node.kind == "group" and outer.kind == "group":
        outer.children[index : index + 1] = node.children
    return min(index, len(outer.children) - 1)


INSIDE = {"add": _add, "seat": _seat, "compute": _compute}
AMONG = {"remove": _remove, "up": _up, "down": _down, "nest": _nest, "unnest": _unnest}
