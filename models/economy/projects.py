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
from models.values import clock
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
    """One project of the village; jobs and beneficiaries are counts, never lists of wages.

    ``stage`` is the one it is at now; which it was at on another day says :class:`ProjectStage`.
    """

    name: str = required("项目名称", width=20)
    stage: str = field("阶段", required=True, default="planned", options=STAGES, width=8)
    star: str | None = field("对应星", options=STARS, width=10)
    owner: int | None = field("责任人", LINK, width=8, dated=True)
    since: date | None = field("开始日期", DAY, width=11)
    due: date | None = field("计划完成", DAY, width=11, dated=True)
    finished: date | None = field("实际完成", DAY, width=11)
    content: str | None = field("建设内容", NOTE, width=24)
    jobs: int | None = field("带动就业人数", NUMBER, width=9, dated=True)
    beneficiaries: int | None = field("受益户数", NUMBER, width=8, dated=True)
    about: bool = field("人数户数为约数", FLAG, default=False, width=8)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """Due before it began."""
        if self.due and self.since and self.due < self.since:
            return {"due": "计划完成早于开始日期，请核对。"}
        return {}


class ProjectStage(Record, table="project_stage", label="项目阶段"):
    """From which day a project was at a stage; it holds until it is said to be at another."""

    project: int = required("项目", LINK)
    stage: str = required("阶段", options=STAGES, width=8)
    on_day: date = required("自", DAY, width=11)


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
    on_day: date | None = field("截至", DAY, width=11)


@dataclass(frozen=True)
class ProjectCard:
    """A project with its money by source and its results, as all stood on one day.

    ``stage`` None: on that day nobody had said yet how far it was.
    """

    project: Project
    stage: str | None
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
        finished, due = self.project.finished, self.project.due
        open_still = (finished is None or finished > day) and self.stage not in OVER
        return open_still and due is not None and due < day


def keep_project(
    store: Store, project: Project, funds: Iterable[ProjectFund] | None = None,
    results: Iterable[ProjectResult] | None = None,
) -> Project:
    """Keep a project with its money and results as one act; lines left out are removed.

    Money or results of which nothing is said stay as they are.
    """
    with store.act(f"项目：{project.name}"):
        kept = save_project(store, project)
        for kind, said in ((ProjectFund, funds), (ProjectResult, results)):
            if said is None:
                continue
            lines = list(said)
            stay = {each.id for each in lines}
            for gone in store.find(kind, "project = ?", (kept.rowid,)):
                if gone.id not in stay:
                    store.remove(gone)
            for each in lines:
                store.save(each.but(project=kept.rowid))
    return kept


def save_project(store: Store, project: Project, on_day: date | None = None) -> Project:
    """Keep a project; when it is at another stage than before, that holds from ``on_day``.

    Not said, the first stage holds since the project began, an end since it was finished, any other
    since today.
    """
    before = store.get(Project, project.id) if project.id else None
    with store.act(f"项目：{project.name}"):
        kept = store.save(project)
        if before is None or before.stage != kept.stage:
            told = [each.on_day for each in stages(store, kept.rowid)]
            day = on_day or max([_likely_since(before, kept), *told])
            kept = keep_stage(store, ProjectStage(project=kept.rowid, stage=kept.stage, on_day=day))
    return kept


def keep_stage(store: Store, said: ProjectStage) -> Project:
    """Keep from which day a project was at a stage; of one day what was said last holds."""
    project = store.get(Project, said.project)
    with store.act(f"项目阶段：{project.name}"):
        for each in stages(store, said.project):
            if each.on_day == said.on_day:
                store.remove(each)
        store.save(said)
        return store.save(project.but(stage=stages(store, said.project)[-1].stage))


def _likely_since(before: Project | None, kept: Project) -> date:
    if kept.stage in OVER and kept.finished and not (before and before.finished):
        return kept.finished
    return kept.since if before is None and kept.since else clock.today()


def stages(store: Store, project: int) -> list[ProjectStage]:
    """How far a project was and since when, the oldest first."""
    return store.find(ProjectStage, "project = ?", (project,), "on_day, id")


def stage_on(of: str, day: str) -> str:
    """SQL: the stage the project called ``of`` was at on ``day``, which is SQL; '' if nobody said.
    """
    return f"""coalesce((SELECT s.stage FROM project_stage s WHERE s.project = {of}.id
        AND s.on_day <= {day} ORDER BY s.on_day DESC, s.id DESC LIMIT 1), '')"""


def project_begun(of: str, day: str) -> str:
    """SQL: the project called ``of`` had begun by ``day``, or without a beginning was told of."""
    return f"({begun(Project, of, day)} AND coalesce({of}.since, {stage_on(of, day)}) <> '')"


def project_cards(store: Store, day: date = date.max) -> list[ProjectCard]:
    """Every project begun by a day with its stage, money and results of then, the newest first."""
    until = (day.isoformat(),)
    reached = {each.project: each.stage
               for each in store.find(ProjectStage, "on_day <= ?", until, "on_day, id")}
    dated = "coalesce(on_day, '') <= ?"
    funds: dict[int, list[ProjectFund]] = {}
    for fund in store.find(ProjectFund, dated, until):
        funds.setdefault(fund.project, []).append(fund)
    results: dict[int, list[ProjectResult]] = {}
    for result in store.find(ProjectResult, dated, until):
        results.setdefault(result.project, []).append(result)
    return [
        ProjectCard(each, reached.get(each.rowid), tuple(funds.get(each.rowid, ())),
                    tuple(results.get(each.rowid, ())))
        for each in store.find_on(
            Project, day, project_begun("project", ":day"), "since DESC, id DESC")
    ]
