"""事项: every problem, request, dispute, finding and rectification, in one ledger."""

from __future__ import annotations

from datetime import date

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.privacy import Privacy

MATTER_KINDS = Choices(
    request="群众诉求", problem="问题", dispute="矛盾纠纷", event="网格事件",
    inspection="检查发现", decision="会议决议", rectification="整改", overhaul="软弱涣散整顿",
)
STATES = Choices(found="待交办", assigned="办理中", closed="已办结", told="已反馈")
OPEN = ("found", "assigned")
LEVELS = Choices(village="村", town="镇", county="县")
STEPS = Choices(
    found="发现", assigned="交办", reassigned="改派", escalated="上报", handled="办理",
    closed="办结", told="反馈", reopened="重新办理",
)
VERDICTS = Choices(pleased="满意", fair="基本满意", unhappy="不满意", unreached="没联系上")


class Matter(Record, table="matter", label="事项"):
    """One matter, from being found until the household has heard; its steps stand beside it.

    ``state``, ``level``, ``owner``, ``deadline``, ``closed`` and ``told`` are written by the
    steps (:mod:`models.matters.matter.stages`) and never by hand.
    """

    number: str | None = field("编号", width=9)
    kind: str = required("类型", options=MATTER_KINDS, width=10, aliases=("事项类型", "类别"))
    topic: str | None = field("类别", width=10)
    what: str = required("内容", NOTE, width=28, privacy=Privacy.SENSITIVE,
                         aliases=("问题", "事项", "反映问题", "诉求内容"))
    found: date = required("发现日期", DAY, width=11, aliases=("排查日期", "日期"))
    source: str | None = field("来源", width=12)
    visit: int | None = field("来源走访", LINK)
    household: int | None = field("户", LINK)
    member: int | None = field("发现人", LINK)
    place: str | None = field("区域", width=12, aliases=("排查区域", "地点"))
    parties: str | None = field("当事人", width=14, privacy=Privacy.SENSITIVE)
    claim: str | None = field("诉求", NOTE, width=18, privacy=Privacy.SENSITIVE)
    risk: str | None = field("风险等级", width=8)
    star: str | None = field("对应星或任务", width=12)
    measure: str | None = field("对策", NOTE, width=22, aliases=("整改措施", "化解措施", "措施"))
    overhaul: int | None = field("所属整顿", LINK)
    state: str = field("状态", required=True, default="found", options=STATES, width=8)
    level: str | None = field("层级", options=LEVELS, width=6)
    owner: str | None = field("责任人", width=8, privacy=Privacy.NAME)
    deadline: date | None = field("时限", DAY, width=11)
    closed: date | None = field("办结日期", DAY, width=11)
    result: str | None = field("办理结果", NOTE, width=24, privacy=Privacy.SENSITIVE)
    acceptor: str | None = field("验收人", width=8, privacy=Privacy.NAME)
    told: date | None = field("反馈日期", DAY, width=11)
    verdict: str | None = field("群众评价", options=VERDICTS, width=9)
    note: str | None = field("备注", NOTE, width=14)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for its solution."""
        return self.state in OPEN


class Step(Record, table="matter_step", label="事项经过"):
    """One step of a matter: on which day, what was done, and who has it now."""

    matter: int = required("事项", LINK)
    kind: str = required("经过", options=STEPS, width=8)
    day: date = required("日期", DAY, width=11)
    words: str | None = field("说明", NOTE, width=28)
    level: str | None = field("层级", options=LEVELS)
    owner: str | None = field("责任人", width=8)
    deadline: date | None = field("时限", DAY)


class Overhaul(Record, table="overhaul", label="软弱涣散整顿"):
    """一支部一方案: why the branch is listed, its plan, and how it ended."""

    reason: str = required("列入原因", NOTE, width=24)
    plan: str = required("方案编号", width=12)
    listed: date = required("列入日期", DAY, width=11)
    assessed: date | None = field("验收评估日期", DAY, width=11)
    conclusion: str | None = field("评估结论", NOTE, width=20)
