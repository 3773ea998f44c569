"""Templates: the shipped ones work, mistakes are told with their line, and nothing gets out of the sandbox."""

# ruff: noqa: E501 -- tables of cases are read by row
from __future__ import annotations

import pytest

from reader.errors import UserError
from reader.exchange import markdown
from reader.exchange.templates import shipped
from tests.exchange.sample import NOW, full


def out(template: str) -> str:
    made = markdown.write(full(), {"template": template, "data": False}, NOW)
    assert isinstance(made, bytes)
    return made.decode()


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped(name: str) -> None:
    made = out(shipped()[name])
    assert "Stricter now." in made
    assert "Harbour 1999" in made


def test_the_shipped_entry_is_the_export() -> None:
    made = markdown.write(full(), {"data": False}, NOW)
    assert out(shipped()["entry"]).encode() == made


@pytest.mark.parametrize(
    ("template", "line"),
    [("a\n{% for %}", 2), ("a\n\n{{ x", 3), ("{{ nothing }}", 1), ("a\nb\n{{ heading.nothing.more }}", 3), ("\n{{ 1 / 0 }}", 2),
     ("{% if %}", 1), ("\n\n\n{% endfor %}", 4), ("{{ heading | nothing }}", 1), ("a\n{{ heading() }}", 2)],
)  # fmt: skip
def test_a_mistake_is_told_with_its_line(template: str, line: int) -> None:
    with pytest.raises(UserError, match=f"in line {line}:"):
        out(template)


@pytest.mark.parametrize("template", [
    "{{ heading.__class__.__mro__ }}", "{{ ''.__class__.__base__.__subclasses__() }}", "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__ }}", "{{ range(10**9) | list }}", "{{ 'a' * 10**9 }}", "{{ 9**9**9 }}", "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}", "{{ notes.append(1) }}", "{% for a in heading %}" * 30 + "{% endfor %}" * 30,
    "{{ '%1000000000d' | format(1) }}", "{{ '{:1000000000}'.format(1) }}", "{{ heading.center(10000000000) }}",
    "{{ heading | center(10000000000) }}", "{{ heading | replace('', heading) }}", "x" * 60_000,
])  # fmt: skip
def test_nothing_gets_out_of_the_sandbox(template: str) -> None:
    with pytest.raises(UserError):
        out(template)
