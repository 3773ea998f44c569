"""Templates of the Markdown export: Jinja2 in a sandbox, the shipped ones as examples that can be edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reader import paths
from reader.errors import UserError
from reader.exchange import escape

ENTRY = "entry"
MAX_SOURCE = 50_000
MAX_OUTPUT = 2_000_000  # code points of one entry: a template cannot fill the disk by mistake


def shipped() -> dict[str, str]:
    """The templates that come with the program: name to source."""
    folder = paths.resources() / "templates"
    return {path.name.removesuffix(".md.j2"): path.read_text("utf-8") for path in sorted(folder.glob("*.md.j2"))}


# Those that cannot make much out of little.
FILTERS = (
    "capitalize", "default", "e", "escape", "first", "join", "last", "length", "list", "lower", "reverse", "sort",
    "string", "title", "trim", "unique", "upper", "wordcount",
)  # fmt: skip


def _indent(words: str, width: int = 4) -> str:
    """The lines after the first moved in by up to 40 spaces."""
    return f"\n{' ' * min(max(width, 0), 40)}".join(str(words).split("\n"))


class _Environment(ImmutableSandboxedEnvironment):
    """Only plain values reach a template, and a loop cannot run away."""

    intercepted_binops = frozenset({"**", "*"})

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "**" or not all(isinstance(side, int | float) for side in (left, right)):
            raise SecurityError(f"“{operator}” is not for templates")
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Nothing is called: `center(10**10)` of a word would take all memory."""
        return False


def _where(error: TemplateError, source: str) -> int:
    if isinstance(error, TemplateSyntaxError):
        return error.lineno
    at, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            at = trace.tb_lineno
        trace = trace.tb_next
    return min(at, source.count("\n") + 1)


class TemplateFaultError(UserError):
    """A mistake in a template, in `line` (from 1)."""

    def __init__(self, message: str, hint: str, line: int) -> None:
        super().__init__(message, hint)
        self.line = line


def _fault(error: Exception, line: int) -> UserError:
    words = f"The template has a mistake in line {line}: {str(error)[:300].rstrip('.')}."
    return TemplateFaultError(words, "Correct it, or use the shipped one.", line)


def compile_template(source: str, flavour: str) -> Callable[[Mapping[str, Any]], str]:
    """A template made ready; UserError says in which line it is wrong, here or when it is filled."""
    if len(source) > MAX_SOURCE:
        raise UserError(f"The template is longer than {MAX_SOURCE:,} characters.", "Shorten it.")
    environment = _Environment(
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.filters = {name: environment.filters[name] for name in FILTERS}
    environment.filters["indent"] = _indent
    environment.filters["md"] = partial(escape.inline, flavour=flavour)
    environment.globals.clear()  # no range(): its loops are bounded by the notes
    try:
        template = environment.from_string(source)
    except TemplateSyntaxError as error:
        raise _fault(error, error.lineno) from error
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise UserError("The template is nested too deeply.", "Simplify it.") from error

    def fill(values: Mapping[str, Any]) -> str:
        parts: list[str] = []
        length = 0
        try:
            for part in template.generate(values):
                length += len(part)
                parts.append(part)
                if length > MAX_OUTPUT:
                    raise UserError(f"The template makes more than {MAX_OUTPUT:,} characters of one entry.")
        except (UndefinedError, SecurityError, TemplateError) as error:
            raise _fault(error, _where(error, source)) from error
        except (TypeError, ValueError, ArithmeticError, LookupError, AttributeError) as error:
            raise _fault(
                error, _where(TemplateError(str(error)).with_traceback(error.__traceback__), source)
            ) from error
        return "".join(parts)

    return fill
