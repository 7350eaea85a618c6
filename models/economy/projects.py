"""项目台账: what is being built or begun, with whose money, by whom, how far and to what result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import Through, begun
from models.keeping.record import Record, field, required
from models.office.star_sets import STARS
from models.values.figure import FIGURE
from models.values.kinds import DAY, FLAG, LINK, MONEY, NOTE, NUMBER, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store

STAGES = Choices(planned="谋划", approved="立项", building="实施", accepted="验收", running="运营",
                 stopped="停止")
OVER = frozenset({"accepted", "running", "stopped"})
ORIGINS = Choices(finance="财政资金", bond="专项债", town="乡镇配套", collective="集体自筹",
                  loan="信贷", social="社会资本", donation="捐赠", other="其他")


class Project(Record, table="project", label="项目", lasts=Through("since", "finished")):
    """One project of the village; jobs and beneficiaries are counts, never lists of wages."""

    name: str = required("项目名称", width=20)
    stage: str = field("阶段", required=True, default="planned", options=STAGES, width=8)
    star: str | None = field("对应星", options=STARS, width=10)
    owner: int | None = field("责任人", LINK, width=8)
    since: date | None = field("开始日期", DAY, width=11)
    due: date | None = field("计划完成", DAY, width=11)
    finished: date | None = field("实际完成", DAY, width=11)
    content: str | None = field("建设内容", NOTE, width=24)
    jobs: int | None = field("带动就业人数", NUMBER, width=9)
    beneficiaries: int | None = field("受益户数", NUMBER, width=8)
    about: bool = field("人数户数为约数", FLAG, default=False, width=8)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Finished or due before it began."""
        for name in ("due", "finished"):
            day = getattr(self, name)
            if day and self.since and day < self.since:
                return {name: f"{self.field(name).label}早于开始日期，请核对。"}
        return {}


class ProjectFund(Record, table="project_fund", label="项目资金"):
    """A sum from one source, with the paper that grants it."""

    project: int = required("项目", LINK)
    origin: str = required("资金来源", options=ORIGINS, width=10)
    amount: Decimal = required("金额", MONEY, width=12)
    about: bool = field("约", FLAG, default=False, width=4)
    paper: str | None = field("依据文件", width=16)
    on_day: date | None = field("到位日期", DAY, width=11)


class ProjectResult(Record, table="project_result", label="项目成果"):
    """One quantity a project brought: 道路 约4900 米."""

    project: int = required("项目", LINK)
    what: str = required("成果", width=12)
    amount: Decimal = required("数量", FIGURE, width=10)
    unit: str = required("单位", width=6)
    about: bool = field("约", FLAG, default=False, width=4)


@dataclass(frozen=True)
class ProjectCard:
    """A project with its money by source and its results."""

    project: Project
    funds: tuple[ProjectFund, ...]
    results: tuple[ProjectResult, ...]

    @property
    def total(self) -> Decimal:
        """All funds together, in yuan."""
        return sum((each.amount for each in self.funds), Decimal(0))

    @property
    def about(self) -> bool:
        """Whether a sum in the total was approximate."""
        return any(each.about for each in self.funds)

    def by_origin(self) -> dict[str, Decimal]:
        """Source → sum, in the order of the list."""
        sums = {code: sum((each.amount for each in self.funds if each.origin == code), Decimal(0))
                for code, _ in ORIGINS.pairs()}
        return {code: amount for code, amount in sums.items() if amount}

    def overdue(self, day: date) -> bool:
        """Whether it should be finished by ``day`` and is not."""
        open_still = self.project.finished is None and self.project.stage not in OVER
        return open_still and self.project.due is not None and self.project.due < day


def keep_project(
    store: Store, project: Project, funds: Iterable[ProjectFund] = (),
    results: Iterable[ProjectResult] = (),
) -> Project:
    """Keep a project with its money and results as one act; lines left out are removed."""
    with store.act(f"项目：{project.name}"):
        kept = store.save(project)
        assert kept.id is not None
        for kind, lines in ((ProjectFund, list(funds)), (ProjectResult, list(results))):
            stay = {each.id for each in lines}
            for gone in store.find(kind, "project = ?", (kept.id,)):
                if gone.id not in stay:
                    store.remove(gone)
            for each in lines:
                store.save(each.but(project=kept.id))
    return kept


def project_cards(store: Store, day: date = date.max) -> list[ProjectCard]:
    """Every project begun by a day with its money and results, the newest first."""
    funds: dict[int, list[ProjectFund]] = {}
    for fund in store.find(ProjectFund):
        funds.setdefault(fund.project, []).append(fund)
    results: dict[int, list[ProjectResult]] = {}
    for result in store.find(ProjectResult):
        results.setdefault(result.project, []).append(result)
    return [
        ProjectCard(each, tuple(funds.get(each.rowid, ())), tuple(results.get(each.rowid, ())))
        for each in store.find(
            Project, begun(Project), (day.isoformat(),), "since DESC, id DESC")
    ]
