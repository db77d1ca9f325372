"""Why a step of the knowledge base is refused. Pure."""

from __future__ import annotations

from liandong.kernel.errors import Invalid, Refused
from liandong.kernel.text import Localized


class NothingToKeep(Invalid):
    code = "knowledge_version_empty"
    message = Localized(
        zh="请填写正文或附上文件，不能都空着。",
        en="Write the text or name a file; a version holds at least one of them.",
    )


class ItemWithdrawn(Refused):
    code = "knowledge_item_withdrawn"
    message = Localized(
        zh="该条目已停用，不能再更新；需要时请另建条目。", en="This item has been withdrawn; start a new one instead."
    )


class SubTypeNeeded(Invalid):
    code = "knowledge_sub_type_needed"
    message = Localized(
        zh="“{kind}”须归入预案子类，请填写子类。",
        en="Items of the kind “{kind_en}” belong to a sub-type of plans; name it.",
    )
