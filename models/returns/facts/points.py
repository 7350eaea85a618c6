"""What a form may ask about points: balances, what came in by category, what was spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from models.figures.measure import Measure
from models.figures.points import OF, OF_HOUSEHOLDS
from models.points.book.scheme_versions import in_force
from models.points.engine.scheme import AccountKind
from models.returns.facts.fact import Fact, fact
from models.values.kinds import NUMBER, POINTS

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.points.engine.scheme import Scheme
    from models.returns.facts.view import Comrade, Home, View


def _facts(kind: str) -> Iterator[Fact]:
    def read(measure: Measure) -> Callable[[View, Home | Comrade], Any]:
        return lambda view, row: view.points(kind).value(measure, row.id)

    for each, of_household in zip(OF[kind].moves, OF_HOUSEHOLDS.moves, strict=True):
        yield fact(of_household.code, of_household.field.label, read(each),
                   kind=NUMBER if each.unit == "次" else POINTS)


POINTS_OF_HOME = tuple(_facts(AccountKind.HOUSEHOLD))
POINTS_OF_MEMBER = tuple(_facts(AccountKind.MEMBER))


def category_facts(schemes: list[Scheme], kind: str) -> tuple[Fact, ...]:
    """What came in under each head of the village's own schemes, by the head's title."""
    titles = {each.code: each.title for scheme in schemes for each in scheme.categories}

    def came_in(code: str) -> Callable[[View, Home | Comrade], Any]:
        def read(view: View, row: Home | Comrade) -> Any:
            points = view.points(kind)
            return points.value(points.heads[code], row.id)

        return read

    return tuple(
        fact(f"points.in.{code}", title, came_in(code), f"加分/{title}", f"{title}加分",
             f"{title}得分", f"{title}积分", kind=POINTS)
        for code, title in titles.items()
    )


def own_schemes(store: Store, kind: str) -> list[Scheme]:
    """The schemes in force for households or members, the newest version last."""
    return [each.scheme for each in in_force(store, kind)]
