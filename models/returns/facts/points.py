"""What a form may ask about points: balances, what came in by category, what was spent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from models.points.book.scheme_versions import in_force
from models.points.engine.scheme import AccountKind
from models.returns.facts.fact import Fact, fact
from models.values.kinds import NUMBER, POINTS

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.points.book.as_of import Moves
    from models.points.engine.scheme import Scheme
    from models.returns.facts.view import Comrade, Home, View


def _summed(
    kind: str, amount: Callable[[Moves], Any]
) -> Callable[[View, Home | Comrade], Any]:
    """A sum over the accounts of a row; unknown while nobody has an account, else 0 for none."""

    def read(view: View, row: Home | Comrade) -> Any:
        points = view.points(kind)
        if not points.accounts:
            return None
        return sum((amount(points.moves[each]) for each in points.accounts.get(row.id, ())), 0)

    return read


def _facts(kind: str) -> Iterator[Fact]:
    for name, label, amount in (
        ("opening", "上期结余", lambda moves: moves.opening),
        ("added", "加分", lambda moves: moves.came_in),
        ("deducted", "扣分", lambda moves: moves.deducted),
        ("redemptions", "兑换次数", lambda moves: moves.redemptions),
        ("redeemed", "兑换分值", lambda moves: moves.redeemed),
        ("cleared", "到期清零", lambda moves: moves.cleared),
        ("closing", "期末结余", lambda moves: moves.closing),
    ):
        yield fact(f"points.{name}", label, _summed(kind, amount),
                   kind=NUMBER if name == "redemptions" else POINTS)


POINTS_OF_HOME = tuple(_facts(AccountKind.HOUSEHOLD))
POINTS_OF_MEMBER = tuple(_facts(AccountKind.MEMBER))


def category_facts(schemes: list[Scheme], kind: str) -> tuple[Fact, ...]:
    """What came in under each head of the village's own schemes, by the head's title."""
    titles = {each.code: each.title for scheme in schemes for each in scheme.categories}

    def came_in(code: str) -> Callable[[View, Home | Comrade], Any]:
        return _summed(kind, lambda moves: moves.added[code])

    return tuple(
        fact(f"points.in.{code}", title, came_in(code), f"加分/{title}", f"{title}加分",
             f"{title}得分", f"{title}积分", kind=POINTS)
        for code, title in titles.items()
    )


def own_schemes(store: Store, kind: str) -> list[Scheme]:
    """The schemes in force for households or members, the newest version last."""
    return [each.scheme for each in in_force(store, kind)]
