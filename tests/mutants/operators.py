"""Small wrong edits of a Python file: one operator, constant, condition or call at a time."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


@dataclass(frozen=True)
class Edit:
    """One wrong edit: what is written in place of which part of the file, and what it is called."""

    line: int
    words: str
    span: tuple[int, int, int, int]
    wrong: str

    def apply(self, source: str) -> str:
        """Return the file with the edit made."""
        lines = source.splitlines(keepends=True)
        top, left, bottom, right = self.span
        head = lines[top - 1].encode()[:left].decode()
        tail = lines[bottom - 1].encode()[right:].decode()
        return "".join([*lines[: top - 1], head, self.wrong, tail, *lines[bottom:]])


def edits(source: str) -> list[Edit]:
    """Return every edit of a file that changes what it may compute, outer ones first.

    Left alone are docstrings, annotations, imports, assertions, what only a type checker reads,
    names and texts (golden tests hold those), the options of dataclass, and zip's strict, which
    guards against slips of ours that no input can make.
    """
    tree = ast.parse(source)
    return [_edit(node, words, wrong) for node in _live(tree) for words, wrong in _wrong(node)]


def _edit(node: ast.AST, words: str, wrong: ast.AST) -> Edit:
    span = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
    written = ast.unparse(wrong)
    return Edit(span[0], words, span, f"({written})" if isinstance(wrong, ast.expr) else written)


def _live(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield the nodes that run, outer ones first."""
    waiting: list[ast.AST] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if _is_dead(node):
            continue
        yield node
        children = [
            child
            for name, value in ast.iter_fields(node)
            if name not in ("annotation", "returns", "decorator_list")
            for child in (value if isinstance(value, list) else [value])
            if isinstance(child, ast.AST)
        ]
        waiting.extend(reversed(children))


def _is_dead(node: ast.AST) -> bool:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name):
        return node.test.id == "TYPE_CHECKING"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return True
    if isinstance(node, ast.keyword):
        return node.arg == "strict"
    return isinstance(node, ast.Import | ast.ImportFrom | ast.Assert | ast.JoinedStr)


def _wrong(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for kind, make in _MAKERS.items():
        if isinstance(node, kind):
            yield from make(node)


def _compare(node: ast.Compare) -> Iterator[tuple[str, ast.AST]]:
    wrong = copy.deepcopy(node)
    old = type(node.ops[0])
    wrong.ops[0] = _COMPARED[old]()
    yield f"{old.__name__} to {_COMPARED[old].__name__}", wrong


def _bool(node: ast.BoolOp) -> Iterator[tuple[str, ast.AST]]:
    wrong = copy.deepcopy(node)
    wrong.op = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    yield f"{type(node.op).__name__} to {type(wrong.op).__name__}", wrong
    yield "first operand alone", node.values[0]


def _not(node: ast.UnaryOp) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.op, ast.Not | ast.Invert | ast.USub):
        yield f"without {type(node.op).__name__}", node.operand


def _compute(node: ast.BinOp) -> Iterator[tuple[str, ast.AST]]:
    if type(node.op) in _COMPUTED and not isinstance(node.left, ast.JoinedStr):
        wrong = copy.deepcopy(node)
        wrong.op = _COMPUTED[type(node.op)]()
        yield f"{type(node.op).__name__} to {type(wrong.op).__name__}", wrong


def _constant(node: ast.Constant) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, bool):
        yield f"{node.value} to {not node.value}", ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield f"{node.value} to {node.value + 1}", ast.Constant(node.value + 1)
    elif isinstance(node.value, float):
        yield f"{node.value} to {node.value * 2 + 1}", ast.Constant(node.value * 2 + 1)


def _condition(node: ast.IfExp) -> Iterator[tuple[str, ast.AST]]:
    yield "always the first", node.body
    yield "always the second", node.orelse


def _call(node: ast.Expr) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node.value, ast.Call):
        yield "call left out", ast.Pass()


def _returned(node: ast.Return) -> Iterator[tuple[str, ast.AST]]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield "returns None", ast.Return(ast.Constant(None))


_MAKERS: dict[type[ast.AST], Callable[..., Iterator[tuple[str, ast.AST]]]] = {
    ast.Compare: _compare,
    ast.BoolOp: _bool,
    ast.UnaryOp: _not,
    ast.BinOp: _compute,
    ast.Constant: _constant,
    ast.IfExp: _condition,
    ast.Expr: _call,
    ast.Return: _returned,
}
